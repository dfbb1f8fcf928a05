//! `--chapters 1,3-5`.

use std::collections::BTreeSet;

use crate::cli::exit::Usage;
use crate::cli::wiring::Heading;

/// The chapters to be read: those named, or without names those that are read by default.
///
/// # Errors
/// [`Usage`] for what is no list of numbers and ranges, or names a chapter the book has not.
pub fn select(chapters: &[Heading], named: Option<&str>) -> Result<Vec<Heading>, Usage> {
    let Some(named) = named else {
        return Ok(chapters.iter().filter(|chapter| chapter.included).cloned().collect());
    };
    let last = chapters.last().map_or(0, |chapter| chapter.index);
    let wanted = parse(named, last)?;
    Ok(chapters
        .iter()
        .filter(|chapter| wanted.contains(&chapter.index))
        .cloned()
        .collect())
}

fn parse(named: &str, last: u32) -> Result<BTreeSet<u32>, Usage> {
    let mut wanted = BTreeSet::new();
    for part in named.split(',').map(str::trim) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let number = |text: &str| text.trim().parse::<u32>().ok();
        let (Some(from), Some(to)) = (number(from), number(to)) else {
            return Err(Usage(format!(
                "--chapters {named}: '{part}' is neither a number nor a range; write it like 1,3-5"
            )));
        };
        if from > to {
            return Err(Usage(format!(
                "--chapters {named}: {from}-{to} runs backwards; write {to}-{from}"
            )));
        }
        if from == 0 || to > last {
            return Err(Usage(format!(
                "--chapters {named}: the book has chapters 1 to {last}, as `lector inspect` shows them"
            )));
        }
        wanted.extend(from..=to);
    }
    Ok(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Vec<Heading> {
        let heading = |index| Heading {
            index,
            title: format!("Chapter {index}"),
            included: index > 2,
        };
        (1..=9).map(heading).collect()
    }

    fn numbers(named: Option<&str>) -> Result<Vec<u32>, String> {
        select(&book(), named)
            .map(|chapters| chapters.into_iter().map(|chapter| chapter.index).collect())
            .map_err(|usage| usage.to_string())
    }

    #[test]
    fn the_default_is_what_the_book_says() {
        assert_eq!(numbers(None), Ok(vec![3, 4, 5, 6, 7, 8, 9]));
    }

    #[test]
    fn named_chapters_are_read_in_order_and_once() {
        assert_eq!(numbers(Some("3-5, 1,4")), Ok(vec![1, 3, 4, 5]));
    }

    #[test]
    fn mistakes_are_explained() {
        for (named, hint) in [
            ("3-x", "write it like 1,3-5"),
            ("", "write it like"),
            ("5-3", "write 3-5"),
            ("0", "1 to 9"),
            ("4-10", "1 to 9"),
            ("1-4000000000", "1 to 9"),
        ] {
            let message = numbers(Some(named)).unwrap_err();
            assert!(message.contains(hint), "{named}: {message}");
        }
    }
}
