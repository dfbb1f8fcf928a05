//! What a file says about itself.

use std::time::Duration;

use crate::book::{Cover, Metadata};

/// A book as it is read aloud.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// What the book says about itself.
    pub book: Metadata,
    /// The picture on its cover.
    pub cover: Option<Cover>,
    /// Who reads.
    pub narrator: String,
}

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tags<'a> {
    /// Of which book.
    pub edition: &'a Edition,
    /// Which chapter of the book the file is; none when it is the whole.
    pub chapter: Option<ChapterTag>,
    /// Where its chapters begin, in order.
    pub marks: Vec<Mark>,
    /// How many samples it will hold.
    pub samples: u64,
}

/// Which chapter a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChapterTag {
    /// Its place among the files of the book.
    pub number: u32,
    /// How many files there are.
    pub of: u32,
    /// Its title.
    pub title: String,
}

/// Where a chapter begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The chapter's title.
    pub title: String,
    /// Its first sample.
    pub start: u64,
}

impl Mark {
    /// The time of its first sample at `rate` samples a second, to the nanosecond.
    #[must_use]
    pub fn time(&self, rate: u32) -> Duration {
        let nanoseconds = u128::from(self.start) * 1_000_000_000 / u128::from(rate.max(1));
        Duration::from_nanos(nanoseconds as u64)
    }
}

impl Tags<'_> {
    /// The title of the file: the chapter's, or the book's.
    #[must_use]
    pub fn title(&self) -> &str {
        match &self.chapter {
            Some(chapter) => &chapter.title,
            None => &self.edition.book.title,
        }
    }

    /// The year the book is from.
    #[must_use]
    pub fn year(&self) -> Option<&str> {
        let date = self.edition.book.date.as_deref()?.trim();
        let year = date.get(..4)?;
        year.bytes().all(|byte| byte.is_ascii_digit()).then_some(year)
    }

    /// The three-letter code of ISO 639-2 for the book's language: of the languages that are spoken here, and of those whose
    /// tag is that code already.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        let tag = self.edition.book.language.as_deref()?;
        let primary = tag.split(['-', '_']).next()?.trim();
        let known = [
            ("en", "eng"),
            ("es", "spa"),
            ("fr", "fra"),
            ("hi", "hin"),
            ("it", "ita"),
            ("ja", "jpn"),
            ("pt", "por"),
            ("zh", "zho"),
        ];
        match known.iter().find(|(short, _)| primary.eq_ignore_ascii_case(short)) {
            Some((_, code)) => Some(code),
            None => (primary.len() == 3 && primary.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(primary),
        }
    }

    /// The fields of a Vorbis comment, as FLAC and Ogg files carry them, for a file of `rate` samples a second. Chapters
    /// are `CHAPTER001=00:00:00.000` and `CHAPTER001NAME=…`.
    #[must_use]
    pub fn vorbis_comments(&self, rate: u32) -> Vec<(String, String)> {
        let book = &self.edition.book;
        let series = book.series.as_ref();
        let number = self.chapter.as_ref().map(|chapter| chapter.number.to_string());
        let total = self.chapter.as_ref().map(|chapter| chapter.of.to_string());
        let fields = [
            ("TITLE", Some(self.title())),
            ("ALBUM", Some(book.title.as_str())),
            ("ARTIST", Some(&*book.author())),
            ("PERFORMER", Some(self.edition.narrator.as_str())),
            ("TRACKNUMBER", number.as_deref()),
            ("TRACKTOTAL", total.as_deref()),
            ("DATE", self.year()),
            ("LANGUAGE", book.language.as_deref()),
            ("PUBLISHER", book.publisher.as_deref()),
            ("DESCRIPTION", book.description.as_deref()),
            ("SERIES", series.map(|series| series.name.as_str())),
            ("SERIES-PART", series.and_then(|series| series.index.as_deref())),
            ("GENRE", Some("Audiobook")),
        ];
        let filled = |(name, value): (&str, Option<&str>)| {
            let value = value?.trim();
            (!value.is_empty()).then(|| (name.to_owned(), value.to_owned()))
        };
        let mut comments: Vec<_> = fields.into_iter().filter_map(filled).collect();
        if self.chapter.is_none() {
            for (number, mark) in (1..).zip(&self.marks) {
                let name = format!("CHAPTER{number:03}");
                comments.push((name.clone(), clock(mark.time(rate))));
                comments.push((format!("{name}NAME"), mark.title.clone()));
            }
        }
        comments
    }
}

