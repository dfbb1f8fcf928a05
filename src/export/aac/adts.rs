//! ADTS, ISO/IEC 13818-7 annex A: frames behind headers of seven bytes, or nine with a checksum.

/// Bytes of a header without a checksum.
const HEADER: usize = 7;
const CHECKSUM: usize = 2;

/// A frame without its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    /// What MP4 calls the `AudioSpecificConfig`: kind of AAC, rate, channels.
    pub(crate) config: [u8; 2],
    /// The frame.
    pub(crate) bytes: Vec<u8>,
}

/// Parts a stream into its frames, whatever pieces it comes in.
#[derive(Debug, Default)]
pub(crate) struct AdtsFrames {
    rest: Vec<u8>,
}

impl AdtsFrames {
    /// Adds a piece of the stream and gives the frames it completes.
    ///
    /// # Errors
    /// When it is not ADTS, in words.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Result<Vec<Frame>, String> {
        self.rest.extend_from_slice(piece);
        let mut frames = Vec::new();
        let mut at = 0;
        while let Some((frame, length)) = first_frame(&self.rest[at..])? {
            frames.push(frame);
            at += length;
        }
        self.rest.drain(..at);
        Ok(frames)
    }
}

/// How many whole frames a stream begins with, and how long they are.
///
/// # Errors
/// When it is not ADTS, in words.
pub(crate) fn whole_frames(stream: &[u8]) -> Result<(u64, usize), String> {
    let (mut frames, mut at) = (0, 0);
    while let Some((_, length)) = first_frame(&stream[at..])? {
        frames += 1;
        at += length;
    }
    Ok((frames, at))
}

/// How long a stream's first frame is, with its header; all of it if that is not whole.
///
/// # Errors
/// As above.
pub(crate) fn first_length(stream: &[u8]) -> Result<usize, String> {
    Ok(first_frame(stream)?.map_or(stream.len(), |(_, length)| length))
}

/// The first frame and its length with its header; none if it is not whole yet.
fn first_frame(stream: &[u8]) -> Result<Option<(Frame, usize)>, String> {
    let Some(&[sync, flags, format, channels, middle, low, _]) = stream.first_chunk::<HEADER>() else {
        return Ok(None);
    };
    let length = usize::from(channels & 0b11) << 11 | usize::from(middle) << 3 | usize::from(low >> 5);
    let unprotected = flags & 1 == 1;
    let header = if unprotected { HEADER } else { HEADER + CHECKSUM };
    if sync != 0xFF || flags & 0xF6 != 0xF0 || length < header {
        return Err("the encoder's output is not ADTS".to_owned());
    }
    let Some(frame) = stream.get(header..length) else {
        return Ok(None);
    };
    let object_type = (format >> 6) + 1;
    let rate_index = format >> 2 & 0b1111;
    let channels = (format & 1) << 2 | channels >> 6;
    let frame = Frame {
        config: [object_type << 3 | rate_index >> 1, rate_index << 7 | channels << 3],
        bytes: frame.to_vec(),
    };
    Ok(Some((frame, length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// AAC-LC at 24 kHz, mono: by hand from the standard.
    fn adts(payload: &[u8]) -> Vec<u8> {
        let length = HEADER + payload.len();
        let mut bytes = vec![0xFF, 0xF1, 0b0101_1000, 0b0100_0000, 0, 0x1F, 0xFC];
        bytes[3] |= (length >> 11) as u8;
        bytes[4] = (length >> 3) as u8;
        bytes[5] |= (length << 5) as u8;
        bytes.extend(payload);
        bytes
    }

    #[test]
    fn frames_are_found_whatever_pieces_they_come_in() {
        let payloads: Vec<Vec<u8>> = [0, 1, 250, 700].map(|length| vec![length as u8; length]).into();
        let stream: Vec<u8> = payloads.iter().flat_map(|payload| adts(payload)).collect();
        for size in [1, 6, 7, 300, stream.len()] {
            let mut frames = AdtsFrames::default();
            let found: Vec<_> = stream
                .chunks(size)
                .flat_map(|piece| frames.push(piece).unwrap())
                .collect();
            assert_eq!(found.len(), payloads.len());
            for (frame, payload) in found.iter().zip(&payloads) {
                assert_eq!((frame.config, &frame.bytes), ([0x13, 0x08], payload));
            }
        }
    }

    #[test]
    fn another_stream_is_refused() {
        for bytes in [&[0; 16], &[0xFF; 16]] {
            assert!(AdtsFrames::default().push(bytes).is_err());
        }
    }
}
