//! The table of contents laid over the pages: which text belongs to which entry.
//!
//! Every block of every page comes into exactly one chapter. What the table of contents does not name belongs to the
//! chapter before it, unless that one is left out, or it is itself no part of the story: then it gets an entry of its
//! own, so that nothing is left out along with its neighbour.

use super::epub::{Entry, Navigation, Place};
use super::page::Page;
use super::selection::{Judge, Piece};
use super::{Apparatus, Block, BlockKind, Chapter, ChapterIndex, Matter, Metadata, Reason, Selection};

/// A page with more blocks than this, in a book without a table of contents, is cut at its headings.
const LONG_PAGE_BLOCKS: usize = 60;

/// A paragraph with more words is no heading.
const HEADING_WORDS: usize = 8;

/// What begins the heading of a part, full stop or not.
const LABELS: [&str; 9] = [
    "chapter", "part", "book", "letter", "canto", "act", "scene", "prologue", "epilogue",
];

/// The chapters of a book, in the order of its table of contents.
pub fn of(pages: Vec<Page>, navigation: &Navigation, metadata: &Metadata) -> Vec<Chapter> {
    let judge = Judge::new(&pages, navigation, metadata);
    let starts = starts(&pages, &navigation.entries);
    let mut layout = Layout::new(&pages, &judge, metadata);
    if is_useful(&starts, &pages) {
        layout.follow(&navigation.entries, &starts);
    } else {
        layout.follow_pages();
    }
    let drafts = layout.finish();
    let reasons: Vec<_> = drafts
        .iter()
        .map(|draft| judge.reason(&draft.pieces, &draft.title))
        .collect();
    let mut blocks: Vec<Vec<Option<Block>>> = Vec::new();
    for page in pages {
        blocks.push(page.blocks.into_iter().map(Some).collect());
    }
    let chapters = drafts.into_iter().zip(reasons).enumerate();
    let chapters = chapters.map(|(position, (draft, reason))| {
        let mut own: Vec<Block> = Vec::new();
        for piece in draft.pieces {
            own.extend(blocks[piece.page][piece.blocks].iter_mut().filter_map(Option::take));
        }
        if let Some(reason) = reason {
            for block in &mut own {
                hand_over(block, reason);
            }
        }
        Chapter {
            index: ChapterIndex::of_position(position),
            title: draft.title,
            depth: draft.depth,
            selection: reason.map_or(Selection::Included, Selection::LeftOut),
            blocks: own,
        }
    });
    chapters.collect()
}

/// Where a place in the container is: the page's number and the block's in it.
pub fn locate(pages: &[Page], place: &Place) -> Option<(usize, usize)> {
    let exact = pages.iter().position(|page| *page.file == *place.file);
    let page = exact.or_else(|| {
        pages
            .iter()
            .position(|page| page.file.eq_ignore_ascii_case(&place.file))
    })?;
    let block = place.anchor.as_deref().and_then(|anchor| pages[page].block_at(anchor));
    Some((page, block.unwrap_or(0)))
}

/// A chapter that is left out as a whole says why; its blocks need not, and are read if the user wants the chapter.
fn hand_over(block: &mut Block, reason: Reason) {
    let same = match block.matter {
        Matter::LeftOut(own) => own == reason || matches!(own, Reason::Apparatus(_) | Reason::Navigation),
        Matter::Note(_) | Matter::Text => false,
    };
    if same {
        block.matter = Matter::Text;
    }
}

/// Where an entry's text begins.
#[derive(Clone, Copy, Debug)]
struct Start {
    page: usize,
    block: usize,
    entry: usize,
}

/// Where the entries' texts begin, in reading order. Of entries that begin at the same place the first has the text,
/// or the first of those nested in it.
fn starts(pages: &[Page], entries: &[Entry]) -> Vec<Start> {
    let found = entries.iter().enumerate().filter_map(|(number, entry)| {
        let (page, block) = locate(pages, entry.place.as_ref()?)?;
        Some(Start {
            page,
            block,
            entry: number,
        })
    });
    let mut starts: Vec<Start> = found.collect();
    starts.sort_by_key(|start| (start.page, start.block));
    starts.dedup_by(|later, first| {
        let same = (later.page, later.block) == (first.page, first.block);
        let nested = entries[later.entry].depth > entries[first.entry].depth && later.entry == first.entry + 1;
        if same && nested {
            first.entry = later.entry;
        }
        same
    });
    starts
}

/// Whether a table of contents is one: it has more than one place, or the book has hardly more pages.
fn is_useful(starts: &[Start], pages: &[Page]) -> bool {
    let with_text = pages.iter().filter(|page| !page.blocks.is_empty()).count();
    starts.len() > 1 || (starts.len() == 1 && with_text < 3)
}

/// A chapter in the making.
#[derive(Debug)]
struct Draft {
    title: String,
    depth: usize,
    pieces: Vec<Piece>,
    /// Entry of the table of contents it is or follows, from 1, then a count of those that follow it.
    order: (usize, usize),
    reason: Option<Reason>,
}

