//! EPUBs for tests: put together in memory, and those of the reference material where it is there.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The folder of this repository's own fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The EPUBs of the reference material; none, and a word about it, where it is not there.
pub fn reference_books() -> Vec<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("LECTOR_SHARED").map_or_else(beside, PathBuf::from);
    let Ok(entries) = std::fs::read_dir(shared.join("corpus")) else {
        eprintln!("skipped: no reference material in {}", shared.display());
        return Vec::new();
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut books: Vec<PathBuf> = paths
        .filter(|path| path.extension().is_some_and(|e| e == "epub"))
        .collect();
    books.sort();
    books
}

/// An EPUB in the making.
#[derive(Clone, Default)]
pub struct Epub {
    metadata: String,
    pages: Vec<(String, String, bool)>,
    nav: Option<String>,
    ncx: Option<String>,
    guide: String,
    others: Vec<(String, Vec<u8>)>,
}

impl Epub {
    /// An empty book in English.
    pub fn new() -> Self {
        Self {
            metadata: "<dc:title>A Book</dc:title><dc:language>en</dc:language>".to_owned(),
            ..Self::default()
        }
    }

    /// Replaces what the package says about the book.
    pub fn metadata(mut self, metadata: &str) -> Self {
        metadata.clone_into(&mut self.metadata);
        self
    }

    /// Adds a page of the reading order, as it is.
    pub fn raw_page(mut self, name: &str, page: &str) -> Self {
        self.pages.push((name.to_owned(), page.to_owned(), true));
        self
    }

    /// Adds a page of the reading order with this body.
    pub fn page(self, name: &str, body: &str) -> Self {
        self.raw_page(name, &xhtml("<body>", body))
    }

    /// Adds a page that is not read in turn.
    pub fn aside(mut self, name: &str, body: &str) -> Self {
        self.pages.push((name.to_owned(), xhtml("<body>", body), false));
        self
    }

    /// Sets the table of contents: what is inside the outermost list.
    pub fn nav(mut self, items: &str) -> Self {
        self.nav = Some(xhtml(
            "<body>",
            &format!("<nav epub:type=\"toc\"><ol>{items}</ol></nav>"),
        ));
        self
    }

    /// Sets the navigation document's body.
    pub fn nav_body(mut self, body: &str) -> Self {
        self.nav = Some(xhtml("<body>", body));
        self
    }

    /// Sets EPUB 2's table of contents: what is inside `navMap`.
    pub fn ncx(mut self, points: &str) -> Self {
        self.ncx = Some(format!(
            "<ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\"><navMap>{points}</navMap></ncx>"
        ));
        self
    }

    /// Sets EPUB 2's guide.
    pub fn guide(mut self, references: &str) -> Self {
        self.guide = format!("<guide>{references}</guide>");
        self
    }

    /// Adds any other file, by its path in the container.
    pub fn file(mut self, name: &str, bytes: &[u8]) -> Self {
        self.others.push((name.to_owned(), bytes.to_owned()));
        self
    }

    /// All files, by their paths in the container.
    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let container = "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile \
                         full-path=\"OPS/package.opf\"/></rootfiles></container>";
        let mut files = vec![("META-INF/container.xml".to_owned(), container.as_bytes().to_vec())];
        let mut manifest = String::new();
        let mut spine = String::new();
        for (number, (name, page, linear)) in self.pages.iter().enumerate() {
            let kind = if name.rsplit('.').next() == Some("svg") {
                "image/svg+xml"
            } else {
                "application/xhtml+xml"
            };
            write!(
                manifest,
                "<item id=\"p{number}\" href=\"{name}\" media-type=\"{kind}\"/>"
            )
            .unwrap();
            let linear = if *linear { "" } else { " linear=\"no\"" };
            write!(spine, "<itemref idref=\"p{number}\"{linear}/>").unwrap();
            files.push((format!("OPS/{}", name.replace("%20", " ")), page.as_bytes().to_vec()));
        }
        if let Some(nav) = &self.nav {
            manifest += "<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>";
            files.push(("OPS/nav.xhtml".to_owned(), nav.as_bytes().to_vec()));
        }
        if let Some(ncx) = &self.ncx {
            manifest += "<item id=\"ncx\" href=\"toc.ncx\" media-type=\"application/x-dtbncx+xml\"/>";
            files.push(("OPS/toc.ncx".to_owned(), ncx.as_bytes().to_vec()));
        }
        let package = format!(
            "<?xml version=\"1.0\"?><package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\"><metadata \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\">{}</metadata><manifest>{manifest}</manifest><spine \
             toc=\"ncx\">{spine}</spine>{}</package>",
            self.metadata, self.guide
        );
        files.push(("OPS/package.opf".to_owned(), package.into_bytes()));
        for (name, bytes) in &self.others {
            files.retain(|(known, _)| known != name);
            files.push((name.clone(), bytes.clone()));
        }
        files
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        container(self.files())
    }

    /// Puts the book into a folder of its own, which lasts as long as what is returned.
    pub fn write(&self) -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("book.epub");
        std::fs::write(&path, self.bytes()).unwrap();
        (folder, path)
    }
}

/// A page with this body.
pub fn xhtml(body_tag: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\"><head><title/></head>{body_tag}{body}</body></html>"
    )
}

/// Zips files as the EPUB container format wants it: `mimetype` first, and stored.
pub fn container(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    zip.start_file("mimetype", stored).unwrap();
    zip.write_all(b"application/epub+zip").unwrap();
    for (name, bytes) in files {
        if name != "mimetype" {
            zip.start_file(name, stored.compression_method(CompressionMethod::Deflated))
                .unwrap();
            zip.write_all(&bytes).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}
