//! Weights on disk, in any published layout, read into PyTorch's names and shapes. (stand-in until merge)
use crate::kokoro::Voice; use crate::speech::VoiceName; use crate::tensor::{HostTensor, Matrix}; use std::path::Path; use std::collections::HashMap;
#[derive(Debug, thiserror::Error)] #[error("{0}")] pub struct CheckpointError(pub String);
#[derive(Clone)] pub struct Vocabulary(HashMap<char,u32>);
impl Vocabulary { pub fn id(&self, c: char) -> Option<u32> { self.0.get(&c).copied() } }
pub struct PlBert { pub num_attention_heads: usize, pub num_hidden_layers: usize, pub hidden_size: usize }
pub struct Istft { pub upsample_rates: Vec<usize>, pub resblock_kernel_sizes: Vec<usize>, pub resblock_dilation_sizes: Vec<Vec<usize>>, pub gen_istft_n_fft: usize, pub gen_istft_hop_size: usize }
pub struct ModelConfig { pub vocabulary: Vocabulary, pub n_layer: usize, pub text_encoder_kernel_size: usize, pub style_dim: usize, pub plbert: PlBert, pub istftnet: Istft }
pub struct Checkpoint { bytes: Vec<u8>, config: ModelConfig, folder: std::path::PathBuf }
impl Checkpoint {
  pub fn open(folder: &Path) -> Result<Self, CheckpointError> {
    let bytes = std::fs::read(folder.join("kokoro-v1_0.safetensors")).map_err(|e| CheckpointError(e.to_string()))?;
    let j: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("config.json")).unwrap()).unwrap();
    let u = |v: &serde_json::Value| v.as_u64().unwrap() as usize;
    let l = |v: &serde_json::Value| v.as_array().unwrap().iter().map(|x| x.as_u64().unwrap() as usize).collect::<Vec<_>>();
    let i = &j["istftnet"];
    let config = ModelConfig { vocabulary: Vocabulary(j["vocab"].as_object().unwrap().iter().map(|(k,v)| (k.chars().next().unwrap(), v.as_u64().unwrap() as u32)).collect()), n_layer: u(&j["n_layer"]), text_encoder_kernel_size: u(&j["text_encoder_kernel_size"]), style_dim: u(&j["style_dim"]),
      plbert: PlBert { num_attention_heads: u(&j["plbert"]["num_attention_heads"]), num_hidden_layers: u(&j["plbert"]["num_hidden_layers"]), hidden_size: u(&j["plbert"]["hidden_size"]) },
      istftnet: Istft { upsample_rates: l(&i["upsample_rates"]), resblock_kernel_sizes: l(&i["resblock_kernel_sizes"]), resblock_dilation_sizes: i["resblock_dilation_sizes"].as_array().unwrap().iter().map(|x| l(x)).collect(), gen_istft_n_fft: u(&i["gen_istft_n_fft"]), gen_istft_hop_size: u(&i["gen_istft_hop_size"]) } };
    Ok(Self { bytes, config, folder: folder.to_owned() })
  }
  pub fn config(&self) -> &ModelConfig { &self.config }
  pub fn contains(&self, name: &str) -> bool { self.tensor(name).is_ok() }
  pub fn tensor(&self, name: &str) -> Result<HostTensor, CheckpointError> {
    let s = safetensors::SafeTensors::deserialize(&self.bytes).map_err(|e| CheckpointError(e.to_string()))?;
    let t = s.tensor(name).map_err(|e| CheckpointError(format!("{name}: {e}")))?;
    HostTensor::new(t.shape().to_vec(), t.data().chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()).map_err(|e| CheckpointError(e.to_string()))
  }
  pub fn matrix(&self, name: &str) -> Result<Matrix, CheckpointError> { self.tensor(name).map(Matrix::Plain) }
  pub fn voice(&self, name: &VoiceName) -> Result<Voice, CheckpointError> {
    let b = std::fs::read(self.folder.join(format!("voices/{name}.safetensors"))).map_err(|e| CheckpointError(e.to_string()))?;
    let s = safetensors::SafeTensors::deserialize(&b).unwrap(); let t = s.tensor("voice").unwrap();
    Voice::new(name.clone(), t.data().chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect()).map_err(|e| CheckpointError(e.to_string()))
  }
}
