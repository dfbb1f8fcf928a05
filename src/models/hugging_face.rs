//! The full model from Hugging Face, at a pinned revision.

use std::fs;
use std::path::Path;

use super::catalogue::PinnedFile;
use super::download::{Downloader, SILENCE};
use super::job::Job;
use super::{ModelsError, checksum};

/// Where Hugging Face is, unless `HF_ENDPOINT` says otherwise.
const ENDPOINT: &str = "https://huggingface.co";

/// The address that the paths of a repository's files follow.
pub(super) fn address(repository: &str, revision: &str) -> String {
    let endpoint = std::env::var("HF_ENDPOINT")
        .ok()
        .filter(|endpoint| !endpoint.is_empty());
    let endpoint = endpoint.as_deref().unwrap_or(ENDPOINT).trim_end_matches('/');
    format!("{endpoint}/{repository}/resolve/{revision}")
}

/// Brings the files behind an address into `folder`. Files that are there already and right are not fetched again.
pub(super) fn download(
    address: &str,
    files: &[PinnedFile],
    folder: &Path,
    job: &mut Job<'_>,
) -> Result<(), ModelsError> {
    let mut downloader = Downloader::new(SILENCE);
    job.expect(files.iter().map(|file| file.bytes).sum());
    for file in files {
        let path = folder.join(&file.path);
        if !is_here(&path, file, job)? {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(ModelsError::disk("create", parent))?;
            }
            downloader.file(&format!("{address}/{}", file.path), file, &path, job)?;
        }
        job.finish(&file.path, file.bytes);
    }
    Ok(())
}

/// Whether an earlier fetch has brought the file. One without a known hash is only given its name when it is whole.
fn is_here(path: &Path, file: &PinnedFile, job: &Job<'_>) -> Result<bool, ModelsError> {
    Ok(path.is_file()
        && match &file.sha256 {
            Some(expected) => checksum::of_file(path, job)? == *expected,
            None => true,
        })
}
