//! Voice files: safetensors, PyTorch's `.pt`, and raw little-endian f32.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use half::{bf16, f16};
use zip::ZipArchive;

use super::CheckpointError;
use super::tensor_file::TensorFile;
use crate::kokoro::{STYLE_ROWS, STYLE_WIDTH, Voice};
use crate::speech::VoiceName;

/// Numbers in a voice.
const ELEMENTS: usize = STYLE_ROWS * STYLE_WIDTH;

/// The endings a voice file may have, the first that exists taken.
const ENDINGS: [&str; 3] = ["safetensors", "pt", "bin"];

/// The voices of a folder, sorted, each once however many forms it has.
pub(super) fn list(folder: &Path) -> Result<Vec<VoiceName>, CheckpointError> {
    let mut names = Vec::new();
    match std::fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries {
                let path = entry.map_err(CheckpointError::read(folder))?.path();
                let ending = path.extension().and_then(|e| e.to_str());
                let stem = path.file_stem().and_then(|s| s.to_str());
                if ending.is_some_and(|e| ENDINGS.contains(&e)) {
                    names.extend(stem.and_then(|stem| VoiceName::new(stem).ok()));
                }
            }
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        Err(e) => return Err(CheckpointError::read(folder)(e)),
    }
    if names.is_empty() {
        return Err(CheckpointError::NoVoices(folder.to_owned()));
    }
    names.sort();
    names.dedup();
    Ok(names)
}

/// Reads one voice of a folder.
pub(super) fn read(folder: &Path, name: &VoiceName) -> Result<Voice, CheckpointError> {
    let file = |ending: &&str| Some(folder.join(format!("{name}.{ending}"))).filter(|path| path.is_file());
    let Some(path) = ENDINGS.iter().find_map(file) else {
        return Err(CheckpointError::UnknownVoice {
            nearest: nearest(name, list(folder)?),
            folder: folder.to_owned(),
            name: name.clone(),
        });
    };
    let styles = match path.extension().and_then(|e| e.to_str()) {
        Some("safetensors") => read_safetensors(&path)?,
        Some("pt") => read_torch(&path)?,
        _ => read_raw(&path)?,
    };
    Voice::new(name.clone(), styles).map_err(|source| CheckpointError::Voice { path, source })
}

fn nearest(name: &VoiceName, known: Vec<VoiceName>) -> Option<VoiceName> {
    let likeness = |other: &VoiceName| strsim::jaro_winkler(name.as_str(), other.as_str());
    known.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
}

/// A safetensors file with the styles under `voice`, or under whatever name is the only one.
fn read_safetensors(path: &Path) -> Result<Vec<f32>, CheckpointError> {
    let file = TensorFile::open(path)?;
    let names = file.names();
    let name = match names.as_slice() {
        [only] => only,
        several => several
            .iter()
            .find(|name| *name == "voice")
            .ok_or_else(|| CheckpointError::malformed(path, "it holds no tensor 'voice'"))?,
    };
    let elements = file.shape(name).map(|shape| shape.iter().product());
    if elements != Some(ELEMENTS) {
        let what = format!(
            "its shape is {:?}, not [510, 1, 256]",
            file.shape(name).unwrap_or_default()
        );
        return Err(CheckpointError::malformed(path, what));
    }
    file.floats(name)
}

fn read_raw(path: &Path) -> Result<Vec<f32>, CheckpointError> {
    let bytes = read_at_most(File::open(path).map_err(CheckpointError::read(path))?, path)?;
    if bytes.len() != ELEMENTS * 4 {
        return Err(CheckpointError::malformed(path, not_a_voice(bytes.len())));
    }
    Ok(f32s(&bytes))
}

/// A tensor saved by `torch.save`: a zip with a pickle that describes it and its numbers in `data/0`.
///
/// The writer leaves sizes out of the local headers; the central directory, which the `zip` crate goes by, has them.
fn read_torch(path: &Path) -> Result<Vec<f32>, CheckpointError> {
    let malformed = |what: String| CheckpointError::malformed(path, what);
    let file = BufReader::new(File::open(path).map_err(CheckpointError::read(path))?);
    let mut archive = ZipArchive::new(file).map_err(|e| malformed(format!("not a file of torch.save: {e}")))?;
    let mut member = |suffix: &str| -> Result<Vec<u8>, CheckpointError> {
        let name = archive
            .file_names()
            .filter_map(Result::ok)
            .find(|name| name.split_once('/').is_some_and(|(_, rest)| rest == suffix))
            .map(Cow::into_owned)
            .ok_or_else(|| malformed(format!("it has no {suffix}")))?;
        let entry = archive
            .by_name(&name)
            .map_err(|e| malformed(format!("{suffix}: {e}")))?;
        read_at_most(entry, path)
    };

    let pickle = member("data.pkl")?;
    let data = member("data/0")?;
    let little_endian = member("byteorder").map_or(true, |order| order == b"little");
    let has = |class: &str| pickle.windows(class.len()).any(|window| window == class.as_bytes());
    match (little_endian, data.len()) {
        (true, n) if n == ELEMENTS * 4 && has("FloatStorage") => Ok(f32s(&data)),
        (true, n) if n == ELEMENTS * 2 && has("BFloat16Storage") => Ok(f16s(&data, |b| bf16::from_le_bytes(b).into())),
        (true, n) if n == ELEMENTS * 2 && has("HalfStorage") => Ok(f16s(&data, |b| f16::from_le_bytes(b).into())),
        (true, n) => Err(malformed(not_a_voice(n))),
        (false, _) => Err(malformed("its numbers are big-endian".to_owned())),
    }
}

fn not_a_voice(bytes: usize) -> String {
    format!("it holds {bytes} bytes, not the 510 × 256 numbers of a voice")
}

/// Reads to the end, or to just beyond the largest voice: enough to see that it is too long.
fn read_at_most(reader: impl Read, path: &Path) -> Result<Vec<u8>, CheckpointError> {
    let mut bytes = Vec::new();
    reader
        .take(ELEMENTS as u64 * 4 + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| CheckpointError::malformed(path, e.to_string()))?;
    Ok(bytes)
}

fn f32s(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks().0.iter().map(|&b| f32::from_le_bytes(b)).collect()
}

fn f16s(bytes: &[u8], widen: impl Fn([u8; 2]) -> f32) -> Vec<f32> {
    bytes.as_chunks().0.iter().map(|&b| widen(b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered() {
        let known = ["af_heart", "bf_emma", "bf_lily", "bm_lewis"].map(|n| VoiceName::new(n).unwrap());
        let asked = VoiceName::new("bf_lilly").unwrap();
        assert_eq!(nearest(&asked, known.to_vec()).unwrap().as_str(), "bf_lily");
    }
}
