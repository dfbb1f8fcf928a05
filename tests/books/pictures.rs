//! Letters that are pictures, figures above the line, and text whose white space is meant.

use super::*;

/// How the only sentence of a page is spoken.
fn spoken(body: &str) -> String {
    let book = open(&Epub::new().page("a.xhtml", body));
    let mut text = read_chapter(&book, &book.chapters[0], &TextOptions::default());
    assert_eq!(
        (text.spoken() + text.silent(), text.sentences.len()),
        (book.characters, 1)
    );
    text.sentences.remove(0).spoken
}

#[test]
fn a_picture_may_be_the_first_letter() {
    for page in [
        "<p><img alt=\"O\"/>nce upon a time.</p>",
        "<div><img alt=\"O\"/></div><p>nce upon a time.</p>",
        "<div class=\"figleft\"><img src=\"o.png\" alt=\" O \"/></div>\n<p>nce upon a time.</p>",
    ] {
        assert_eq!(read(page), (vec!["Once upon a time.".to_owned()], vec![]), "{page}");
    }
    assert_eq!(
        spoken("<div><img alt=\"I\"/></div><p>T WAS a dark night.</p>"),
        "It was a dark night."
    );
    for page in [
        "<div><img alt=\"O\"/></div><p>Once upon a time.</p>",
        "<p><img alt=\"O\"/> Once upon a time.</p>",
        "<p>Once upon a time.</p><div><img alt=\"O\"/></div>",
    ] {
        assert_eq!(
            read(page),
            (
                vec!["Once upon a time.".to_owned()],
                vec!["picture description: O".to_owned()]
            ),
            "{page}"
        );
    }
}

#[test]
fn figures_above_the_line() {
    assert_eq!(
        spoken("<p>About 10<sup>23</sup> of them.</p>"),
        "About ten to the power of twenty-three of them."
    );
    assert_eq!(
        spoken("<p>Take 4<sup>1</sup>/<sub>2</sub> cups.</p>"),
        "Take four and a half cups."
    );
    assert_eq!(spoken("<p>Let x<sup>2</sup> be.</p>"), "Let x squared be.");
    assert_eq!(
        spoken("<div><math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math></div>"),
        "E equals m c squared"
    );
    assert_eq!(
        spoken("<p><math><msup><mi>x</mi><mn>2</mn></msup><mo>−</mo><mn>1</mn><mn>2</mn></math> is it.</p>"),
        "x squared minus twelve is it."
    );
    assert_eq!(
        spoken("<p>On the 1<sup>st</sup> M<sup>r</sup>. Smith left.</p>"),
        "On the first mister Smith left."
    );
    let (said, left_out) = read("<p>He went.<sup>1,2</sup> She stayed.<sup>[7] </sup>They met.</p>");
    assert_eq!(said, ["He went. She stayed. They met."]);
    assert_eq!(left_out, ["footnote mark: 1,2", "footnote mark: [7]"]);
}

#[test]
fn page_numbers_that_say_so() {
    let (said, left_out) = read("<p>Over the <a id=\"p\">[Pg 12]</a>hill and <span>{p. xiv}</span>away.</p>");
    assert_eq!(said, ["Over the hill and away."]);
    assert_eq!(left_out, ["page number: [Pg 12]", "page number: {p. xiv}"]);
}

#[test]
fn lines_as_long_as_a_terminal_is_wide_are_prose() {
    let line = "The quick brown fox jumps over the lazy dog and then goes to sleep\n";
    let prose = format!("<pre>{line}{line}\n{line}{line}</pre>");
    let paragraph = format!("{} {}", line.trim(), line.trim());
    assert_eq!(said(&prose), [paragraph.clone(), paragraph]);
    assert_eq!(
        said("<pre>  Roses are red,\n    Violets are blue,\n  Sugar is sweet.</pre>"),
        ["Roses are red,\nViolets are blue,\nSugar is sweet."]
    );
}
