//! Weights on disk, in any published layout, read into PyTorch's names and shapes.
//!
//! A model folder holds `config.json`, one file of weights and a folder `voices`. The file of weights may be PyTorch's
//! own layout or MLX's, with weight norm fused or not, in f32, f16, bf16 or eight bits, its linear layers packed or plain;
//! whoever asks a [`Checkpoint`] for a weight sees none of that.

mod convolution;
mod error;
mod layout;
mod model_config;
mod packed;
mod tensor_file;
mod voice_file;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use error::CheckpointError;
pub use model_config::{IstftNet, ModelConfig, PlBert, Quantization, Vocabulary};

use crate::kokoro::Voice;
use crate::speech::VoiceName;
use crate::tensor::{EightBitTensor, HostTensor, Weight};
use layout::{Axes, Stored};
pub(crate) use layout::{SCALE, ZERO};
use tensor_file::TensorFile;

/// The names a file of weights may have. Converters leave their source beside their result under the second name, so
/// the first is taken where both exist, and they are never merged.
const WEIGHTS_FILES: [&str; 2] = ["model.safetensors", "kokoro-v1_0.safetensors"];

/// An open model folder. Weights and voices are read from disk when they are asked for, from any number of threads.
#[derive(Debug)]
pub struct Checkpoint {
    folder: PathBuf,
    config: ModelConfig,
    file: TensorFile,
    weights: BTreeMap<String, Stored>,
}

impl Checkpoint {
    /// Opens a model folder and reads its configuration and the header of its weights.
    ///
    /// # Errors
    /// [`CheckpointError`] when a file is missing, unreadable, damaged or of another kind.
    pub fn open(folder: &Path) -> Result<Self, CheckpointError> {
        let incomplete = |what| CheckpointError::Incomplete {
            folder: folder.to_owned(),
            what,
        };
        let config = folder.join("config.json");
        if !config.is_file() {
            return Err(incomplete("config.json"));
        }
        let config = ModelConfig::read(&config)?;
        let file = weights_file(folder).ok_or_else(|| incomplete("model.safetensors or kokoro-v1_0.safetensors"))?;
        let file = TensorFile::open(&file)?;
        let weights = layout::weights(&file, &config)?;
        Ok(Self {
            folder: folder.to_owned(),
            config,
            file,
            weights,
        })
    }

    /// The folder this was opened from.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The model's hyper-parameters and vocabulary.
    #[must_use]
    pub fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// The canonical names of all weights, sorted.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.weights.keys().cloned().collect()
    }

    /// Whether the checkpoint has this weight.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.weights.contains_key(name)
    }

    /// A weight by its canonical name, that of PyTorch's state dict with weight norm fused
    /// (`decoder.generator.resblocks.0.convs1.0.weight`), in PyTorch's shape and in f32.
    ///
    /// # Errors
    /// [`CheckpointError`] when there is no such weight, it has an odd form, or the file cannot be read.
    pub fn tensor(&self, name: &str) -> Result<HostTensor, CheckpointError> {
        let (shape, data) = match self.stored(name)? {
            Stored::Plain { name: stored, axes } => self.in_pytorch_order(stored, self.file.floats(stored)?, *axes)?,
            Stored::WeightNorm { gain, direction, axes } => {
                let mut rows = self.file.floats(direction)?;
                let gains = self.file.floats(gain)?;
                let height = self.file.shape(direction).and_then(|shape| shape.first());
                if height != Some(&gains.len()) {
                    return Err(self.odd(direction, format!("has {} gains, not one a row", gains.len())));
                }
                convolution::fuse_weight_norm(&mut rows, &gains);
                self.in_pytorch_order(direction, rows, *axes)?
            }
            Stored::Packed { .. } | Stored::EightBit { .. } => {
                return self
                    .weight(name)?
                    .into_plain()
                    .map_err(|e| self.odd(name, e.to_string()));
            }
        };
        HostTensor::new(shape, data).map_err(|e| self.odd(name, e.to_string()))
    }

    /// The same in as few bits as the file has it.
    ///
    /// # Errors
    /// As [`Checkpoint::tensor`].
    pub fn weight(&self, name: &str) -> Result<Weight, CheckpointError> {
        match self.stored(name)? {
            Stored::Packed { module } => packed::read(&self.file, &self.config, module).map(Weight::Quantised),
            Stored::EightBit { name } => self.eight_bit(name).map(Weight::EightBit),
            _ => self.tensor(name).map(Weight::Plain),
        }
    }

    fn eight_bit(&self, name: &str) -> Result<EightBitTensor, CheckpointError> {
        let numbers = self.file.bytes(name)?;
        let shape = self.file.shape(name).unwrap_or_default().to_vec();
        let [zeros, scales] = [ZERO, SCALE].map(|part| self.file.floats(&format!("{name}{part}")));
        EightBitTensor::new(shape, numbers, zeros?, scales?).map_err(|e| self.odd(name, e.to_string()))
    }

    /// The names of the voices beside the model, sorted. Files whose names are not a voice's are passed over.
    ///
    /// # Errors
    /// [`CheckpointError`] when there are none or their folder cannot be read.
    pub fn voices(&self) -> Result<Vec<VoiceName>, CheckpointError> {
        voice_file::list(&self.folder.join("voices"))
    }

    /// Reads a voice, or blends several: `.safetensors`, PyTorch's `.pt`, or raw `.bin`.
    ///
    /// # Errors
    /// [`CheckpointError::UnknownVoice`] with the nearest right name, or another when its file is damaged.
    pub fn voice(&self, name: &VoiceName) -> Result<Voice, CheckpointError> {
        let read = |name: &VoiceName| voice_file::read(&self.folder.join("voices"), name);
        match name.parts().as_slice() {
            [_] => read(name),
            parts => {
                let voices = parts.iter().map(|(part, share)| Ok((read(part)?, *share)));
                Ok(Voice::blend(
                    name.clone(),
                    &voices.collect::<Result<Vec<_>, CheckpointError>>()?,
                ))
            }
        }
    }

    fn stored(&self, name: &str) -> Result<&Stored, CheckpointError> {
        self.weights.get(name).ok_or_else(|| CheckpointError::MissingTensor {
            path: self.file.path().to_owned(),
            name: name.to_owned(),
        })
    }

    fn in_pytorch_order(
        &self,
        stored: &str,
        data: Vec<f32>,
        axes: Axes,
    ) -> Result<(Vec<usize>, Vec<f32>), CheckpointError> {
        match (axes, self.file.shape(stored)) {
            (Axes::Mlx, Some(&[a, b, c])) => Ok((vec![a, c, b], convolution::swap_last_axes(&data, [a, b, c]))),
            (_, Some(shape)) => Ok((shape.to_vec(), data)),
            (_, None) => Err(self.odd(stored, "has no shape".to_owned())),
        }
    }

    fn odd(&self, name: &str, what: String) -> CheckpointError {
        CheckpointError::tensor(self.file.path(), name, what)
    }
}

/// The file of weights in a folder, if it has one.
#[must_use]
pub fn weights_file(folder: &Path) -> Option<PathBuf> {
    WEIGHTS_FILES
        .iter()
        .map(|name| folder.join(name))
        .find(|path| path.is_file())
}
