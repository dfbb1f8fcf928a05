//! Weights on disk, in any published layout, read into PyTorch's names and shapes.
