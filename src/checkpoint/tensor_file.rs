//! One safetensors file: its header in memory, its data read from disk a tensor at a time.
//!
//! Data are read at their offset rather than through a memory map: nothing of the file stays in the process, a file
//! that is cut short while it is read is an error and not a signal, and no alignment is asked of the writer (MLX's
//! files are not aligned).

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use bytemuck::{Pod, cast_slice_mut};
use half::{bf16, f16};
use rayon::prelude::*;
use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};

use super::CheckpointError;

/// Bytes of the header's length, the first thing in the file.
const LENGTH_BYTES: u64 = 8;

/// The longest header believed, 200 times that of the longest known checkpoint of Kokoro.
const MAX_HEADER: u64 = 16 << 20;

/// Bytes read at once: small enough to stay in the cache between reading and converting. A multiple of every element.
const CHUNK: usize = 1 << 18;

/// An open safetensors file whose header has been checked against its length.
#[derive(Debug)]
pub(super) struct TensorFile {
    path: PathBuf,
    file: File,
    data_start: u64,
    metadata: Metadata,
}

impl TensorFile {
    /// Opens the file and checks that its header describes all of it, byte for byte.
    pub(super) fn open(path: &Path) -> Result<Self, CheckpointError> {
        let malformed = |what: String| CheckpointError::malformed(path, what);
        let mut file = File::open(path).map_err(CheckpointError::read(path))?;
        let length = file.metadata().map_err(CheckpointError::read(path))?.len();

        let mut header_length = [0; LENGTH_BYTES as usize];
        file.read_exact(&mut header_length)
            .map_err(|e| truncated(path, e, "it ends inside its first eight bytes"))?;
        let header_length = u64::from_le_bytes(header_length);
        if header_length > MAX_HEADER || header_length > length - LENGTH_BYTES {
            return Err(malformed(format!(
                "its header claims {header_length} bytes, the file has {length}"
            )));
        }
        let mut header = vec![0; header_length as usize];
        file.read_exact(&mut header)
            .map_err(|e| truncated(path, e, "it ends inside its header"))?;
        let metadata: Metadata =
            serde_json::from_slice(&header).map_err(|e| malformed(format!("its header is not safetensors: {e}")))?;

        let data_start = LENGTH_BYTES + header_length;
        let expected = data_start.checked_add(metadata.data_len() as u64);
        if expected != Some(length) {
            return Err(malformed(format!(
                "its header describes {} bytes of data, the file holds {}",
                metadata.data_len(),
                length - data_start
            )));
        }
        Ok(Self {
            path: path.to_owned(),
            file,
            data_start,
            metadata,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The names in the file, in no order.
    pub(super) fn names(&self) -> Vec<String> {
        self.metadata.offset_keys()
    }

    pub(super) fn shape(&self, name: &str) -> Option<&[usize]> {
        self.metadata.info(name).map(|info| info.shape.as_slice())
    }

    pub(super) fn dtype(&self, name: &str) -> Option<Dtype> {
        self.metadata.info(name).map(|info| info.dtype)
    }

    /// A tensor's elements, widened to f32.
    pub(super) fn floats(&self, name: &str) -> Result<Vec<f32>, CheckpointError> {
        let info = self.info(name)?;
        match info.dtype {
            Dtype::F32 => self.read_in_place(info, |x: f32| f32::from_bits(u32::from_le(x.to_bits()))),
            Dtype::F16 => self.read(info, |bytes| f16::from_le_bytes(bytes).to_f32()),
            Dtype::BF16 => self.read(info, |bytes| bf16::from_le_bytes(bytes).to_f32()),
            other => Err(CheckpointError::tensor(
                &self.path,
                name,
                format!("is {other}, not a float"),
            )),
        }
    }

    /// A tensor's elements where they are signed bytes.
    pub(super) fn bytes(&self, name: &str) -> Result<Vec<i8>, CheckpointError> {
        let info = self.info(name)?;
        if info.dtype != Dtype::I8 {
            let what = format!("is {}, numbers in eight bits are I8", info.dtype);
            return Err(CheckpointError::tensor(&self.path, name, what));
        }
        self.read_in_place(info, |number| number)
    }

    /// A tensor's elements where they are 32-bit words, as packed weights are.
    pub(super) fn words(&self, name: &str) -> Result<Vec<u32>, CheckpointError> {
        let info = self.info(name)?;
        if info.dtype != Dtype::U32 {
            let what = format!("is {}, packed weights are U32", info.dtype);
            return Err(CheckpointError::tensor(&self.path, name, what));
        }
        self.read_in_place(info, u32::from_le)
    }

    fn info(&self, name: &str) -> Result<&TensorInfo, CheckpointError> {
        self.metadata.info(name).ok_or_else(|| CheckpointError::MissingTensor {
            path: self.path.clone(),
            name: name.to_owned(),
        })
    }

    /// Reads a tensor whose elements are laid out as they are wanted, but for the order of their bytes, into its place.
    fn read_in_place<T: Pod + Default + Send>(
        &self,
        info: &TensorInfo,
        from_le: impl Fn(T) -> T + Sync,
    ) -> Result<Vec<T>, CheckpointError> {
        let (start, end) = info.data_offsets;
        let mut elements = vec![T::default(); (end - start) / size_of::<T>()];
        elements
            .par_chunks_mut(CHUNK / size_of::<T>())
            .enumerate()
            .try_for_each(|(i, elements)| {
                self.read_at(cast_slice_mut(elements), start + i * CHUNK)?;
                for element in elements {
                    *element = from_le(*element);
                }
                Ok(())
            })?;
        Ok(elements)
    }

    /// Reads bytes of the data.
    fn read_at(&self, bytes: &mut [u8], at: usize) -> Result<(), CheckpointError> {
        self.file
            .read_exact_at(bytes, self.data_start + at as u64)
            .map_err(|e| truncated(&self.path, e, "it has become shorter since it was opened"))
    }

    /// Reads a tensor whose elements are `BYTES` long, in chunks, as many at a time as there are workers.
    fn read<T: Copy + Default + Send, const BYTES: usize>(
        &self,
        info: &TensorInfo,
        element: impl Fn([u8; BYTES]) -> T + Sync,
    ) -> Result<Vec<T>, CheckpointError> {
        let (start, end) = info.data_offsets;
        let mut elements = vec![T::default(); (end - start) / BYTES];
        elements
            .par_chunks_mut(CHUNK / BYTES)
            .enumerate()
            .try_for_each_init(Vec::new, |buffer, (i, elements)| {
                buffer.resize(elements.len() * BYTES, 0);
                self.read_at(buffer, start + i * CHUNK)?;
                for (to, bytes) in elements.iter_mut().zip(buffer.as_chunks().0) {
                    *to = element(*bytes);
                }
                Ok(())
            })?;
        Ok(elements)
    }
}

fn truncated(path: &Path, error: io::Error, what: &str) -> CheckpointError {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        CheckpointError::malformed(path, what)
    } else {
        CheckpointError::read(path)(error)
    }
}