/// `hh:mm:ss.mmm`
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!(
        "{hours:02}:{minutes:02}:{:02}.{:03}",
        seconds % 60,
        time.subsec_millis()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Series;

    fn edition(book: Metadata) -> Edition {
        Edition {
            book,
            ..Edition::default()
        }
    }

    impl Edition {
        /// The tags of a file without sound.
        fn tags(&self) -> Tags<'_> {
            Tags {
                edition: self,
                chapter: None,
                marks: vec![],
                samples: 0,
            }
        }
    }

    #[test]
    fn comments_say_what_is_known_and_nothing_else() {
        let edition = Edition {
            book: Metadata {
                title: "Moby-Dick".to_owned(),
                authors: vec!["Herman Melville".to_owned()],
                date: Some("1851-10-18".to_owned()),
                series: Some(Series {
                    name: "Whales".to_owned(),
                    index: None,
                }),
                ..Metadata::default()
            },
            cover: None,
            narrator: "bf_lily".to_owned(),
        };
        let mark = |title: &str, start| Mark {
            title: title.to_owned(),
            start,
        };
        let mut tags = Tags {
            edition: &edition,
            chapter: None,
            marks: vec![mark("Loomings", 0), mark("The Carpet-Bag", 24_000 * 3_661 + 12)],
            samples: 24_000 * 4_000,
        };
        let shown = |tags: &Tags<'_>| -> Vec<String> {
            let comments = tags.vorbis_comments(24_000);
            comments.iter().map(|(name, value)| format!("{name}={value}")).collect()
        };
        assert_eq!(
            shown(&tags),
            [
                "TITLE=Moby-Dick",
                "ALBUM=Moby-Dick",
                "ARTIST=Herman Melville",
                "PERFORMER=bf_lily",
                "DATE=1851",
                "SERIES=Whales",
                "GENRE=Audiobook",
                "CHAPTER001=00:00:00.000",
                "CHAPTER001NAME=Loomings",
                "CHAPTER002=01:01:01.000",
                "CHAPTER002NAME=The Carpet-Bag"
            ]
        );
        tags.chapter = Some(ChapterTag {
            number: 2,
            of: 9,
            title: "The Carpet-Bag".to_owned(),
        });
        let one = shown(&tags);
        assert!(one.contains(&"TITLE=The Carpet-Bag".to_owned()) && one.contains(&"TRACKNUMBER=2".to_owned()));
        assert!(one.contains(&"TRACKTOTAL=9".to_owned()));
        assert!(!one.iter().any(|comment| comment.starts_with("CHAPTER")));
    }

    #[test]
    fn languages_are_told_by_three_letters() {
        for (tag, code) in [
            (Some("en-GB"), Some("eng")),
            (Some("pt"), Some("por")),
            (Some("PT-br"), Some("por")),
            (Some("lat"), Some("lat")),
            (Some("de"), None),
            (Some(""), None),
            (None, None),
        ] {
            let book = Metadata {
                language: tag.map(str::to_owned),
                ..Metadata::default()
            };
            assert_eq!(edition(book).tags().language(), code, "{tag:?}");
        }
    }

    #[test]
    fn a_date_that_does_not_begin_with_a_year_gives_none() {
        for (date, year) in [("MDCCCLI", None), ("1851", Some("1851")), ("", None), ("é85", None)] {
            let book = Metadata {
                date: Some(date.to_owned()),
                ..Metadata::default()
            };
            assert_eq!(edition(book).tags().year(), year, "{date}");
        }
    }
}