/// Lays entries over pages.
struct Layout<'a> {
    pages: &'a [Page],
    judge: &'a Judge<'a>,
    metadata: &'a Metadata,
    drafts: Vec<Draft>,
    /// The draft that has the text read last.
    previous: Option<usize>,
}

impl<'a> Layout<'a> {
    fn new(pages: &'a [Page], judge: &'a Judge<'a>, metadata: &'a Metadata) -> Self {
        Self {
            pages,
            judge,
            metadata,
            drafts: Vec::new(),
            previous: None,
        }
    }

    /// Gives each entry the text from its start to the next one's.
    fn follow(&mut self, entries: &[Entry], starts: &[Start]) {
        self.drafts = entries
            .iter()
            .enumerate()
            .map(|(number, entry)| Draft {
                title: entry.title.clone(),
                depth: entry.depth,
                pieces: Vec::new(),
                order: (number + 1, 0),
                reason: None,
            })
            .collect();
        for number in 0..self.pages.len() {
            let length = self.pages[number].blocks.len();
            let here: Vec<&Start> = starts.iter().filter(|start| start.page == number).collect();
            let lead = here.first().map_or(length, |start| start.block);
            if lead > 0 {
                let piece = Piece {
                    page: number,
                    blocks: 0..lead,
                };
                self.unnamed(piece, here.first().map(|start| start.entry));
            }
            for (position, start) in here.iter().enumerate() {
                let end = here.get(position + 1).map_or(length, |next| next.block);
                let piece = Piece {
                    page: number,
                    blocks: start.block..end,
                };
                self.give(start.entry, piece);
            }
        }
        for number in 0..self.drafts.len() {
            if self.drafts[number].title.is_empty()
                && let Some(piece) = self.drafts[number].pieces.first()
            {
                self.drafts[number].title = self.title_of(piece);
            }
        }
    }

    /// A book without a table of contents: a chapter a page, or a heading.
    fn follow_pages(&mut self) {
        let heads = |page: &Page| page.blocks.iter().any(is_heading);
        let any_headings = self.pages.iter().any(heads);
        for number in 0..self.pages.len() {
            let page = &self.pages[number];
            for blocks in cuts(&page.blocks) {
                let piece = Piece { page: number, blocks };
                let blocks = &page.blocks[piece.blocks.clone()];
                let typed = blocks
                    .first()
                    .filter(|block| self.is_like_heading(block) && is_loud(block));
                let has_heading = blocks.iter().any(is_heading) || typed.is_some();
                if any_headings && !has_heading {
                    self.unnamed(piece, None);
                } else {
                    self.new_draft(piece);
                }
            }
        }
    }

    /// Text that no entry names.
    fn unnamed(&mut self, piece: Piece, next: Option<usize>) {
        let blocks = &self.pages[piece.page].blocks[piece.blocks.clone()];
        if blocks.is_empty() {
            return;
        }
        let own_reason = self.judge.reason(std::slice::from_ref(&piece), &self.title_of(&piece));
        let starts_with_heading = blocks.first().is_some_and(is_heading);
        let previous = self.previous.map(|number| (number, self.drafts[number].reason));
        match (own_reason, previous, next) {
            // A heading over the first entry of its page belongs to that.
            (None, _, Some(next)) if starts_with_heading => self.give(next, piece),
            (None, Some((number, None)), _) | (Some(Reason::NoText), Some((number, _)), _) => {
                self.give(number, piece);
            }
            (None, Some((number, Some(Reason::Apparatus(apparatus)))), _)
                if !starts_with_heading && runs_on(apparatus) && !self.judge.is_prose(&piece) =>
            {
                self.give(number, piece);
            }
            _ => self.new_draft(piece),
        }
    }

    fn give(&mut self, draft: usize, piece: Piece) {
        self.drafts[draft].pieces.push(piece);
        let draft_so_far = &mut self.drafts[draft];
        // What comes later is given to a draft because of what it is: it does not change that.
        if draft_so_far.pieces.len() == 1 || draft_so_far.reason == Some(Reason::NoText) {
            draft_so_far.reason = self.judge.reason(&draft_so_far.pieces, &draft_so_far.title);
        }
        self.previous = Some(draft);
    }

    fn new_draft(&mut self, piece: Piece) {
        let (after, depth) = match self.previous {
            Some(previous) => {
                let before = &self.drafts[previous];
                let next = self.drafts.iter().find(|draft| draft.order == (before.order.0 + 1, 0));
                (
                    before.order,
                    next.map_or(before.depth, |next| next.depth.max(before.depth)),
                )
            }
            None => ((0, 0), 0),
        };
        let title = self.title_of(&piece);
        self.drafts.push(Draft {
            title,
            depth,
            pieces: Vec::new(),
            order: (after.0, after.1 + 1),
            reason: None,
        });
        self.give(self.drafts.len() - 1, piece);
    }

