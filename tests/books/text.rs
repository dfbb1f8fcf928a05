//! What kind of text a block is, and what of it is read.

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
    let (said, left_out) = read("<p>So <math alttext=\"x squared\"><msup><mi>x</mi><mn>2</mn></msup></math> is.</p>");
    assert_eq!(said, ["So x squared is."]);
    assert_eq!(left_out, ["formula: x 2"]);
    assert_eq!(
        super::said("<p>Let <math><mi>A</mi><mo>=</mo><mi>B</mi></math>.</p>"),
        ["Let A = B."]
    );
    let figures = "<p>So <math><mi>f</mi><mo>=</mo>\n<mn>3</mn>\n<mn>3</mn><mo>.</mo><mn>5</mn></math> kilograms.</p>";
    assert_eq!(super::said(figures), ["So f = 33.5 kilograms."]);
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

#[test]
fn pauses_by_punctuation() {
    let pauses = TextOptions::default().pauses;
    for (ending, pause) in [
        ("He went.", pauses.sentence),
        ("“Did he?”", pauses.sentence),
        ("He waited…", pauses.ellipsis),
        ("“He waited . . .”", pauses.ellipsis),
        ("He said:", pauses.clause),
        ("“But I—”", pauses.clause),
    ] {
        assert_eq!(pauses.after(ending), pause, "{ending}");
    }
}

#[test]
fn the_numbers_of_verses_lines() {
    let line = |number: usize| {
        let gap = if number.is_multiple_of(5) {
            format!("\u{a0}\u{a0}\u{a0}{number}")
        } else {
            String::new()
        };
        format!("Of man’s first disobedience{gap}")
    };
    let lines: Vec<String> = (1..=10).map(line).collect();
    let (_, left_out) = read(&format!("<div class=\"poem\"><p>{}</p></div>", lines.join("<br/>")));
    assert_eq!(left_out, ["line number: 5", "line number: 10"]);
    let (_, left_out) = read(&format!("<pre>{}</pre>", lines.join("\n").replace('\u{a0}', " ")));
    assert_eq!(left_out, ["line number: 5", "line number: 10"]);
    // What is counted in a list is no line.
    let (_, left_out) = read("<pre>Apples   40\nPears   15\nPlums   25\nFigs   5</pre>");
    assert!(left_out.is_empty(), "{left_out:?}");
}

#[test]
fn printed_pages_named_in_the_text() {
    let (said, left_out) = read("<p>The wind blew [Pg 12] over the hills.</p>");
    assert_eq!(said, ["The wind blew over the hills."]);
    assert_eq!(left_out, ["page number: [Pg 12]"]);
}

#[test]
fn headings_by_their_class() {
    let book = open(&Epub::new().page("a.xhtml", "<p class=\"h1\">Chapter One</p><p>It rained.</p>"));
    assert_eq!(book.chapters[0].blocks[0].kind, BlockKind::Heading(1));
    assert_eq!(book.chapters[0].title, "Chapter One");
}
