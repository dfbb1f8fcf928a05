//! What becomes of books of every make: which text belongs to which chapter, and what kind of text it is.

#![allow(clippy::unwrap_used, reason = "a test stops where something is missing")]

mod epubs;

use epubs::{Epub, xhtml};
use lector::book::{self, BlockKind, Book, Selection};
use lector::text::{Footnotes, MarkKind, TextOptions, read_chapter};

fn open(epub: &Epub) -> Book {
    let (_folder, path) = epub.write();
    book::open(&path).unwrap()
}

/// The sentences of a chapter.
fn texts(book: &Book, chapter: usize, options: &TextOptions) -> Vec<String> {
    let text = read_chapter(book, &book.chapters[chapter], options);
    text.sentences.into_iter().map(|sentence| sentence.text).collect()
}

/// The sentences of a book's only chapter, and what is left out of it.
fn read(body: &str) -> (Vec<String>, Vec<String>) {
    let book = open(&Epub::new().page("a.xhtml", body));
    assert_eq!(book.chapters.len(), 1);
    let text = read_chapter(&book, &book.chapters[0], &TextOptions::default());
    assert_eq!(text.spoken() + text.silent(), book.characters);
    let left_out = text
        .left_out
        .iter()
        .map(|left_out| format!("{}: {}", left_out.reason, left_out.text));
    (
        text.sentences.iter().map(|sentence| sentence.text.clone()).collect(),
        left_out.collect(),
    )
}

fn said(body: &str) -> Vec<String> {
    read(body).0
}

/// The chapters with their depths, their text in short, and why they are left out.
fn outline(book: &Book) -> Vec<String> {
    let lines = book.chapters.iter().map(|chapter| {
        let text: Vec<String> = chapter.blocks.iter().map(lector::book::Block::readable_text).collect();
        let reason = chapter
            .selection
            .reason()
            .map_or(String::new(), |reason| format!(" ({reason})"));
        format!(
            "{}{}: {}{reason}",
            "-".repeat(chapter.depth),
            chapter.title,
            text.join(" | ")
        )
    });
    lines.collect()
}

const STORY: &str = "<p>Once upon a time there was a mill by the river, and in it lived a miller with three sons.</p>";

mod chapters {
    use super::*;

    #[test]
    fn nested_with_anchors_inside_one_file() {
        let body = "<section id=\"p\"><h1>Part</h1><section id=\"one\"><h2>One</h2><p>First.</p></section>
            <p><a id=\"two\"/>Second.</p><h2>More</h2></section>";
        let book = open(&Epub::new().page("a%20b.xhtml", body).nav(
            "<li><a href=\"a%20b.xhtml#p\">Part</a><ol><li><a href=\"a%20b.xhtml#one\">Chapter One</a></li>
             <li><a href=\"a%20b.xhtml#two\">Chapter Two</a></li></ol></li>",
        ));
        assert_eq!(
            outline(&book),
            [
                "Part: Part",
                "-Chapter One: One | First.",
                "-Chapter Two: Second. | More"
            ]
        );
        assert_eq!(book.chapters[2].index.get(), 3);
    }

    #[test]
    fn from_the_ncx_of_epub_2() {
        let point = |title: &str, file: &str, inside: &str| {
            format!("<navPoint><navLabel><text>{title}</text></navLabel><content src=\"{file}\"/>{inside}</navPoint>")
        };
        let points =
            point("Book I", "a.xhtml", &point("Chapter 1", "a.xhtml#c", "")) + &point("Book II", "b.xhtml", "");
        let book = open(
            &Epub::new()
                .page("a.xhtml", "<h1>I</h1><h2 id=\"c\">1</h2><p>A.</p>")
                .page("b.xhtml", "<p>B.</p>")
                .ncx(&points),
        );
        assert_eq!(outline(&book), ["Book I: I", "-Chapter 1: 1 | A.", "Book II: B."]);
    }

