//! Walks a page's markup once, in reading order, and gathers its text into blocks.

use std::collections::HashMap;
use std::sync::Arc;

use super::context::{Context, Picture, Table, WhiteSpace};
use super::formulas::{self, FormulaUse, formula_use};
use super::gather::Gatherer;
use super::tables::{TableUse, table_use};
use super::vocabulary::{self, Meaning, is_block};
use super::{Mark, Page, line_numbers, marks};
use crate::book::epub::resolve;
use crate::book::markup::{Content, Element, Markup, NodeId};
use crate::book::styles::{Look, Styles};
use crate::book::{BlockKind, Matter, NoteId, Reason, Role, is_counted};

/// The longest text of an element whose class says it is a page's number.
const PAGE_NUMBER: usize = 20;

/// A heading that only its class makes one is not longer than this.
const HEADING: usize = 120;

/// Half the lines of prose that is wrapped are at least this long; verse has shorter ones.
const WRAPPED: usize = 55;

/// Reads a page. Footnotes are numbered from `next_note` on, which is moved past them.
pub fn blocks_of(markup: &Markup, styles: &Styles<'_>, file: &Arc<str>, linear: bool, next_note: &mut u32) -> Page {
    let mut walker = Walker {
        markup,
        styles,
        page: Page {
            file: Arc::clone(file),
            linear,
            blocks: Vec::new(),
            anchors: HashMap::new(),
            note_anchors: HashMap::new(),
            marks: Vec::new(),
            pull_quotes: Vec::new(),
            linked_characters: 0,
            title: None,
            language: None,
            semantics: Vec::new(),
        },
        frames: Vec::new(),
        gatherer: Gatherer::new(Arc::clone(file)),
        next_note,
    };
    walker.walk();
    let Walker { mut page, gatherer, .. } = walker;
    page.blocks = gatherer.finish();
    if page.marks.is_empty() {
        line_numbers::take(&mut page.blocks);
    }
    page
}

struct Walker<'a> {
    markup: &'a Markup,
    styles: &'a Styles<'a>,
    page: Page,
    frames: Vec<Frame>,
    gatherer: Gatherer,
    next_note: &'a mut u32,
}

/// An element that has been entered and not left.
struct Frame {
    end: NodeId,
    context: Context,
    boundary: Boundary,
    is_mark: bool,
}

/// What an element's start and end do to the text around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Boundary {
    /// Nothing.
    None,
    /// They are ends of a block.
    Block,
    /// They are ends of a line in a block.
    Line,
    /// They are ends of a cell in a row.
    Cell,
}

