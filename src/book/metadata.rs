//! About a book.

/// What a book says about itself. Nothing but the title is always there, and that may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The title.
    pub title: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The language, a BCP 47 tag as the book spells it.
    pub language: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When, as the book spells it; it begins with the year.
    pub date: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// The series it belongs to.
    pub series: Option<Series>,
    /// Its unique identifier.
    pub identifier: Option<String>,
}

impl Metadata {
    /// The authors' names in one line.
    #[must_use]
    pub fn author(&self) -> String {
        self.authors.join(", ")
    }
}

/// A series of books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Which of the series the book is, such as `2` or `2.5`.
    pub index: Option<String>,
}

/// The first part of a BCP 47 tag, in lower case: `en` of `en-GB`.
#[must_use]
pub fn primary_subtag(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or(tag).trim().to_ascii_lowercase()
}

/// The picture on a book's cover.
#[derive(Clone, PartialEq, Eq)]
pub struct Cover {
    /// Its media type, by its first bytes, such as `image/png`.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Cover {
    /// A cover of these bytes, if they are a PNG, JPEG, GIF, WebP or SVG picture.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Option<Self> {
        let start = &bytes[..bytes.len().min(256)];
        let media_type = match start {
            [0x89, b'P', b'N', b'G', ..] => "image/png",
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            [b'G', b'I', b'F', b'8', ..] => "image/gif",
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
            _ if start.windows(4).any(|window| window == b"<svg") => "image/svg+xml",
            _ => return None,
        };
        Some(Self { media_type, bytes })
    }
}

impl std::fmt::Debug for Cover {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cover({}, {} bytes)", self.media_type, self.bytes.len())
    }
}
