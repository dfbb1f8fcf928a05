//! Every character of a book is in exactly one sentence or in exactly one left-out run.

#![allow(clippy::unwrap_used, reason = "a test stops where something is missing")]

mod epubs;

use std::collections::HashMap;
use std::path::Path;

use epubs::{Epub, reference_books, xhtml};
use lector::book::{self, Book, Selection, is_counted};
use lector::text::{ChapterText, Footnotes, SentenceId, TextOptions, read_chapter};
use proptest::prelude::*;
use proptest::sample::select;

/// Every way of reading that moves text from one place to another.
fn ways() -> Vec<TextOptions> {
    let footnotes = [Footnotes::Skip, Footnotes::InPlace, Footnotes::ChapterEnd];
    let both = footnotes.into_iter().flat_map(|footnotes| {
        [false, true].map(|alt_text| TextOptions {
            footnotes,
            alt_text,
            ..TextOptions::default()
        })
    });
    both.collect()
}

type Census = HashMap<char, usize>;

fn add(census: &mut Census, text: &str) {
    for character in text.chars().filter(|&c| is_counted(c)) {
        *census.entry(character).or_default() += 1;
    }
}

/// Checks one reading of a book and returns which characters it holds.
fn check(book: &Book, options: &TextOptions) -> Census {
    let mut census = Census::new();
    let mut total = 0;
    for chapter in &book.chapters {
        let text = read_chapter(book, chapter, options);
        assert_eq!(
            text.spoken() + text.silent(),
            text.characters,
            "chapter {}",
            chapter.index
        );
        total += text.characters;
        check_chapter(chapter.index.get(), &text);
        if chapter.selection != Selection::Included {
            assert!(text.sentences.is_empty(), "chapter {} is left out", chapter.index);
        }
        text.sentences
            .iter()
            .for_each(|sentence| add(&mut census, &sentence.text));
        text.left_out
            .iter()
            .for_each(|left_out| add(&mut census, &left_out.text));
    }
    assert_eq!(total, book.characters, "the chapters do not hold what the pages hold");
    census
}

fn check_chapter(index: u32, text: &ChapterText) {
    for (number, sentence) in (1..).zip(&text.sentences) {
        let id = SentenceId {
            chapter: index,
            sentence: number,
        };
        assert_eq!(sentence.id, id);
        assert_eq!(sentence.text.trim(), sentence.text);
        assert!(sentence.text.chars().any(char::is_alphanumeric), "{:?}", sentence.text);
        assert!(!sentence.pause_after.is_zero());
        for span in &sentence.spans {
            assert!(sentence.text.get(span.shown.clone()).is_some(), "{sentence:?}");
            assert!(sentence.spoken.get(span.spoken.clone()).is_some(), "{sentence:?}");
        }
        for mark in &sentence.marks {
            assert!(
                sentence
                    .text
                    .get(mark.shown.clone())
                    .is_some_and(|part| !part.is_empty())
            );
        }
    }
    for left_out in &text.left_out {
        assert!(left_out.text.chars().any(is_counted));
    }
}

fn check_all_ways(path: &Path) {
    let book = book::open(path).unwrap();
    let mut censuses = ways().into_iter().map(|options| check(&book, &options));
    let first = censuses.next().unwrap();
    assert!(
        censuses.all(|census| census == first),
        "one way of reading has other characters than another"
    );
    let mut everything = book;
    for chapter in &mut everything.chapters {
        chapter.selection = Selection::Included;
    }
    for options in ways() {
        assert_eq!(check(&everything, &options), first, "with every chapter included");
    }
}

#[test]
fn of_the_reference_books() {
    for path in reference_books() {
        eprintln!("{}", path.display());
        check_all_ways(&path);
    }
}

