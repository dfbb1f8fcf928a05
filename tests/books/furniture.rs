//! What printers, scanners and transcribers leave in a text, which no good reader says.

use lector::text::{TextOptions, read_chapter};

use super::{Epub, STORY, open, outline, read, said};

/// Pages as a conversion leaves them: a number, a running head, and text that breaks off where the page does.
fn pages(from: usize) -> String {
    let texts = [
        "The snow came early that year, and by Christmas",
        "the passes were closed to all but the",
        "mail. Nobody came up from the valley.",
        "“We shall want more wood,” said the",
        "old man, and he was always right about",
        "wood. It was cold.",
    ];
    let page = |(number, text): (usize, &&str)| format!("<p>{}</p><p>THE LONG WINTER</p><p>{text}</p>", from + number);
    texts.iter().enumerate().map(page).collect()
}

#[test]
fn numbers_of_printed_pages_and_the_heads_beside_them() {
    let (said, left_out) = read(&pages(14));
    assert_eq!(said.len(), 6, "{said:?}");
    assert!(said.iter().all(|text| !text.contains("WINTER") && !text.contains("14")));
    assert_eq!(left_out.len(), 12, "{left_out:?}");
    assert!(left_out.contains(&"page number: 14".to_owned()));
    assert!(left_out.contains(&"page number: THE LONG WINTER".to_owned()));
}

#[test]
fn numbers_beside_the_title_of_the_book() {
    let whole = |number: usize| format!("<p>{number}</p><p>A BOOK</p>{STORY}");
    let (said, left_out) = read(&("<p>1</p>".to_owned() + &(2..9).map(whole).collect::<String>()));
    // The first may be a chapter's.
    assert_eq!(said.iter().filter(|text| *text == "1").count(), 1, "{said:?}");
    assert_eq!(said.len(), 8, "{said:?}");
    assert_eq!(left_out.len(), 14, "{left_out:?}");
}

#[test]
fn numbers_of_chapters_are_read() {
    let chapter = |number: usize| format!("<p>{number}</p>{STORY}");
    let chapters: String = (1..9).map(chapter).collect();
    let (said, left_out) = read(&chapters);
    assert_eq!(said.len(), 16, "{said:?}");
    assert!(left_out.is_empty());
    // The answer to a question, in the middle of the pages' own numbers.
    let (said, _) = read(&(pages(14) + "<p>12</p>" + &pages(20)));
    assert!(said.contains(&"12".to_owned()), "{said:?}");
}

#[test]
fn a_second_paragraph_of_a_typed_note_belongs_to_it() {
    let (said, left_out) = read(
        "<p>He came home.[1] He slept.[2]</p><p>FOOTNOTES:</p><p>[1] In May.</p><p>Others say in June, and they may be \
         right.</p><p>[2] For a day.</p><p>And so it went on.</p>",
    );
    assert_eq!(said, ["He came home. He slept.", "And so it went on."]);
    assert!(left_out.contains(&"footnote body: Others say in June, and they may be right.".to_owned()));
}

#[test]
fn lines_of_printers_and_notes_of_transcribers() {
    let (said, left_out) = read(&format!(
        "<p>[All rights reserved]</p>{STORY}<p>[Illustration: The mill]</p><p>THE END.</p><p>PRINTED BY CLAY AND SONS, \
         LONDON.</p><p>TRANSCRIBER’S NOTES</p><p>Hyphens were made the same.</p>"
    ));
    assert_eq!(said.len(), 2, "{said:?}");
    assert_eq!(
        left_out,
        [
            "front matter: imprint: [All rights reserved]",
            "picture description: [Illustration: The mill]",
            "front matter: imprint: PRINTED BY CLAY AND SONS, LONDON.",
            "back matter: revisions: TRANSCRIBER’S NOTES",
            "back matter: revisions: Hyphens were made the same.",
        ]
    );
}

#[test]
fn a_first_page_named_index_is_no_index() {
    let book = open(&Epub::new().page("index.html", "<p>It was late.</p><p>He went home, and slept.</p>"));
    assert!(book.chapters[0].selection.reason().is_none(), "{:?}", outline(&book));
}

#[test]
fn typed_headings_cut_a_long_page() {
    let chapter = |name: &str| format!("<p>{name}</p>{}", STORY.repeat(40));
    let book = open(&Epub::new().page("a.html", &(chapter("Chapter One") + &chapter("Chapter Two"))));
    let titles: Vec<&str> = book.chapters.iter().map(|chapter| chapter.title.as_str()).collect();
    assert_eq!(titles, ["Chapter One", "Chapter Two"]);
}

