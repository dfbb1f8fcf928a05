//! The index goes to the front of the file.
//!
//! It is known last, so it is written last; but whoever plays a file while it still comes over the network wants it first.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

/// Bytes that are moved at once.
const BLOCK: u64 = 1 << 20;

/// Bytes of a box's length and kind.
const HEADER: usize = 8;

/// The boxes in which chunk offsets are found.
const CONTAINERS: [&[u8; 4]; 5] = [b"moov", b"trak", b"mdia", b"minf", b"stbl"];

/// Puts a box more into the index and moves that in front of the sound. In a file that is too long for its offsets it stays
/// where it is, and a file whose index is not its last box stays as it is: both can be played.
pub(super) fn put_index_first(file: &mut File, more: &[u8]) -> io::Result<()> {
    let boxes = boxes_of(file)?;
    let (Some((_, first)), Some((b"moov", index))) = (boxes.first(), boxes.last().map(|(kind, at)| (kind, at))) else {
        return Ok(());
    };
    let mut moov = vec![0; (index.end - index.start) as usize];
    file.seek(SeekFrom::Start(index.start))?;
    file.read_exact(&mut moov)?;
    add_userdata(&mut moov, more);
    let shift = moov.len() as u64;
    let mut shifted = moov.clone();
    if shift_offsets(&mut shifted, shift).is_none() {
        file.seek(SeekFrom::Start(index.start))?;
        return file.write_all(&moov);
    }
    move_up(file, first.end..index.start, shift)?;
    file.seek(SeekFrom::Start(first.end))?;
    file.write_all(&shifted)
}

/// A box of this kind.
pub(super) fn boxed(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = ((HEADER + content.len()) as u32).to_be_bytes();
    [&length, &kind[..], content].concat()
}

/// Puts a box at the end of the userdata of an index, which is made if there is none.
fn add_userdata(moov: &mut Vec<u8>, more: &[u8]) {
    if more.is_empty() {
        return;
    }
    let (mut at, mut userdata) = (HEADER, None);
    while let Some((kind, size)) = moov.get(at..).and_then(parse) {
        let end = at.saturating_add(size as usize);
        if kind == *b"udta" && end <= moov.len() {
            userdata = Some(at..end);
        }
        at = end;
    }
    if let Some(Range { start, end }) = userdata {
        lengthen(&mut moov[start..], more.len());
        moov.splice(end..end, more.iter().copied());
        lengthen(moov, more.len());
    } else {
        let userdata = boxed(*b"udta", more);
        lengthen(moov, userdata.len());
        moov.extend(userdata);
    }
}

/// Says that the box that begins there is longer.
fn lengthen(bytes: &mut [u8], by: usize) {
    if let Some(length) = bytes.first_chunk_mut::<4>() {
        *length = (u32::from_be_bytes(*length) + by as u32).to_be_bytes();
    }
}

/// The kinds of the boxes of a file, and where they are.
fn boxes_of(file: &mut File) -> io::Result<Vec<([u8; 4], Range<u64>)>> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut boxes = Vec::new();
    let mut at = 0;
    while at < length {
        let mut header = Vec::new();
        file.seek(SeekFrom::Start(at))?;
        (&*file).take(2 * HEADER as u64).read_to_end(&mut header)?;
        let Some((kind, size)) = parse(&header) else {
            return Err(io::Error::other("a box has no length"));
        };
        boxes.push((kind, at..at + size));
        at += size;
    }
    Ok(boxes)
}

/// The kind of a box that begins there, and its length, header included.
fn parse(bytes: &[u8]) -> Option<([u8; 4], u64)> {
    let (short, rest) = bytes.split_first_chunk::<4>()?;
    let (kind, rest) = rest.split_first_chunk::<4>()?;
    let size = match u32::from_be_bytes(*short) {
        1 => u64::from_be_bytes(*rest.first_chunk()?),
        short => short.into(),
    };
    (size >= HEADER as u64).then_some((*kind, size))
}

