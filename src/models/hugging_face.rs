//! The full model from Hugging Face, at a pinned revision.

use std::fs;
use std::path::Path;

use super::catalogue::{PinnedFile, Repository};
use super::download::Downloader;
use super::job::Job;
use super::{ModelsError, checksum};

/// Where Hugging Face is, unless `HF_ENDPOINT` says otherwise.
const ENDPOINT: &str = "https://huggingface.co";

/// Brings the files of a repository into `folder`. Files that are there already and right are not fetched again.
pub(super) fn download(
    repository: &Repository,
    files: &[PinnedFile],
    folder: &Path,
    job: &mut Job<'_>,
) -> Result<(), ModelsError> {
    let endpoint = std::env::var("HF_ENDPOINT")
        .ok()
        .filter(|endpoint| !endpoint.is_empty());
    download_from(endpoint.as_deref().unwrap_or(ENDPOINT), repository, files, folder, job)
}

/// The same from a given server.
pub(super) fn download_from(
    endpoint: &str,
    repository: &Repository,
    files: &[PinnedFile],
    folder: &Path,
    job: &mut Job<'_>,
) -> Result<(), ModelsError> {
    let base = format!(
        "{}/{}/resolve/{}",
        endpoint.trim_end_matches('/'),
        repository.repository,
        repository.revision
    );
    let mut downloader = Downloader::new();
    job.expect(files.iter().map(|file| file.bytes).sum());
    for file in files {
        let path = folder.join(&file.path);
        if !is_here(&path, file, job)? {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(ModelsError::disk("create", parent))?;
            }
            downloader.file(&format!("{base}/{}", file.path), file, &path, job)?;
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
