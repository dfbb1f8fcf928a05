//! Footnotes: where they are marked, and where they are said.

use super::*;

fn options(footnotes: Footnotes) -> TextOptions {
    TextOptions {
        footnotes,
        ..TextOptions::default()
    }
}

fn check(book: &Book, skip: &[&str], in_place: &[&str], at_the_end: &[&str]) {
    for (footnotes, wanted) in [
        (Footnotes::Skip, skip),
        (Footnotes::InPlace, in_place),
        (Footnotes::ChapterEnd, at_the_end),
    ] {
        assert_eq!(texts(book, 0, &options(footnotes)), wanted, "{footnotes:?}");
    }
}

#[test]
fn in_the_same_page() {
    let book = open(&Epub::new().page(
        "a.xhtml",
        "<p>The river rose in the night.<a epub:type=\"noteref\" href=\"#n\">1</a> The mill stood still for a week.</p>
         <p>It fell again.</p><aside epub:type=\"footnote\" id=\"n\"><p>By seven feet.</p></aside>",
    ));
    let text = [
        "The river rose in the night.",
        "The mill stood still for a week.",
        "It fell again.",
    ];
    check(
        &book,
        &text,
        &[text[0], "By seven feet.", text[1], text[2]],
        &[text[0], text[1], text[2], "By seven feet."],
    );
}

#[test]
fn in_another_page_and_without_any_declaration() {
    let book = open(
        &Epub::new()
            .page(
                "a.xhtml",
                "<p>The river rose.<sup><a id=\"r1\" href=\"n.xhtml#f1\">1</a></sup></p><p>It fell.</p>",
            )
            .page(
                "n.xhtml",
                "<h1>Notes</h1><p><a id=\"f1\" href=\"a.xhtml#r1\">1</a>. By seven feet.</p>",
            ),
    );
    check(
        &book,
        &["The river rose.", "It fell."],
        &["The river rose.", ". By seven feet.", "It fell."],
        &["The river rose.", "It fell.", ". By seven feet."],
    );
    assert_eq!(book.chapters[1].title, "Notes");
    let silent = read_chapter(&book, &book.chapters[1], &options(Footnotes::Skip)).left_out;
    assert!(
        silent.iter().any(|left_out| left_out.text.ends_with("By seven feet.")),
        "{silent:?}"
    );
}

#[test]
fn words_that_lead_to_a_note_are_words() {
    let said = said(
        "<p>The <a epub:type=\"annoref\" href=\"#n\">Emperor’s</a> clothes.</p>
         <aside id=\"n\" epub:type=\"annotation\">A ruler.</aside>",
    );
    assert_eq!(said, ["The Emperor’s clothes."]);
}

#[test]
fn headings_over_notes_go_with_them() {
    let book = open(
        &Epub::new()
            .page(
                "a.xhtml",
                "<p>The river rose.<a href=\"n.xhtml#f1\"><sup>1</sup></a></p>",
            )
            .page(
                "n.xhtml",
                "<h1>Notes</h1><h2>Chapter One</h2><p><a id=\"f1\" href=\"a.xhtml#r1\">1</a> By seven feet.</p>",
            ),
    );
    assert_eq!(
        book.chapters[1].selection.reason().unwrap().to_string(),
        "footnote body: endnotes"
    );
    assert!(texts(&book, 1, &options(Footnotes::Skip)).is_empty());
}

#[test]
fn notes_in_brackets_are_notes() {
    let (said, left_out) = super::read(
        "<p>He went on.[A] It fell.</p><p>[Footnote A: As it does</p><p>every year.]</p><p>It rose. [Footnote by me]</p>",
    );
    assert_eq!(said, ["He went on.[A] It fell.", "It rose. [Footnote by me]"]);
    assert_eq!(
        left_out,
        ["footnote body: [Footnote A: As it does", "footnote body: every year.]"]
    );
}