/// Adds `shift` to every chunk offset in boxes; none if one becomes too large, or the boxes cannot be read.
fn shift_offsets(boxes: &mut [u8], shift: u64) -> Option<()> {
    let mut rest = boxes;
    while !rest.is_empty() {
        let (kind, size) = parse(rest)?;
        let (this, behind) = rest.split_at_mut_checked(usize::try_from(size).ok()?)?;
        rest = behind;
        let content = this.get_mut(HEADER..)?;
        match &kind {
            // Behind a version and a count.
            b"stco" => {
                for offset in content.get_mut(8..)?.as_chunks_mut::<4>().0 {
                    let moved = u64::from(u32::from_be_bytes(*offset)) + shift;
                    *offset = u32::try_from(moved).ok()?.to_be_bytes();
                }
            }
            b"co64" => {
                for offset in content.get_mut(8..)?.as_chunks_mut::<8>().0 {
                    *offset = (u64::from_be_bytes(*offset) + shift).to_be_bytes();
                }
            }
            kind if CONTAINERS.contains(&kind) => shift_offsets(content, shift)?,
            _ => {}
        }
    }
    Some(())
}

/// Moves a part of a file towards its end, the last block first, so that none is overwritten before it is read.
fn move_up(file: &mut File, part: Range<u64>, shift: u64) -> io::Result<()> {
    let mut block = vec![0; BLOCK as usize];
    let mut end = part.end;
    while end > part.start {
        let start = end.saturating_sub(BLOCK).max(part.start);
        let block = &mut block[..(end - start) as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(block)?;
        file.seek(SeekFrom::Start(start + shift))?;
        file.write_all(block)?;
        end = start;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(boxes: &[Vec<u8>]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&boxes.concat()).unwrap();
        file
    }

    fn content(file: &mut File) -> Vec<u8> {
        let mut bytes = Vec::new();
        file.rewind().unwrap();
        file.read_to_end(&mut bytes).unwrap();
        bytes
    }

    /// An index with one chunk at each of these places.
    fn index(offset: u32, far: u64) -> Vec<u8> {
        let near = [&[0; 4][..], &1u32.to_be_bytes(), &offset.to_be_bytes()].concat();
        let far = [&[0; 4][..], &1u32.to_be_bytes(), &far.to_be_bytes()].concat();
        let tables = [boxed(*b"stco", &near), boxed(*b"co64", &far)].concat();
        [*b"minf", *b"mdia", *b"trak", *b"moov"]
            .into_iter()
            .fold(boxed(*b"stbl", &tables), |inner, kind| boxed(kind, &inner))
    }

    #[test]
    fn every_offset_still_points_at_its_bytes() {
        // More than is moved at once.
        let sound: Vec<u8> = (0..2 * BLOCK + 77).map(|n| (n % 251) as u8).collect();
        let first = boxed(*b"ftyp", b"M4B ");
        let at = (first.len() + HEADER) as u64;
        let mut file = file(&[first.clone(), boxed(*b"mdat", &sound), index(at as u32 + 5, at + BLOCK)]);
        put_index_first(&mut file, b"").unwrap();
        let moved = content(&mut file);
        let index_length = index(0, 0).len() as u64;
        let meant = index((at + index_length) as u32 + 5, at + index_length + BLOCK);
        assert_eq!(moved, [first, meant, boxed(*b"mdat", &sound)].concat());
    }

    #[test]
    fn userdata_gets_a_box_more() {
        let more = boxed(*b"chpl", b"chapters");
        let tags = boxed(*b"meta", b"tags");
        for (before, after) in [
            (boxed(*b"udta", &tags), [tags.clone(), more.clone()].concat()),
            (Vec::new(), more.clone()),
        ] {
            let header = boxed(*b"mvhd", b"header");
            let mut moov = boxed(*b"moov", &[header.clone(), before].concat());
            add_userdata(&mut moov, &more);
            let meant = boxed(*b"moov", &[header, boxed(*b"udta", &after)].concat());
            assert_eq!(moov, meant);
        }
    }

    #[test]
    fn what_cannot_be_moved_stays_as_it_is() {
        let first = boxed(*b"ftyp", b"M4B ");
        for boxes in [
            [first.clone(), boxed(*b"mdat", b"sound"), index(u32::MAX - 3, 0)],
            [first.clone(), index(30, 30), boxed(*b"mdat", b"sound")],
        ] {
            let mut file = file(&boxes);
            put_index_first(&mut file, b"").unwrap();
            assert_eq!(content(&mut file), boxes.concat());
        }
    }
}
