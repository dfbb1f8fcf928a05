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
    assert_eq!(said, ["He went on. It fell.", "It rose. [Footnote by me]"]);
    assert_eq!(
        left_out,
        [
            "footnote mark: [A]",
            "footnote body: [Footnote A: As it does",
            "footnote body: every year.]"
        ]
    );
}

#[test]
fn typed_without_links() {
    let (said, left_out) = read(
        "<p>The king died in winter.[1] His son was crowned,[2] and there was peace.</p><p>[1] Some say in autumn.</p>
         <p>[2] At Rheims.</p><p>The years went by.</p>",
    );
    assert_eq!(
        said,
        [
            "The king died in winter. His son was crowned, and there was peace.",
            "The years went by."
        ]
    );
    assert_eq!(
        left_out,
        [
            "footnote mark: [1]",
            "footnote mark: [2]",
            "footnote body: [1] Some say in autumn.",
            "footnote body: [2] At Rheims.",
        ]
    );
}

#[test]
fn typed_stars_are_notes_where_one_mark_has_one_body() {
    let (said, _) = read("<p>A sperm whale* rose.</p><p>*So called by sailors.</p><p>It sank.</p>");
    assert_eq!(said, ["A sperm whale rose.", "It sank."]);
    let (said, _) = read("<p>One* and two* of them.</p><p>* A list of things.</p>");
    assert_eq!(said.len(), 2);
    let (_, left_out) = read("<p>He listed what he wanted*:</p><p>* apples and pears</p><p>* nuts and wine</p>");
    assert!(left_out.is_empty(), "{left_out:?}");
}

#[test]
fn what_is_typed_like_a_note_and_has_no_mark_is_read() {
    let (said, left_out) = read("<p>See [1] for more.</p><p>[1] is the first of the theses he nailed up.</p>");
    assert_eq!(said.len(), 2);
    assert!(left_out.is_empty());
}

#[test]
fn typed_and_gathered_in_another_page() {
    let book = open(
        &Epub::new()
            .page(
                "a.xhtml",
                "<h1>One</h1><p>The king died.[1] His son was crowned.[2]</p>",
            )
            .page(
                "n.xhtml",
                "<h1>Remarks</h1><p>[1] Some say in autumn.</p><p>[2] At Rheims.</p>",
            ),
    );
    let in_place = texts(&book, 0, &options(Footnotes::InPlace));
    assert_eq!(in_place[2..], ["[1] Some say in autumn.", "[2] At Rheims."]);
    assert_eq!(
        texts(&book, 0, &options(Footnotes::Skip)),
        ["One", "The king died. His son was crowned."]
    );
    assert!(book.chapters[1].selection.reason().is_some());
}
