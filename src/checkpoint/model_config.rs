//! `config.json`: the model's hyper-parameters and vocabulary. Members lector has no use for are ignored.

use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;

use super::CheckpointError;

/// The largest size or count believed; Kokoro's own go up to 2048.
const MAX_SIZE: usize = 1 << 16;

/// The hyper-parameters of a Kokoro checkpoint, named as in its `config.json`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ModelConfig {
    /// The token of each phoneme.
    #[serde(rename = "vocab")]
    pub vocabulary: Vocabulary,
    /// Rows of the token embeddings.
    pub n_token: usize,
    /// Channels of the text encoder and the prosody predictor.
    pub hidden_dim: usize,
    /// Numbers in each half of a style vector.
    pub style_dim: usize,
    /// Layers of the duration encoder and convolutions of the text encoder.
    pub n_layer: usize,
    /// The longest duration of a token, in frames.
    pub max_dur: usize,
    /// Width of the text encoder's convolutions.
    pub text_encoder_kernel_size: usize,
    /// Channels of the decoder's shortcut of the text.
    pub dim_in: usize,
    /// The text model.
    pub plbert: PlBert,
    /// The generator.
    pub istftnet: IstftNet,
    /// How linear layers are packed, in checkpoints where they are.
    #[serde(default)]
    pub quantization: Option<Quantization>,
}

/// Hyper-parameters of PL-BERT, an ALBERT over phonemes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PlBert {
    /// Width of a layer.
    pub hidden_size: usize,
    /// Heads of attention; divides `hidden_size`.
    pub num_attention_heads: usize,
    /// Width inside the feed-forward part.
    pub intermediate_size: usize,
    /// The longest input, in tokens.
    pub max_position_embeddings: usize,
    /// How often the one layer is applied.
    pub num_hidden_layers: usize,
}

/// Hyper-parameters of the iSTFTNet generator.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct IstftNet {
    /// Width of each upsampling convolution.
    pub upsample_kernel_sizes: Vec<usize>,
    /// Factor of each upsampling convolution.
    pub upsample_rates: Vec<usize>,
    /// Samples from one spectrum to the next.
    pub gen_istft_hop_size: usize,
    /// Samples a spectrum spans.
    pub gen_istft_n_fft: usize,
    /// Dilations of each residual block's convolutions.
    pub resblock_dilation_sizes: Vec<Vec<usize>>,
    /// Width of each residual block's convolutions.
    pub resblock_kernel_sizes: Vec<usize>,
    /// Channels before the first upsampling; each upsampling halves them.
    pub upsample_initial_channel: usize,
}

/// How MLX has packed the linear layers and embeddings.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Quantization {
    /// Columns that share a scale and a bias.
    pub group_size: usize,
    /// Bits of a packed value.
    pub bits: usize,
    /// What some writers add: the mode, or a setting for a single layer by its path.
    #[serde(flatten)]
    other: HashMap<String, serde_json::Value>,
}

impl Quantization {
    /// The group size of one layer: its own where the writer gave it one.
    pub(super) fn group_size_of(&self, module: &str) -> usize {
        self.other
            .get(module)
            .and_then(|own| own.get("group_size"))
            .and_then(serde_json::Value::as_u64)
            .map_or(self.group_size, |own| usize::try_from(own).unwrap_or(0))
    }
}

/// The model's alphabet: a token for each phoneme it knows.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "HashMap<String, u32>")]
pub struct Vocabulary(HashMap<char, u32>);

impl Vocabulary {
    /// The token of a phoneme, if the model knows it.
    #[must_use]
    pub fn id(&self, phoneme: char) -> Option<u32> {
        self.0.get(&phoneme).copied()
    }

    /// Every phoneme the model knows, in no order.
    pub fn phonemes(&self) -> impl Iterator<Item = char> + '_ {
        self.0.keys().copied()
    }
}

impl TryFrom<HashMap<String, u32>> for Vocabulary {
    type Error = String;
    fn try_from(ids: HashMap<String, u32>) -> Result<Self, String> {
        ids.into_iter()
            .map(|(phoneme, id)| {
                let mut characters = phoneme.chars();
                match (characters.next(), characters.next()) {
                    (Some(only), None) => Ok((only, id)),
                    _ => Err(format!("'{phoneme}' in the vocabulary is not a single character")),
                }
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl ModelConfig {
    pub(super) fn read(path: &Path) -> Result<Self, CheckpointError> {
        let bytes = std::fs::read(path).map_err(CheckpointError::read(path))?;
        let config: Self = serde_json::from_slice(&bytes)
            .map_err(|e| CheckpointError::malformed(path, format!("not the configuration of a Kokoro model: {e}")))?;
        config.check().map_err(|what| CheckpointError::malformed(path, what))?;
        Ok(config)
    }

    /// Refuses sizes that no model has, before anything is allocated or divided by them.
    fn check(&self) -> Result<(), String> {
        let (bert, net) = (&self.plbert, &self.istftnet);
        let single = [
            ("n_token", self.n_token),
            ("hidden_dim", self.hidden_dim),
            ("style_dim", self.style_dim),
            ("n_layer", self.n_layer),
            ("max_dur", self.max_dur),
            ("text_encoder_kernel_size", self.text_encoder_kernel_size),
            ("dim_in", self.dim_in),
            ("plbert.hidden_size", bert.hidden_size),
            ("plbert.num_attention_heads", bert.num_attention_heads),
            ("plbert.intermediate_size", bert.intermediate_size),
            ("plbert.max_position_embeddings", bert.max_position_embeddings),
            ("plbert.num_hidden_layers", bert.num_hidden_layers),
            ("istftnet.gen_istft_hop_size", net.gen_istft_hop_size),
            ("istftnet.gen_istft_n_fft", net.gen_istft_n_fft),
            ("istftnet.upsample_initial_channel", net.upsample_initial_channel),
        ];
        let lists = [
            ("istftnet.upsample_kernel_sizes", &net.upsample_kernel_sizes),
            ("istftnet.upsample_rates", &net.upsample_rates),
            ("istftnet.resblock_kernel_sizes", &net.resblock_kernel_sizes),
        ];
        let dilations = net.resblock_dilation_sizes.iter();
        let mut sizes = single
            .into_iter()
            .chain(
                lists
                    .into_iter()
                    .flat_map(|(name, list)| list.iter().map(move |&n| (name, n))),
            )
            .chain(dilations.flatten().map(|&n| ("istftnet.resblock_dilation_sizes", n)))
            .chain(
                self.quantization
                    .iter()
                    .map(|q| ("quantization.group_size", q.group_size)),
            );
        if let Some((name, size)) = sizes.find(|&(_, size)| size == 0 || size > MAX_SIZE) {
            return Err(format!("{name} is {size}"));
        }
        if !bert.hidden_size.is_multiple_of(bert.num_attention_heads) {
            return Err("plbert.hidden_size is not a multiple of plbert.num_attention_heads".to_owned());
        }
        if net.upsample_rates.len() != net.upsample_kernel_sizes.len() {
            return Err("istftnet.upsample_rates and upsample_kernel_sizes differ in length".to_owned());
        }
        if net.resblock_dilation_sizes.len() != net.resblock_kernel_sizes.len() {
            return Err("istftnet.resblock_dilation_sizes and resblock_kernel_sizes differ in length".to_owned());
        }
        match self.vocabulary.0.iter().find(|&(_, &id)| id as usize >= self.n_token) {
            Some((phoneme, id)) => Err(format!(
                "the vocabulary gives '{phoneme}' token {id} of {}",
                self.n_token
            )),
            None => Ok(()),
        }
    }
}
