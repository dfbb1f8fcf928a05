//! The names of the model's parts, for who measures them.

use crate::tensor::PartName;

/// ALBERT, and what brings it to the width of the others.
pub const ALBERT: PartName = "ALBERT";
/// How long, how high, how loud.
pub const PROSODY: PartName = "prosody";
/// What the sounds are.
pub const TEXT_ENCODER: PartName = "text encoder";
/// What leads to the generator.
pub const DECODER: PartName = "decoder";
/// What makes the sound.
pub const GENERATOR: PartName = "generator";
