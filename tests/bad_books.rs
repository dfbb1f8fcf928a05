//! Books that are not, or no longer, what they should be: one clear message, the right exit code, no panic.

#![allow(clippy::unwrap_used, reason = "a test stops where something is missing")]

mod epubs;

use std::path::Path;

use assert_cmd::Command;
use epubs::{Epub, fixtures, xhtml};
use lector::book::{self, BookError};
use predicates::prelude::*;
use predicates::str::contains;
use proptest::prelude::*;
use tempfile::TempDir;

fn inspect(path: &Path) -> Command {
    let mut command = Command::cargo_bin("lector").unwrap();
    command.arg("inspect").arg(path);
    command
}

/// Checks that a file is refused in one line that says all of `parts`.
fn refused(path: &Path, parts: &[&str]) {
    let output = inspect(path).assert().code(1).stdout("").get_output().stderr.clone();
    let message = String::from_utf8(output).unwrap();
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(
        message.starts_with("lector: ") && message.contains(path.to_str().unwrap()),
        "{message}"
    );
    for part in parts {
        assert!(message.contains(part), "{message} does not say: {part}");
    }
}

fn refused_bytes(bytes: &[u8], parts: &[&str]) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("book.epub");
    std::fs::write(&path, bytes).unwrap();
    refused(&path, parts);
}

fn refused_book(epub: &Epub, parts: &[&str]) {
    refused_bytes(&epub.bytes(), parts);
}

#[test]
fn no_epub_at_all() {
    let folder = TempDir::new().unwrap();
    refused(&folder.path().join("none.epub"), &["give the path of an EPUB"]);
    refused(folder.path(), &["directory", "give the path of an EPUB"]);
    refused_bytes(b"", &["is not an EPUB", "no zip archive"]);
    refused_bytes(b"Once upon a time", &["is not an EPUB", "EPUB 2 and 3"]);
    refused_bytes(&epubs::container([]), &["is not an EPUB", "META-INF/container.xml"]);
    let empty = epubs::container([("META-INF/container.xml".to_owned(), b"<container/>".to_vec())]);
    refused_bytes(&empty, &["is not an EPUB", "names no package document"]);
    inspect(&folder.path().join("none.epub")).arg("--json").assert().code(1);
}

#[test]
fn a_truncated_epub() {
    let whole = std::fs::read(fixtures().join("fables.epub")).unwrap();
    for part in [10, 100, 1000, whole.len() / 2, whole.len() - 1] {
        refused_bytes(&whole[..part], &["is damaged", "not whole", "get the book again"]);
    }
}

#[test]
fn an_encrypted_epub() {
    let encryption = |algorithm: &str, file: &str| {
        format!(
            "<encryption xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\" \
             xmlns:e=\"http://www.w3.org/2001/04/xmlenc#\"><e:EncryptedData><e:EncryptionMethod \
             Algorithm=\"{algorithm}\"/><e:CipherData><e:CipherReference URI=\"{file}\"/></e:CipherData></e:EncryptedData>\
             </encryption>"
        )
    };
    let with = |algorithm: &str, file: &str| {
        Epub::new()
            .page("a.xhtml", "<p>Locked.</p>")
            .file("META-INF/encryption.xml", encryption(algorithm, file).as_bytes())
    };
    let aes = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";
    refused_book(
        &with(aes, "OPS/a.xhtml"),
        &["is encrypted", "OPS/a.xhtml", "digital rights management"],
    );
    let (_folder, path) = with("http://www.idpf.org/2008/embedding", "OPS/font.otf").write();
    inspect(&path).assert().success();
    // The same by the zip's own encryption: bit 0 of the general purpose flags.
    let mut bytes = Epub::new().page("a.xhtml", "<p>Locked.</p>").bytes();
    let name = b"OPS/a.xhtml";
    let places = (46..bytes.len() - name.len())
        .filter(|&at| &bytes[at..at + name.len()] == name)
        .collect::<Vec<_>>();
    let (local, central) = (places[0] - 30, places[1] - 46);
    bytes[local + 6] |= 1;
    bytes[central + 8] |= 1;
    refused_bytes(&bytes, &["is encrypted", "OPS/a.xhtml"]);
}

#[test]
fn pages_that_are_not_there() {
    let package = "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\"><metadata \
        xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>T</dc:title><dc:language>en</dc:language></metadata>\
        <manifest><item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/><item id=\"b\" href=\"gone.xhtml\" \
        media-type=\"application/xhtml+xml\"/><item id=\"c\" href=\"c.png\" media-type=\"image/png\"/></manifest><spine>SPINE</spine></package>";
    let with = |spine: &str| {
        Epub::new()
            .file("OPS/a.xhtml", xhtml("<body>", "<p>Here.</p>").as_bytes())
            .file("OPS/c.png", b"x")
            .file("OPS/package.opf", package.replace("SPINE", spine).as_bytes())
    };
    let (_folder, path) =
        with("<itemref idref=\"a\"/><itemref idref=\"b\"/><itemref idref=\"c\"/><itemref idref=\"d\"/>").write();
    inspect(&path).assert().success().stdout(contains("1 sentence")).stderr(
        contains("OPS/gone.xhtml")
            .and(contains("OPS/c.png"))
            .and(contains("names d")),
    );
    refused_book(
        &with("<itemref idref=\"b\"/>"),
        &["is damaged", "OPS/gone.xhtml", "get the book again"],
    );
    refused_book(&with(""), &["is damaged", "lists no pages"]);
    refused_book(
        &Epub::new().file("OPS/package.opf", b"not xml"),
        &["is damaged", "OPS/package.opf"],
    );
}