    #[test]
    fn without_a_table_of_contents_by_page_and_heading() {
        let book = open(
            &Epub::new()
                .page("a.xhtml", "<h1>The Mill</h1><p>A.</p>")
                .page("b.xhtml", "<p>Still the mill.</p>")
                .page("c.xhtml", "<h1>The River</h1><p>C.</p>"),
        );
        assert_eq!(
            outline(&book),
            ["The Mill: The Mill | A. | Still the mill.", "The River: The River | C."]
        );
        let one_page = format!("<h1>A</h1>{0}<h2>One</h2>{0}<h2>Two</h2>{0}", STORY.repeat(25));
        let book = open(&Epub::new().page("a.xhtml", &one_page));
        let titles: Vec<&str> = book.chapters.iter().map(|chapter| chapter.title.as_str()).collect();
        assert_eq!(titles, ["A", "One", "Two"]);
    }

    #[test]
    fn pages_that_are_not_named_belong_to_the_chapter_before() {
        let book = open(
            &Epub::new()
                .page("a.xhtml", "<p>A.</p>")
                .page("a2.xhtml", "<p>A goes on.</p>")
                .page("b.xhtml", "<p>End of A.</p><p id=\"b\">B.</p>")
                .page("c.xhtml", "<h1>Part Two</h1><p id=\"c\">C.</p>")
                .nav(
                    "<li><a href=\"a.xhtml\">A</a></li><li><a href=\"b.xhtml#b\">B</a></li>
                     <li><a href=\"c.xhtml#c\">C</a></li>",
                ),
        );
        assert_eq!(
            outline(&book),
            ["A: A. | A goes on. | End of A.", "B: B.", "C: Part Two | C."]
        );
    }

    #[test]
    fn nothing_is_left_out_along_with_its_neighbour() {
        let copyright = "<p>Copyright © 1901 by A. Miller. All rights reserved.</p>";
        let book = open(
            &Epub::new()
                .page("start.xhtml", STORY)
                .page("copyright.xhtml", copyright)
                .page("prologue.xhtml", STORY)
                .page("one.xhtml", STORY)
                .page("ads.xhtml", "<h2>Also by A. Miller</h2><p>The Mill</p><p>The Wheel</p>")
                .nav("<li><a href=\"copyright.xhtml\">Rights</a></li><li><a href=\"one.xhtml\">One</a></li>"),
        );
        let lines = outline(&book);
        let starts: Vec<&str> = lines.iter().map(|line| line.split(':').next().unwrap()).collect();
        assert_eq!(starts, ["start", "Rights", "prologue", "One", "Also by A. Miller"]);
        let left_out: Vec<bool> = book
            .chapters
            .iter()
            .map(|c| c.selection != Selection::Included)
            .collect();
        assert_eq!(left_out, [false, true, false, false, true]);
    }

    #[test]
    fn entries_that_lead_nowhere_are_kept() {
        let book = open(&Epub::new().page("a.xhtml", "<p>A.</p>").page("b.xhtml", "<p>B.</p>").nav(
            "<li><span>Part</span><ol><li><a href=\"a.xhtml\">A</a></li><li><a href=\"b.xhtml\">B</a></li></ol></li>
             <li><a href=\"gone.xhtml\">Gone</a></li>",
        ));
        assert_eq!(
            outline(&book),
            [
                "Part:  (nothing to read)",
                "-A: A.",
                "-B: B.",
                "Gone:  (nothing to read)"
            ]
        );
    }
}

mod selection {
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
        let nav = "<nav epub:type=\"toc\"><ol><li><a href=\"a.xhtml\">One</a></li><li><a href=\"z.xhtml\">Two</a></li></ol></nav>
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
        let titled =
            |title: &str, text: &str| reason_of(Epub::new().page("a.xhtml", &format!("<h1>{title}</h1>{text}")));
        for title in [
            "Contents",
            "TABLE OF CONTENTS.",
            "Title Page",
            "Copyright",
            "Also by A. Miller",
            "Index",
            "Colophon",
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
}

mod text {
    use super::*;