impl Walker<'_> {
    fn walk(&mut self) {
        let mut id = 0;
        while id < self.markup.len() {
            self.leave_until(id);
            id = match self.markup.content(id) {
                Content::Text(text) => {
                    self.text(id, text);
                    id + 1
                }
                Content::Element(element) => self.enter(id, element),
            };
        }
        self.leave_until(self.markup.len());
    }

    fn context(&self) -> Context {
        self.frames
            .last()
            .map_or_else(Context::default, |frame| frame.context.clone())
    }

    fn text(&mut self, id: NodeId, text: &str) {
        if text.trim().is_empty() && formulas::is_between_signs(self.markup, id) {
            return;
        }
        let context = self.context();
        if let Some(place) = self.gatherer.text(id, text, &context)
            && matches!(context.role, Role::NoteMark(_))
            && let Some(pending) = self.page.marks.last_mut()
            && pending.run == usize::MAX
        {
            (pending.block, pending.run) = (place.block, place.run);
        }
    }

    /// Leaves the elements that end before `id`.
    fn leave_until(&mut self, id: NodeId) {
        while let Some(frame) = self.frames.pop_if(|frame| frame.end <= id) {
            match frame.boundary {
                Boundary::Block => self.gatherer.end_block(),
                Boundary::Line => self.gatherer.line_break(&frame.context),
                Boundary::Cell | Boundary::None => {}
            }
            if frame.is_mark {
                self.gatherer.end_mark();
            }
        }
    }

    /// Enters an element and says which node comes next.
    fn enter(&mut self, id: NodeId, element: &Element) -> NodeId {
        let around = self.context();
        let name = element.name();
        if name == "title" && around.picture != Picture::Drawing && self.page.title.is_none() {
            self.page.title = Some(self.markup.text(self.markup.inside(id)));
            return self.markup.end(id);
        }
        if matches!(name, "script" | "style") {
            return self.markup.end(id);
        }
        let mut context = around.clone();
        let block = is_block(name);
        let look = self.styles.look(self.markup, id);
        context.take_attributes(element, block);
        context.take_look(look);
        self.take_name(id, element, &mut context);
        self.declare(element, &context);
        if vocabulary::is_pull_quote(element) {
            self.page.pull_quotes.push(id..self.markup.end(id));
        }
        if block {
            self.open_note(element, &around, &mut context);
        } else if has_meaning(element, Meaning::Note) {
            context.set_role(Role::NoteText);
        }
        for anchor in element.anchors() {
            self.page.anchors.entry(anchor.to_owned()).or_insert(id);
            if let Matter::Note(note) = context.matter {
                self.page.note_anchors.entry(anchor.to_owned()).or_insert(note);
            }
        }
        let boundary = self.boundary(id, name, look, &around, &context);
        match boundary {
            Boundary::Block => self.gatherer.end_block(),
            Boundary::Line => self.gatherer.line_break(&context),
            Boundary::Cell => self.gatherer.cell_break(&context),
            Boundary::None => {}
        }
        let is_mark = self.open_mark(id, element, &mut context);
        self.take_empty(id, element, &context);
        self.frames.push(Frame {
            end: self.markup.end(id),
            context,
            boundary,
            is_mark,
        });
        id + 1
    }

    /// What an element adds to its context by its name.
    fn take_name(&mut self, id: NodeId, element: &Element, context: &mut Context) {
        match element.name() {
            "h1" => context.kind = BlockKind::Heading(1),
            "h2" => context.kind = BlockKind::Heading(2),
            "h3" => context.kind = BlockKind::Heading(3),
            "h4" => context.kind = BlockKind::Heading(4),
            "h5" => context.kind = BlockKind::Heading(5),
            "h6" => context.kind = BlockKind::Heading(6),
            "li" => context.kind = BlockKind::ListItem,
            "blockquote" => context.kind = BlockKind::Quote,
            "figcaption" | "caption" => context.kind = BlockKind::Caption,
            "figure" => context.picture = Picture::Figure,
            "nav" => context.leave_out(Reason::Navigation),
            "em" | "i" | "b" | "strong" => context.set_role(Role::Emphasis),
            "rt" | "rp" | "rtc" => context.set_role(Role::Ruby),
            "audio" | "video" | "object" | "iframe" | "canvas" | "noscript" | "template" | "head" | "datalist"
            | "metadata" => context.set_role(Role::Hidden),
            "case" if self.has_default(id) => context.set_role(Role::Hidden),
            "svg" => {
                if context.picture == Picture::Figure {
                    context.set_role(Role::AltText);
                }
                context.picture = Picture::Drawing;
            }
            "title" | "desc" if context.picture == Picture::Drawing => context.set_role(Role::AltText),
            "math" => context.set_role(match formula_use(self.markup, id) {
                FormulaUse::Signs => Role::Formula,
                FormulaUse::Description | FormulaUse::Unreadable => Role::FormulaMarkup,
            }),
            "annotation" | "annotation-xml" => context.set_role(Role::FormulaMarkup),
            "table" => self.take_table(id, context),
            "tr" if context.table == Table::Rows => {
                context.table = Table::Row;
                context.kind = BlockKind::TableRow;
            }
            "pre" => self.take_preformatted(id, context),
            _ => {}
        }
        if let Some(level) = vocabulary::heading_level(element).filter(|_| matches!(element.name(), "p" | "div"))
            && self.is_short_line(id)
        {
            context.kind = BlockKind::Heading(level);
        }
        if context.verse && matches!(context.kind, BlockKind::Paragraph | BlockKind::Quote) {
            context.kind = BlockKind::Verse;
        }
        if vocabulary::is_inline(element.name()) && vocabulary::is_page_text(&self.markup.text(self.markup.inside(id)))
        {
            context.set_role(Role::PageNumber);
        }
        let short = || self.markup.text(self.markup.inside(id)).chars().count() <= PAGE_NUMBER;
        if vocabulary::is_page_number(element) && short() {
            context.set_role(Role::PageNumber);
        }
        let numbered = || {
            self.markup
                .text(self.markup.inside(id))
                .contains(|c: char| c.is_ascii_digit())
        };
        if vocabulary::is_line_number(element) && short() && numbered() {
            context.set_role(Role::LineNumber);
        }
    }

    /// Whether an element holds a line that can be a heading, and no other blocks.
    fn is_short_line(&self, id: NodeId) -> bool {
        let mut inside = self.markup.elements(self.markup.inside(id));
        !inside.any(|(_, element)| is_block(element.name()))
            && self.markup.text(self.markup.inside(id)).chars().count() <= HEADING
    }

    fn take_table(&self, id: NodeId, context: &mut Context) {
        let purpose = table_use(self.markup, id);
        context.table = match purpose {
            TableUse::Layout => Table::None,
            TableUse::Words | TableUse::Numbers => Table::Rows,
        };
        if purpose == TableUse::Numbers {
            context.leave_out(Reason::Table);
        }
    }

    fn take_preformatted(&self, id: NodeId, context: &mut Context) {
        context.white_space = WhiteSpace::KeepsLines;
        let inside = self.markup.inside(id);
        let text = self.markup.text(inside.clone());
        let signs = text.chars().filter(|c| "{}();=<>[]_$|\\".contains(*c)).count();
        if self.markup.find(inside, "code").is_some() || signs * 25 > text.chars().count() {
            context.kind = BlockKind::Code;
            context.leave_out(Reason::Code);
        } else if is_wrapped(&self.markup.source_text(self.markup.inside(id))) {
            context.white_space = WhiteSpace::PartsParagraphs;
        } else {
            context.kind = BlockKind::Verse;
        }
    }

    /// Whether another choice of an `epub:switch` is the one every reader can show.
    fn has_default(&self, case: NodeId) -> bool {
        let choices = self.markup.parent(case).map(|switch| self.markup.inside(switch));
        choices.is_some_and(|choices| self.markup.find(choices, "default").is_some())
    }

    /// Notes what the page says of itself as a whole.
    fn declare(&mut self, element: &Element, context: &Context) {
        let name = element.name();
        if matches!(name, "html" | "body") {
            self.page.language = context.language.clone().or(self.page.language.take());
        }
        if matches!(name, "html" | "body") || (self.frames.len() <= 3 && matches!(name, "section" | "article" | "div"))
        {
            // A web page's navigation and footer stand beside its text, and are not all of it.
            let of_part = |word: &&str| matches!(*word, "navigation" | "contentinfo");
            let words = element.semantics().filter(|word| !of_part(word));
            self.page.semantics.extend(words.map(str::to_ascii_lowercase));
        }
    }

    fn open_note(&mut self, element: &Element, around: &Context, context: &mut Context) {
        let gathered = has_meaning(element, Meaning::Notes);
        let single = has_meaning(element, Meaning::Note) || vocabulary::is_note_class(element);
        let inside_single = matches!(around.matter, Matter::Note(_)) && !single;
        if (gathered || single) && !inside_single {
            context.matter = Matter::Note(NoteId(*self.next_note));
            *self.next_note += 1;
        }
    }

    fn boundary(&mut self, id: NodeId, name: &str, look: Look, around: &Context, context: &Context) -> Boundary {
        if !is_block(name) {
            return if look.block { Boundary::Line } else { Boundary::None };
        }
        let in_heading = matches!(around.kind, BlockKind::Heading(_)) && around.kind == context.kind;
        if around.table == Table::Row {
            return if matches!(name, "td" | "th") {
                Boundary::Cell
            } else {
                Boundary::Line
            };
        }
        if in_heading {
            return Boundary::Line;
        }
        if context.kind == BlockKind::Verse && self.is_line(id) {
            let stanza = self.markup.parent(id);
            if self.gatherer.continues_stanza(stanza) {
                return Boundary::Line;
            }
            self.gatherer.end_block();
            self.gatherer.begin_stanza(stanza);
            return Boundary::Line;
        }
        Boundary::Block
    }

    /// Whether a block in verse is a single line: nothing in it breaks.
    fn is_line(&self, id: NodeId) -> bool {
        let mut inside = self.markup.elements(self.markup.inside(id));
        !inside.any(|(_, element)| element.name() == "br" || is_block(element.name()))
    }

    /// Opens what may be a footnote mark and says whether it is one.
    fn open_mark(&mut self, id: NodeId, element: &Element, context: &mut Context) -> bool {
        if context.role.reason().is_some() {
            return false;
        }
        if formulas::is_power(self.markup, id) {
            context.set_role(Role::Raised);
            return false;
        }
        let before = self.gatherer.last_character();
        let Some(found) = marks::find(self.markup, self.styles, id, before) else {
            if marks::is_power(self.markup, self.styles, id) {
                context.set_role(Role::Raised);
            }
            if element.name() == "a" && element.attribute("href").is_some() {
                let text = self.markup.text(self.markup.inside(id));
                self.page.linked_characters += text.chars().filter(|&c| is_counted(c)).count();
            }
            return false;
        };
        context.set_role(Role::NoteMark(None));
        let in_note = matches!(context.matter, Matter::Note(_));
        let href = found.href.filter(|_| !in_note);
        self.page.marks.push(Mark {
            block: usize::MAX,
            run: usize::MAX,
            place: href.and_then(|href| resolve(&self.page.file, href)),
            certain: found.certain || in_note,
        });
        true
    }

    /// What an element is that has no text of its own: breaks, rules, pictures, formulas.
    fn take_empty(&mut self, id: NodeId, element: &Element, context: &Context) {
        match element.name() {
            "br" => self.gatherer.author_break(context),
            "hr" => self.gatherer.scene_break(id, context),
            "mn" | "mo" if context.role == Role::Raised || formulas::continues_number(self.markup, id) => {}
            "mi" | "mn" | "mo" | "mtext" | "ms" | "text" | "tspan" => self.gatherer.space(),
            "math" => {
                if let Some(description) = element.attribute("alttext") {
                    let mut spoken = self.context();
                    spoken.set_role(match formula_use(self.markup, id) {
                        FormulaUse::Description => Role::Formula,
                        FormulaUse::Signs | FormulaUse::Unreadable => Role::FormulaMarkup,
                    });
                    self.gatherer.text(id, description, &spoken);
                    self.gatherer.space();
                }
            }
            _ => {}
        }
        if let Some(description) = element.attribute("alt") {
            let mut described = context.clone();
            let initial = self.initial(id, description);
            if initial != Initial::OfThisParagraph {
                described.set_role(Role::AltText);
            }
            if initial == Initial::OfNextParagraph && context.role.reason().is_none() {
                self.gatherer.begin_with(id, description, described);
            } else {
                self.gatherer.text(id, description, &described);
            }
        }
    }

    /// Whether a picture is the first letter of a paragraph.
    fn initial(&self, id: NodeId, description: &str) -> Initial {
        let mut letters = description.trim().chars().filter(|c| c.is_alphanumeric());
        let is_letter = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
        if !is_letter || description.chars().count() > 3 || !self.gatherer.is_empty() {
            return Initial::None;
        }
        let text_in = |nodes: std::ops::Range<NodeId>| {
            nodes.into_iter().find_map(|node| match self.markup.content(node) {
                Content::Text(text) if !text.trim().is_empty() => Some(text.as_str()),
                _ => None,
            })
        };
        let parent = self.markup.parent(id).map_or(id, |parent| self.markup.end(parent));
        if let Some(following) = text_in(self.markup.end(id)..parent) {
            let goes_on = following.starts_with(char::is_alphabetic);
            return if goes_on {
                Initial::OfThisParagraph
            } else {
                Initial::None
            };
        }
        // “nce upon a time” or “NCE UPON a time”, but not “Once upon a time”, where the picture repeats the letter.
        let mut following = text_in(parent..self.markup.len())
            .unwrap_or_default()
            .trim_start()
            .chars();
        let torn = match (following.next(), following.next()) {
            (Some(first), Some(second)) => {
                let apart = second.is_whitespace() && first != 'A' && following.next().is_some_and(char::is_uppercase);
                first.is_lowercase() || first.is_uppercase() && (second.is_uppercase() || apart)
            }
            _ => false,
        };
        if torn { Initial::OfNextParagraph } else { Initial::None }
    }
}

/// Whether the lines of a text end where a terminal's do, and mean nothing: most are long, and about equally so.
fn is_wrapped(text: &str) -> bool {
    let mut lengths: Vec<usize> = text
        .lines()
        .map(|line| line.trim_end().chars().count())
        .filter(|&n| n > 0)
        .collect();
    lengths.sort_unstable();
    let at = |part: usize| lengths.get(lengths.len() * part / 10).copied().unwrap_or_default();
    lengths.len() > 3 && at(5) >= WRAPPED && at(9) <= at(5) * 5 / 4
}

/// Which paragraph a picture of a letter begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Initial {
    /// None: it is a picture like others.
    None,
    /// The one it stands in.
    OfThisParagraph,
    /// The one after it.
    OfNextParagraph,
}

fn has_meaning(element: &Element, meaning: Meaning) -> bool {
    element
        .semantics()
        .any(|word| vocabulary::meaning(word) == Some(meaning))
}
