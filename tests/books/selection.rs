//! Which chapters are left out, and why.

use super::*;

fn reason_of(epub: Epub) -> Option<String> {
    let book = open(&epub.page("z.xhtml", &format!("<h1>Chapter 1</h1>{}", STORY.repeat(9))));
    book.chapters[0].selection.reason().map(|reason| reason.to_string())
}

fn by_type(kind: &str) -> Option<String> {
    reason_of(Epub::new().page(
        "a.xhtml",
        &format!("<section epub:type=\"{kind}\"><h1>Words</h1><p>Words.</p></section>"),
    ))
}

#[test]
fn by_what_the_page_declares() {
    for (kind, reason) in [
        ("titlepage", "front matter: title page"),
        ("copyright-page", "copyright page"),
        ("imprint", "front matter: imprint"),
        ("colophon", "back matter: colophon"),
        ("index", "back matter: index"),
        ("endnotes", "footnote body: endnotes"),
        ("toc", "navigation: table of contents"),
    ] {
        assert_eq!(by_type(kind).as_deref(), Some(reason), "{kind}");
    }
    for kind in [
        "dedication",
        "epigraph",
        "preface",
        "foreword",
        "introduction",
        "prologue",
        "afterword",
        "chapter",
    ] {
        assert_eq!(by_type(kind), None, "{kind}");
    }
    let declared = "<section epub:type=\"chapter\"><h1>Contents</h1><p>Words.</p></section>";
    assert_eq!(reason_of(Epub::new().page("a.xhtml", declared)), None);
}

#[test]
fn by_landmarks_and_guide() {
    let nav =
        "<nav epub:type=\"toc\"><ol><li><a href=\"a.xhtml\">One</a></li><li><a href=\"z.xhtml\">Two</a></li></ol></nav>
        <nav epub:type=\"landmarks\"><ol><li><a epub:type=\"colophon\" href=\"a.xhtml\">C</a></li></ol></nav>";
    let page = Epub::new().page("a.xhtml", "<p>Set in type.</p>");
    assert_eq!(
        reason_of(page.clone().nav_body(nav)).as_deref(),
        Some("back matter: colophon")
    );
    let guide = page.guide("<reference type=\"copyright-page\" href=\"a.xhtml\"/>");
    assert_eq!(reason_of(guide).as_deref(), Some("copyright page"));
    let wrong = Epub::new()
        .page("a.xhtml", &STORY.repeat(40))
        .guide("<reference type=\"cover\" href=\"a.xhtml\"/>");
    assert_eq!(reason_of(wrong), None, "a cover does not tell a story");
}

#[test]
fn by_reading_order() {
    let aside = Epub::new().aside("a.xhtml", "<p>Beside the way.</p>");
    assert_eq!(reason_of(aside).as_deref(), Some("outside the reading order"));
}

#[test]
fn by_title_unless_it_is_a_story() {
    let titled = |title: &str, text: &str| reason_of(Epub::new().page("a.xhtml", &format!("<h1>{title}</h1>{text}")));
    for title in [
        "Contents",
        "TABLE OF CONTENTS.",
        "Title Page",
        "Copyright",
        "Also by A. Miller",
        "Index",
        "Colophon",
        "By the Same Author",
        "Table des matières",
        "Índice",
    ] {
        assert!(titled(title, "<p>Words</p>").is_some(), "{title}");
    }
    for title in ["Index", "Cover", "Contents", "Illustrations"] {
        assert_eq!(titled(title, &STORY.repeat(30)), None, "{title}");
    }
    for title in [
        "Introduction",
        "The Copyright Thief",
        "Notes",
        "About the Author",
        "Acknowledgments",
    ] {
        assert_eq!(titled(title, STORY), None, "{title}");
    }
}