#[test]
fn a_page_that_cannot_be_unpacked() {
    let epub = Epub::new()
        .page("a.xhtml", "<p>Here.</p>")
        .page("b.xhtml", "<p>There.</p>");
    let mut bytes = epub.bytes();
    let name = b"OPS/b.xhtml";
    let at = (0..bytes.len()).find(|&at| bytes[at..].starts_with(name)).unwrap();
    bytes[at + name.len() + 40] ^= 0xFF;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("book.epub");
    std::fs::write(&path, bytes).unwrap();
    inspect(&path)
        .assert()
        .success()
        .stderr(contains("OPS/b.xhtml in the book cannot be unpacked"));
}

#[test]
fn books_that_unpack_to_more_than_they_should() {
    let spaces = " ".repeat(33 << 20);
    refused_book(
        &Epub::new().page("a.xhtml", &spaces),
        &["is refused", "OPS/a.xhtml", "32 MiB"],
    );
    let package = format!("<package>{spaces}</package>");
    refused_book(
        &Epub::new().file("OPS/package.opf", package.as_bytes()),
        &["is refused", "package.opf"],
    );
    let elements = "<i/>".repeat(4_100_000);
    refused_book(&Epub::new().page("a.xhtml", &elements), &["is refused", "OPS/a.xhtml"]);
}

#[test]
fn books_that_are_nested_without_end() {
    let deep = |open: &str, close: &str| format!("{}x{}", open.repeat(60_000), close.repeat(60_000));
    let package = format!(
        "<package><metadata/><manifest>{}</manifest><spine/></package>",
        deep("<a>", "</a>")
    );
    refused_book(
        &Epub::new()
            .page("a.xhtml", "")
            .file("OPS/package.opf", package.as_bytes()),
        &["is damaged", "nested deeper"],
    );
    let points = deep("<navPoint>", "</navPoint>");
    refused_book(
        &Epub::new().page("a.xhtml", "<p>x</p>").ncx(&points),
        &["is damaged", "nested deeper"],
    );
    let (_folder, path) = Epub::new()
        .page("a.xhtml", &deep("<div>", "</div>"))
        .page("b.xhtml", &deep("<table><tr><td>", "</td></tr></table>"))
        .page("c.xhtml", &deep("<b><p>", ""))
        .nav(&deep("<li><a href=\"a.xhtml\">x</a><ol>", "</ol></li>"))
        .write();
    assert!(book::open(&path).unwrap().characters >= 3);
}

#[test]
fn inspect_shows_what_there_is() {
    let (_folder, path) = Epub::new().page("a.xhtml", "<img src=\"a.png\" alt=\"\"/>").write();
    inspect(&path).assert().success().stderr(contains("holds no text"));
    let metadata = "<dc:title>كتاب</dc:title><dc:language>ar</dc:language>";
    let (_folder, path) = Epub::new()
        .metadata(metadata)
        .page("a.xhtml", "<p>نعم. لا أعرف.</p>")
        .write();
    inspect(&path)
        .assert()
        .success()
        .stdout(contains("كتاب").and(contains("sentence")))
        .stderr(contains("no voice of Kokoro speaks").and(contains("ar")));
    let (_folder, path) = Epub::new().metadata("").page("a.xhtml", "<p>Yes.</p>").write();
    inspect(&path)
        .assert()
        .success()
        .stderr(contains("does not name its language"));
    inspect(&path).arg("--quiet").assert().success().stderr("");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A book with any bytes changed opens or is refused.
    #[test]
    fn nothing_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut bytes = std::fs::read(fixtures().join("fables.epub")).unwrap();
        for (at, byte) in changes {
            *at.get_mut(&mut bytes) = byte;
        }
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("book.epub");
        std::fs::write(&path, bytes).unwrap();
        if let Err(BookError::Unreadable { source, .. }) = book::open(&path) {
            panic!("the file was there: {source}");
        }
    }

    /// So does one whose package and pages are any text.
    #[test]
    fn no_markup_panics(package in ".{0,200}", page in "(<[a-z]{1,4}( [a-z:]{1,8}=?\"?[a-z#;&]{0,4}\"?)?/?>?|</[a-z]{1,4}>|&[a-z#0-9]{0,5};?|<!\\[?-{0,2}|[^<&]{0,9}){0,40}") {
        for epub in [
            Epub::new().raw_page("a.xhtml", &page).nav_body(&page),
            Epub::new().raw_page("a.svg", &page).ncx(&page),
            Epub::new().file("OPS/package.opf", package.as_bytes()),
            Epub::new().page("a.xhtml", "x").file("META-INF/encryption.xml", page.as_bytes()),
            Epub::new().page("a.xhtml", "x").file("META-INF/container.xml", page.as_bytes()),
        ] {
            let (_folder, path) = epub.write();
            let _ = book::open(&path);
        }
    }
}
