//! The list of chapters that players of audiobooks read, `chpl`, as Nero invented it and `ffmpeg` writes it.

use crate::export::Tags;

/// It counts chapters in a byte, and the letters of their titles in another.
const LONGEST: usize = 255;

/// Nanoseconds in a tick of its clock.
const TICK: u128 = 100;

/// The version in which four reserved bytes stand before the count.
const VERSION: u8 = 1;

/// The box, for a file that holds more than one chapter.
pub(super) fn made(tags: &Tags<'_>, rate: u32) -> Option<Vec<u8>> {
    if tags.chapter.is_some() || tags.marks.is_empty() {
        return None;
    }
    let marks = &tags.marks[..tags.marks.len().min(LONGEST)];
    let mut content = vec![VERSION, 0, 0, 0, 0, 0, 0, 0, marks.len() as u8];
    for mark in marks {
        let title = &mark.title[..mark.title.floor_char_boundary(LONGEST)];
        let ticks = (mark.time(rate).as_nanos() / TICK) as u64;
        content.extend(ticks.to_be_bytes());
        content.push(title.len() as u8);
        content.extend(title.as_bytes());
    }
    Some(super::front::boxed(*b"chpl", &content))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Edition, Mark};

    #[test]
    fn it_is_laid_out_as_players_read_it() {
        let mark = |title: &str, start| Mark {
            title: title.to_owned(),
            start,
        };
        let edition = Edition::default();
        let tags = Tags {
            edition: &edition,
            chapter: None,
            marks: vec![mark("One", 0), mark(&"é".repeat(200), 36_000)],
            samples: 48_000,
        };
        let list = made(&tags, 24_000).unwrap();
        assert_eq!(list[..8], [&(list.len() as u32).to_be_bytes()[..], b"chpl"].concat());
        assert_eq!(list[8..17], [1, 0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!(list[17..29], [0, 0, 0, 0, 0, 0, 0, 0, 3, b'O', b'n', b'e']);
        assert_eq!(list[29..38], [&15_000_000u64.to_be_bytes()[..], &[254]].concat());
        assert_eq!(list.len(), 38 + 254, "a title ends where a letter does");
    }
}