    /// A title for text that no entry names: its first heading, the page's own title, its file's name where that is a
    /// word, or a number.
    fn title_of(&self, piece: &Piece) -> String {
        let page = &self.pages[piece.page];
        let blocks = &page.blocks[piece.blocks.clone()];
        let heading = blocks.iter().find(|block| is_heading(block)).map(Block::readable_text);
        let heading = heading.or_else(|| {
            blocks
                .first()
                .filter(|block| self.is_like_heading(block))
                .map(Block::readable_text)
        });
        let is_own = |title: &String| !title.is_empty() && *title != self.metadata.title && !self.is_common(title);
        let stem = || {
            let name = page.file.rsplit('/').next()?;
            let stem = name.split('.').next()?;
            let is_word = stem.len() > 3 && stem.chars().all(|c| c.is_alphabetic() || "-_ ".contains(c));
            // “index.html” is what the web calls a first page, and no book's index.
            (is_word && stem != "index").then(|| stem.replace(['-', '_'], " "))
        };
        let title = heading.or_else(|| page.title.clone().filter(is_own)).or_else(stem);
        let title = title.unwrap_or_else(|| format!("Section {}", piece.page + 1));
        title.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether a page's title says nothing of it: others have the same, or it is hardly a word.
    fn is_common(&self, title: &str) -> bool {
        let same = self
            .pages
            .iter()
            .filter(|page| page.title.as_deref() == Some(title))
            .count();
        same > 1 || title.chars().count() < 3 && !title.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Whether the first paragraph of a page without headings is one, as converters leave them: a few words that end as no
    /// sentence does.
    fn is_like_heading(&self, block: &Block) -> bool {
        let text = block.readable_text();
        let text = text.trim();
        let words = text.split_whitespace().count();
        let number = text.chars().all(|c| "0123456789IVXLC.".contains(c));
        let labelled = is_labelled(text) || number;
        let ends = !text.ends_with(['.', '!', '?', ',', ';', ':', '”', '"', '…', '—', '’']) || labelled;
        let begins = text.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        block.kind == BlockKind::Paragraph
            && block.matter == Matter::Text
            && (1..=HEADING_WORDS).contains(&words)
            && begins
            && ends
            && text != self.metadata.title
    }

    fn finish(mut self) -> Vec<Draft> {
        self.drafts.sort_by_key(|draft| draft.order);
        self.drafts
    }
}

/// Whether a paragraph that is like a heading has its capitals, or its label: CHAPTER TWO, Chapter Two.
fn is_loud(block: &Block) -> bool {
    let text = block.readable_text();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters > 3 && !text.contains(char::is_lowercase) || is_labelled(text.trim())
}

/// Whether a text begins as the heading of a part does, and is hardly longer.
fn is_labelled(text: &str) -> bool {
    let small = text.to_lowercase();
    let mut words = small.split_whitespace();
    words.next().is_some_and(|word| LABELS.contains(&word)) && words.count() < 4
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading(_)) && !block.readable_text().trim().is_empty()
}

/// Parts of a book that run on over pages without a heading.
fn runs_on(apparatus: Apparatus) -> bool {
    matches!(
        apparatus,
        Apparatus::Contents | Apparatus::Index | Apparatus::Endnotes | Apparatus::Bibliography | Apparatus::Licence
    )
}

/// Where the paragraphs are that say “Chapter Two” and nothing else, if there are several.
fn typed_headings(blocks: &[Block]) -> Vec<usize> {
    let is_typed = |block: &Block| {
        let text = block.readable_text();
        let plain = block.kind == BlockKind::Paragraph && block.matter == Matter::Text;
        plain && block.characters() < 40 && text.starts_with(char::is_uppercase) && is_labelled(text.trim())
    };
    let typed: Vec<usize> = (0..blocks.len()).filter(|&number| is_typed(&blocks[number])).collect();
    if typed.len() > 1 { typed } else { Vec::new() }
}

/// Cuts a long page at its headings of the highest level that comes more than once.
fn cuts(blocks: &[Block]) -> Vec<std::ops::Range<usize>> {
    let level_of = |block: &Block| match block.kind {
        BlockKind::Heading(level) => Some(level),
        _ => None,
    };
    let count = |level: u8| blocks.iter().filter(|block| level_of(block) == Some(level)).count();
    let level = (1..=6).find(|&level| count(level) > 1);
    let at_heading = |(number, block): (usize, &Block)| (level_of(block)? == level?).then_some(number);
    let mut bounds: Vec<usize> = vec![0];
    if blocks.len() > LONG_PAGE_BLOCKS {
        bounds.extend(blocks.iter().enumerate().filter_map(at_heading));
    }
    if blocks.len() > LONG_PAGE_BLOCKS && level.is_none() {
        bounds.extend(typed_headings(blocks));
    }
    bounds.push(blocks.len());
    bounds.dedup();
    bounds.windows(2).map(|pair| pair[0]..pair[1]).collect()
}