    #[test]
    fn markup_neither_glues_nor_splits_words() {
        assert_eq!(
            said("<p>A <i>b</i>c<b>d</b> e<br/>f <span> g</span><!-- x --><em> h</em></p><p>i</p>"),
            ["A bcd e\nf g h", "i"]
        );
        assert_eq!(said("<p><span class=\"dropcap\">O</span>nce upon</p>"), ["Once upon"]);
        assert_eq!(said("<p><img src=\"o.png\" alt=\"O\"/>nce upon</p>"), ["Once upon"]);
        assert_eq!(
            said("<div>One<p>Two</p>Three<div>Four</div></div>"),
            ["One", "Two", "Three", "Four"]
        );
    }

    #[test]
    fn what_is_not_read() {
        let (said, left_out) = read(
            "<p>On <span epub:type=\"pagebreak\">12</span>the <span class=\"pagenum\">[13]</span>road<sup>4</sup>.
             <span hidden=\"hidden\">x</span><span style=\"display:none\">y</span><img src=\"a\" alt=\"A road\"/></p>
             <pre><code>fn main() {}</code></pre><nav><a href=\"#x\">Up</a></nav><p>* * *</p><p>End.</p>",
        );
        assert_eq!(said, ["On the road.", "End."]);
        assert_eq!(
            left_out,
            [
                "page number: 12",
                "page number: [13]",
                "footnote mark: 4",
                "hidden: xy",
                "picture description: A road",
                "code: fn main() {}",
                "navigation: Up",
                "not speakable: * * *"
            ]
        );
    }

    #[test]
    fn powers_are_no_footnotes() {
        assert_eq!(
            said("<p>Ten km<sup>2</sup> and the 1<sup>st</sup>.</p>"),
            ["Ten km2 and the 1st."]
        );
        assert_eq!(
            said("<p>See <a href=\"#c\">5</a> there.</p><h2 id=\"c\">5 Mills</h2>")[0],
            "See 5 there."
        );
    }

    #[test]
    fn verse_keeps_its_lines() {
        let stanza = "The sea was wet as wet could be\nThe sands were dry as dry";
        let html = stanza.replace('\n', "<br/>");
        assert_eq!(said(&format!("<p>{html}</p>")), [stanza]);
        let lines = format!("<div>{}</div>", stanza.replace('\n', "</div><div>"));
        let twice =
            format!("<div class=\"poem\"><div class=\"stanza\">{lines}</div><div class=\"stanza\">{lines}</div></div>");
        assert_eq!(said(&twice), [stanza, stanza]);
        let book = open(&Epub::new().page("a.xhtml", &twice));
        let text = read_chapter(&book, &book.chapters[0], &TextOptions::default());
        assert_eq!(text.sentences[0].block, BlockKind::Verse);
        assert!(
            text.sentences[0].spoken.contains("be, The"),
            "a breath at the end of the line"
        );
    }

    #[test]
    fn tables_are_read_row_by_row() {
        let (said, left_out) = read(
            "<table><caption>Who was there</caption><tr><th>Name</th><th>Trade</th></tr>
             <tr><td>Ann</td><td>Miller of the <p>lower</p> mill</td></tr></table>",
        );
        assert_eq!(
            said,
            ["Who was there", "Name\tTrade", "Ann\tMiller of the\nlower\nmill"]
        );
        assert!(left_out.is_empty());
        let row = "<tr><td>1901</td><td>12</td><td>13.5</td></tr>".repeat(4);
        assert!(read(&format!("<table>{row}</table>")).1[0].starts_with("table of numbers: 1901\t12"));
        let layout = format!("<table><tr><td>{}</td></tr></table>", STORY.repeat(4));
        assert_eq!(super::said(&layout).len(), 4);
    }