fn words() -> impl Strategy<Value = String> {
    let word = select(vec![
        "the",
        "sea",
        "“Stop!”",
        "he said.",
        "Mr.",
        "No.",
        "12",
        "£1,250.50",
        "e.g.",
        "…",
        "—",
        "* * *",
        "I",
        "XIV.",
        "&amp;",
        "&nbsp;",
        "&#8217;s",
        "&#150;",
        "co&shy;op",
        "&unknown;",
        "été",
        "日本。",
        "?",
        "don’t",
        "\u{2060}",
        "[1]",
        "\"",
        "(a)",
    ]);
    prop::collection::vec(word, 1..12).prop_map(|words| words.join(" "))
}

fn leaf() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => words(),
        1 => select(vec![
            "<br/>", "<hr/>", "<!-- not text -->", "<![CDATA[a < b & c]]>", "<script>if (a && b) {}</script>",
            "<style>p > a {}</style>", "<a id=\"here\"/>", "<img src=\"x.png\" alt=\"A ship &amp; sea\"/>", "<img alt=\"T\"/>he",
            "<a epub:type=\"noteref\" href=\"b.xhtml#n1\">1</a>", "<sup><a href=\"#n2\">2</a></sup>", "<a href=\"a.xhtml#n1\">*</a>",
            "word<sup>3</sup>", "word.<sup> 3, 4 </sup>", "10<sup>-3</sup>", "4<sup>1</sup>/<sub>2</sub>", "<a>[Pg 7]</a>", "<img alt=\"W\"/>", "<span class=\"raised\">5</span>",
            "<span epub:type=\"pagebreak\" id=\"p9\">9</span>", "<span class=\"pagenum\">[12]</span>",
            "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "<math alttext=\"x squared\"><mi>x</mi><mn>2</mn></math>",
            "<math><mfrac><mn>1</mn><mi>x</mi></mfrac></math>", "<svg><title>Sun</title><text>A sign</text></svg>",
            "<i xml:lang=\"fr\">Bonjour monsieur.</i>", "<span ssml:ph=\"kæt\">cat</span>", "<title>in the body</title>",
            "<span epub:type=\"footnote\">An inline note.</span>",
        ]).prop_map(str::to_owned),
    ]
}

fn tree() -> impl Strategy<Value = String> {
    let tag = select(vec![
        ("<p>", "</p>"),
        ("<div>", "</div>"),
        ("<span>", "</span>"),
        ("<em>", "</em>"),
        ("<h2>", "</h2>"),
        ("<blockquote>", "</blockquote>"),
        ("<ul><li>", "</li></ul>"),
        ("<table><tr><td>", "</td><td>12</td></tr></table>"),
        (
            "<table><tr><td>1</td><td>2</td><td>3</td><td>4</td><td>5</td><td>",
            "</td></tr></table>",
        ),
        ("<aside epub:type=\"footnote\" id=\"n1\">", "</aside>"),
        ("<p id=\"n2\">2 ", "</p>"),
        ("<section epub:type=\"endnotes\">", "</section>"),
        ("<section epub:type=\"titlepage\">", "</section>"),
        ("<section epub:type=\"chapter\" id=\"c\">", "</section>"),
        ("<nav>", "</nav>"),
        ("<pre>", "</pre>"),
        ("<pre><code>", "</code></pre>"),
        ("<div class=\"poem\">", "</div>"),
        ("<span hidden=\"hidden\">", "</span>"),
        ("<div style=\"display: none\">", "</div>"),
        ("<span class=\"gone\">", "</span>"),
        ("<div class=\"unseen\">", "</div>"),
        ("<b class=\"seen\">", "</b>"),
        ("<span class=\"line\">", "</span>"),
        (
            "<pre>A line that is as long as a terminal is wide, or nearly so,\n",
            "\nand then another one that is just as long as that one, or so,\n\nand\n</pre>",
        ),
        ("<div><img alt=\"O\"/></div><p>nce ", "</p>"),
        ("<figure><figcaption>", "</figcaption></figure>"),
        ("<dl><dt>term</dt><dd>", "</dd></dl>"),
        ("<object>", "</object>"),
    ]);
    let page = leaf().prop_recursive(5, 40, 6, move |inner| {
        (tag.clone(), prop::collection::vec(inner, 1..6))
            .prop_map(|((open, close), inner)| format!("{open}{}{close}", inner.concat()))
    });
    prop::collection::vec(page, 0..8).prop_map(|parts| parts.concat())
}