#[test]
fn by_shape() {
    let list = ["One", "Two", "Three", "Four", "Five"];
    let entries = list.map(|t| format!("<li><a href=\"z.xhtml\">{t}</a></li>")).concat();
    let lines = list.map(|t| format!("<p>{t}</p>")).concat();
    let contents = Epub::new().page("a.xhtml", &lines).nav(&entries);
    let book = open(&contents.page("z.xhtml", STORY));
    assert_eq!(
        book.chapters[0].selection.reason().unwrap().to_string(),
        "navigation: table of contents"
    );
    let rights = "<p>First published in 1901.</p><p>All rights reserved. ISBN 978-0-00-000000-0</p>";
    assert_eq!(
        reason_of(Epub::new().page("a.xhtml", rights)).as_deref(),
        Some("copyright page")
    );
    let title = Epub::new()
        .metadata("<dc:title>The Mill</dc:title><dc:creator>Ann Miller</dc:creator>")
        .page("a.xhtml", "<h1>The Mill</h1><p>by Ann Miller</p>");
    assert_eq!(reason_of(title).as_deref(), Some("front matter: title page"));
    let story = Epub::new()
        .metadata("<dc:title>The Mill</dc:title><dc:creator>Ann Miller</dc:creator>")
        .page("a.xhtml", "<h1>The Mill</h1>");
    assert_eq!(reason_of(story), None, "the first story may have the book's title");
}

#[test]
fn of_project_gutenbergs_wrapping() {
    let body = format!(
        "<section class=\"pg-boilerplate pgheader\" id=\"pg-header\"><p>The Project Gutenberg eBook of X.</p></section>
         <h1>X</h1>{STORY}"
    );
    let (said, left_out) = read(&body);
    assert_eq!(said[0], "X");
    assert_eq!(left_out, ["back matter: licence: The Project Gutenberg eBook of X."]);
}

#[test]
fn a_chapter_the_user_wants_is_read_whole() {
    let mut book = open(
        &Epub::new()
            .page(
                "a.xhtml",
                "<section epub:type=\"imprint\"><h1>Imprint</h1><p>Set by hand.</p></section>",
            )
            .page(
                "n.xhtml",
                "<section epub:type=\"endnotes\"><ol><li epub:type=\"endnote\"><p>A note.</p></li></ol></section>",
            )
            .page("z.xhtml", &STORY.repeat(2)),
    );
    let options = TextOptions::default();
    assert!(texts(&book, 0, &options).is_empty());
    assert!(texts(&book, 1, &options).is_empty());
    for chapter in &mut book.chapters {
        chapter.selection = Selection::Included;
    }
    assert_eq!(texts(&book, 0, &options), ["Imprint", "Set by hand."]);
    assert_eq!(texts(&book, 1, &options), ["A note."]);
}

#[test]
fn what_project_gutenberg_adds_without_an_element_of_its_own() {
    let prose = "<p>It was a long and rainy night, and the old man sat waiting by the fire for news of the ship.</p>";
    let book = open(
        &Epub::new()
            .page(
                "a.xhtml",
                &format!(
                    "<pre>The Project Gutenberg EBook of Nights\n\n*** START OF THIS PROJECT GUTENBERG EBOOK NIGHTS ***\n</pre>
                     <h2>One</h2>{prose}"
                ),
            )
            .page(
                "b.xhtml",
                &format!(
                    "<h2>Two</h2>{prose}<p>*** END OF THE PROJECT GUTENBERG EBOOK NIGHTS ***</p>
                     <p>Updated editions will replace the previous one.</p>"
                ),
            ),
    );
    let options = TextOptions::default();
    assert_eq!(texts(&book, 0, &options)[0], "One");
    assert_eq!(texts(&book, 0, &options).len(), 2);
    assert_eq!(texts(&book, 1, &options).len(), 2);
}

#[test]
fn a_table_of_contents_among_the_text_is_left_out() {
    let prose = "<p>It was a long and rainy night, and the old man sat waiting by the fire for news of the ship.</p>";
    let chapters = ["I. The Storm", "II. The Calm", "III. The Wreck"].map(|title| format!("<h2>{title}</h2>{prose}"));
    let chapters = chapters.concat();
    let list = "<p>CONTENTS</p><p>I. The Storm 1</p><p>II. The Calm 12</p><p>III. The Wreck 30</p>";
    let page = format!("<h1>Nights</h1><p>A word before.</p>{list}{chapters}");
    let (said, left_out) = read(&page);
    assert_eq!(said[..3], ["Nights", "A word before.", "I. The Storm"]);
    assert_eq!(left_out.len(), 4);
    // Without the titles behind it, it is a list like others.
    let (said, _) = read(&format!("<h1>Nights</h1>{list}{prose}"));
    assert_eq!(said.len(), 6);
}
