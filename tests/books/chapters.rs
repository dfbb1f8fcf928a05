//! Which text belongs to which chapter.

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
    let points = point("Book I", "a.xhtml", &point("Chapter 1", "a.xhtml#c", "")) + &point("Book II", "b.xhtml", "");
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
    let book = open(
        &Epub::new()
            .page("a.xhtml", "<p>A.</p>")
            .page("b.xhtml", "<p>B.</p>")
            .nav(
            "<li><span>Part</span><ol><li><a href=\"a.xhtml\">A</a></li><li><a href=\"b.xhtml\">B</a></li></ol></li>
         <li><a href=\"gone.xhtml\">Gone</a></li>",
        ),
    );
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

#[test]
fn an_entry_without_a_title_gets_that_of_its_text() {
    let book = open(
        &Epub::new()
            .page("a.xhtml", "<h1>The Mill</h1><p>A.</p>")
            .page("b.xhtml", "<p>B.</p>")
            .nav("<li><a href=\"a.xhtml\"> </a></li><li><a href=\"b.xhtml\">Two</a></li>"),
    );
    assert_eq!(outline(&book), ["The Mill: The Mill | A.", "Two: B."]);
}