fn contents() -> impl Strategy<Value = Option<String>> {
    let entry = select(vec![
        "<li><a href=\"a.xhtml\">One</a></li>",
        "<li><a href=\"b.xhtml#c\">Two</a></li>",
        "<li><span>Part</span><ol><li><a href=\"b.xhtml\">Three</a></li></ol></li>",
        "<li><a href=\"a.xhtml#here\">Notes</a></li>",
        "<li><a href=\"gone.xhtml\">Gone</a></li>",
        "<li><a href=\"c.xhtml#c\">Contents</a></li>",
    ]);
    prop::option::of(prop::collection::vec(entry, 0..5).prop_map(|entries| entries.concat()))
}

/// What the generated pages look like.
const SHEET: &str = ".gone { display: none } .unseen { visibility: hidden } .seen { visibility: visible }
    .line { display: block } .raised { vertical-align: super }";

fn book_of(pages: &[String; 3], contents: Option<&str>) -> Epub {
    let mut epub = Epub::new();
    for (name, page) in ["a.xhtml", "b.xhtml", "c.xhtml"].into_iter().zip(pages) {
        let head = format!("<head><style>{SHEET}</style>");
        epub = epub.raw_page(name, &page.replacen("<head>", &head, 1));
    }
    match contents {
        Some(contents) => epub.nav(contents),
        None => epub,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_generated_books(a in tree(), b in tree(), c in tree(), contents in contents()) {
        let pages = [a, b, c].map(|body| xhtml("<body xmlns:ssml=\"http://www.w3.org/2001/10/synthesis\">", &body));
        let (_folder, path) = book_of(&pages, contents.as_deref()).write();
        check_all_ways(&path);
    }

    /// A page that is not well-formed is read otherwise, and loses nothing either.
    #[test]
    fn of_malformed_books(a in tree(), at in any::<prop::sample::Index>(), junk in select(vec![
        "<p>", "</p>", "</div>", "<", " < ", "&", "<b>", "</table>", "<td>", "<br>", "<p align=left>", "AT&T", "<!--x", "</body>",
    ])) {
        // HTML takes tags inside a title as text, XML as tags: which of them a broken page meant, nobody knows.
        let mut page = xhtml("<body>", &a.replace("<title>in the body</title>", ""));
        let body = page.find("<body>").unwrap() + 6;
        let ends: Vec<usize> = page.match_indices('>').map(|(at, _)| at + 1).filter(|&at| at >= body).collect();
        page.insert_str(*at.get(&ends), junk);
        let (_folder, path) = book_of(&[page, xhtml("<body>", "<p>Next.</p>"), String::new()], None).write();
        check_all_ways(&path);
    }

    /// Nor does one in which hardly anything is markup, on a page or in a picture that is one.
    #[test]
    fn of_what_is_hardly_markup(pieces in prop::collection::vec(select(vec![
        "<", ">", "</", "</>", "<_", "<_a>", "</_a>", "<é>", "</é>", "<1>", "</1>", "<:a>", "</:a>", "<!", "<!x>", "<!x[y>z]>", "<?", "<?x>",
        "<p", "<p>", "</p>", "<p/>", "</p", "<p =", "<svg>", "</svg>", "]]>", "<![CDATA[", "-->", "<!--", "?>", "/", "\"", "'", "&", "&#0;", "&#xd800;", "&lt",
        "a", "b c", "\u{fffd}", " ", "\n",
    ]), 0..12)) {
        let page = pieces.concat();
        let epub = Epub::new().page("a.xhtml", "<p>One.</p>").raw_page("b.xhtml", &page).raw_page("c.svg", &page);
        let (_folder, path) = epub.write();
        let Ok(book) = book::open(&path) else { return Ok(()) };
        for options in ways() {
            check(&book, &options);
        }
    }
}