    #[test]
    fn formulas_are_read_by_their_description() {
        let (said, left_out) =
            read("<p>So <math alttext=\"x squared\"><msup><mi>x</mi><mn>2</mn></msup></math> is.</p>");
        assert_eq!(said, ["So x squared is."]);
        assert_eq!(left_out, ["formula: x 2"]);
        assert_eq!(
            super::said("<p>Let <math><mi>A</mi><mo>=</mo><mi>B</mi></math>.</p>"),
            ["Let A = B."]
        );
        let placeholder = "<p>Let <math alttext=\"Alternative text not available\"><mi>A</mi></math> be.</p>";
        assert_eq!(super::said(placeholder), ["Let A be."]);
    }

    #[test]
    fn ruby_pictures_and_switches() {
        let (said, left_out) = read("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字</p>");
        assert_eq!(
            (said, left_out),
            (vec!["漢字".to_owned()], vec!["ruby reading aid: (kan)".to_owned()])
        );
        let drawn = "<svg><title>Sun</title><text>Mill</text><text>Lane</text></svg>";
        assert_eq!(
            read(drawn),
            (
                vec!["Mill Lane".to_owned()],
                vec!["picture description: Sun".to_owned()]
            )
        );
        let switch = "<p><epub:switch><epub:case>C H 4</epub:case><epub:default>gas</epub:default></epub:switch></p>";
        assert_eq!(read(switch), (vec!["gas".to_owned()], vec!["hidden: C H 4".to_owned()]));
        let book = open(&Epub::new().raw_page(
            "a.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>A page.</text></svg>",
        ));
        assert_eq!(texts(&book, 0, &TextOptions::default()), ["A page."]);
        let with_pictures = TextOptions {
            alt_text: true,
            ..TextOptions::default()
        };
        let book = open(&Epub::new().page("a.xhtml", "<p>See.</p><img src=\"a\" alt=\"A road.\"/>"));
        assert_eq!(texts(&book, 0, &with_pictures), ["See.", "A road."]);
    }

    #[test]
    fn what_the_book_says_of_words_is_kept() {
        let page = xhtml(
            "<body xmlns:ssml=\"http://www.w3.org/2001/10/synthesis\" ssml:alphabet=\"x-sampa\" xml:lang=\"en-GB\">",
            "<p>A <em>red</em> <span ssml:ph=\"kI@\">Keir</span>.</p><p xml:lang=\"fr\">Bonjour à tous, messieurs.</p>",
        );
        let book = open(&Epub::new().raw_page("a.xhtml", &page));
        let text = read_chapter(&book, &book.chapters[0], &TextOptions::default());
        let marks: Vec<_> = text.sentences[0]
            .marks
            .iter()
            .map(|m| (&text.sentences[0].text[m.shown.clone()], &m.kind))
            .collect();
        assert_eq!(marks[0], ("red", &MarkKind::Emphasis));
        let MarkKind::Pronunciation(pronunciation) = marks[1].1 else {
            panic!("{marks:?}")
        };
        assert_eq!((marks[1].0, pronunciation.phonemes.as_str()), ("Keir", "kI@"));
        assert_eq!(pronunciation.alphabet, book::Alphabet::XSampa);
        assert_eq!(text.sentences[0].language, None);
        assert_eq!(text.sentences[1].language.as_deref(), Some("fr"));
    }

    #[test]
    fn pauses() {
        let book = open(&Epub::new().page(
            "a.xhtml",
            "<h1>One</h1><p>The first sentence of the paragraph. The second sentence of the paragraph.</p><hr/><p>After.</p>",
        ));
        let options = TextOptions::default();
        let text = read_chapter(&book, &book.chapters[0], &options);
        let pauses: Vec<_> = text.sentences.iter().map(|s| s.pause_after).collect();
        let wanted = &options.pauses;
        assert_eq!(
            pauses,
            [wanted.heading, wanted.sentence, wanted.scene_break, wanted.chapter]
        );
    }
}

mod notes {
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
}