#[test]
fn numbers_of_lines_in_the_cells_of_a_poem() {
    let line = |number: usize| {
        let shown = if number.is_multiple_of(5) {
            number.to_string()
        } else {
            String::new()
        };
        format!("<tr><td>{shown}</td><td>The mill stood by the water</td></tr>")
    };
    let poem: String = (1..12).map(line).collect();
    let (said, left_out) = read(&format!("<table>{poem}</table>"));
    assert!(said.iter().all(|line| line.starts_with("The mill")), "{said:?}");
    assert_eq!(left_out, ["line number: 5", "line number: 10"]);
    let ages = "<tr><td>5</td><td>Ann</td></tr><tr><td>10</td><td>Bob</td></tr>";
    assert_eq!(said_of_table(ages), ["5\tAnn", "10\tBob"]);
}

#[test]
fn a_small_table_of_numbers_is_read() {
    let rows = "<tr><td>Wheat</td><td>12</td><td>15</td></tr><tr><td>Rye</td><td>7</td><td>9</td></tr>";
    assert_eq!(said_of_table(rows), ["Wheat\t12\t15", "Rye\t7\t9"]);
}

fn said_of_table(rows: &str) -> Vec<String> {
    said(&format!("<table>{rows}</table>"))
}

#[test]
fn words_torn_between_two_paragraphs() {
    let (said, _) = read("<p>He came to the conver-</p><p>sion of the mill. It was late.</p><p>He slept.</p>");
    assert_eq!(
        said,
        ["He came to the conver- sion of the mill. It was late.", "He slept."]
    );
    let book = open(&Epub::new().page("a.xhtml", "<p>It was a dark-</p><p>haired man who came in.</p>"));
    let text = read_chapter(&book, &book.chapters[0], &TextOptions::default());
    assert_eq!(text.sentences[0].spoken, "It was a dark-haired man who came in.");
    let (said, _) = read("<p>I never meant to-</p><p>“What did you not mean?” he asked.</p>");
    assert_eq!(said.len(), 2, "{said:?}");
}

#[test]
fn pull_quotes_are_said_once() {
    let quote = "<aside class=\"pullquote\"><p>The mill was empty, and so was the house.</p></aside>";
    let (said, left_out) = read(&format!(
        "<p>He went out. The mill was empty, and so was the house. He wept.</p>{quote}<p>It was late.</p>"
    ));
    assert_eq!(said.len(), 2, "{said:?}");
    assert_eq!(left_out, ["pull quote: The mill was empty, and so was the house."]);
    let (said, left_out) = read(&format!("<p>He went out.</p>{quote}"));
    assert_eq!((said.len(), left_out.len()), (2, 0), "{said:?}");
}

#[test]
fn landmarks_of_web_pages() {
    let (said, left_out) = read(
        "<div class=\"related\" role=\"navigation\"><ul><li>previous |</li></ul></div><p>It was late.</p>\
         <div class=\"footer\" role=\"contentinfo\">© 2021, The Makers. Made with Care 4.2.</div>",
    );
    assert_eq!(said, ["It was late."]);
    assert_eq!(
        left_out,
        [
            "navigation: previous |",
            "copyright page: © 2021, The Makers. Made with Care 4.2."
        ]
    );
}

#[test]
fn a_short_table_of_contents() {
    let (said, left_out) = read(&format!(
        "<p>Contents</p><p>The Mill</p><p>The House</p><h2>The Mill</h2>{STORY}<h2>The House</h2>{STORY}"
    ));
    assert_eq!(said.len(), 4, "{said:?}");
    assert_eq!(left_out.len(), 3, "{left_out:?}");
}

#[test]
fn a_title_page_behind_the_line_that_begins_a_book() {
    let (said, left_out) = read(&format!(
        "<p>*** START OF THE PROJECT GUTENBERG EBOOK A BOOK ***</p><h1>A Book</h1><p>by</p><h2>Chapter I</h2>{STORY}"
    ));
    assert_eq!(said.first().map(String::as_str), Some("Chapter I"), "{said:?}");
    assert_eq!(
        left_out.last().map(String::as_str),
        Some("front matter: title page: by"),
        "{left_out:?}"
    );
    let (said, _) = read(&format!(
        "<p>*** START OF THE PROJECT GUTENBERG EBOOK A BOOK ***</p><h1>A Book</h1>{STORY}"
    ));
    assert_eq!(said[0], "A Book");
}
