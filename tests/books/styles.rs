//! What style sheets hide, raise and set apart.

use super::*;

const SHEET: &str =
    ".gone, p.gone + .after { display: none } .unseen { visibility: hidden } .seen { visibility: visible }
    .raised { vertical-align: super; font-size: 70% } .line { display: block } .drop { display: block; float: left }
    @media print { p { display: none } }";

/// What is said of a page with a style sheet, and what is left out of it.
fn styled(body: &str) -> (Vec<String>, Vec<String>) {
    let page = xhtml("<body>", body).replace(
        "<title/>",
        "<title/><link rel=\"stylesheet\" href=\"../css/a%20b.css\"/>",
    );
    let book = open(
        &Epub::new()
            .raw_page("text/a.xhtml", &page)
            .file("OPS/css/a b.css", SHEET.as_bytes()),
    );
    let text = read_chapter(&book, &book.chapters[0], &TextOptions::default());
    assert_eq!(text.spoken() + text.silent(), book.characters);
    let left_out = text.left_out.iter().map(|out| format!("{}: {}", out.reason, out.text));
    (
        text.sentences.iter().map(|sentence| sentence.text.clone()).collect(),
        left_out.collect(),
    )
}

#[test]
fn what_is_hidden_is_not_read() {
    assert_eq!(
        styled("<p>Shown<span class=\"gone\"> not</span>.</p><p class=\"gone\">Nor this <b class=\"seen\">nor that</b>.</p>
                <p class=\"after\">Nor after.</p><p class=\"unseen\">Not <b class=\"seen\">but this</b>.</p>"),
        (
            vec!["Shown.".to_owned(), "but this".to_owned()],
            [
                "hidden: not",
                "hidden: Nor this nor that.",
                "hidden: Nor after.",
                "hidden: Not",
                "hidden: ."
            ]
            .map(str::to_owned)
            .to_vec()
        )
    );
}

#[test]
fn a_page_has_rules_of_its_own() {
    let page = xhtml("<body>", "<p class=\"x\">Not read.</p><p>Read.</p>")
        .replace("<title/>", "<title/><style>.x { display: none }</style>");
    let book = open(&Epub::new().raw_page("a.xhtml", &page));
    assert_eq!(texts(&book, 0, &TextOptions::default()), ["Read."]);
}

#[test]
fn a_style_sheet_that_is_not_there_styles_nothing() {
    let page = xhtml("<body>", "<p>Read.</p>").replace("<title/>", "<link rel=\"stylesheet\" href=\"gone.css\"/>");
    assert_eq!(
        texts(
            &open(&Epub::new().raw_page("a.xhtml", &page)),
            0,
            &TextOptions::default()
        ),
        ["Read."]
    );
}

#[test]
fn what_is_raised_may_mark_a_note() {
    let (said, left_out) = styled(
        "<p>There was a king.<span class=\"raised\">3</span> He ruled<a href=\"#n\"><span class=\"raised\">4</span></a> long.</p>",
    );
    assert_eq!(said, ["There was a king. He ruled long."]);
    assert_eq!(left_out, ["footnote mark: 3", "footnote mark: 4"]);
}

#[test]
fn lines_are_parted_and_initials_are_not() {
    assert_eq!(
        styled("<p><span class=\"line\">Tyger Tyger,</span><span class=\"line\">burning bright</span></p>").0,
        ["Tyger Tyger,\nburning bright"]
    );
    assert_eq!(
        styled("<p><span class=\"drop\">O</span>nce upon a time.</p>").0,
        ["Once upon a time."]
    );
}
