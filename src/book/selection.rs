//! Which chapters are left out: by what the book declares, then by title, then by shape. When in doubt, read it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use regex::RegexSet;

use super::epub::Navigation;
use super::page::{Meaning, Page, meaning};
use super::{Apparatus, Block, BlockKind, Matter, Metadata, Reason, Role};

/// A block of fewer words is not running prose.
const PROSE_WORDS: usize = 12;

/// A copyright page is not longer than this, in words.
const COPYRIGHT_WORDS: usize = 900;

/// A title page is not longer than this, in words.
const TITLE_PAGE_WORDS: usize = 60;

/// A page that repeats the table of contents repeats at least so many entries.
const CONTENTS_ENTRIES: usize = 5;

/// Titles of what is no story, and what it is. A title alone is not enough: see [`prose_allowed`].
const TITLES: [(&str, Apparatus); 19] = [
    (r"^(front |back |book )?cover( page| image)?$", Apparatus::Cover),
    (r"^title ?page$", Apparatus::TitlePage),
    (r"^half ?title( page)?$", Apparatus::HalfTitle),
    (r"^(un)?copyright( page| notice| information)?$", Apparatus::Copyright),
    (r"^copyright (©|\(c\)|\d{4}).*$", Apparatus::Copyright),
    (r"^imprint$", Apparatus::Imprint),
    (r"^((brief|detailed) |table of )?contents$|^toc$", Apparatus::Contents),
    (
        r"^(table des mati[eè]res|sommaire|[ií]ndice( general| generale)?|sum[aá]rio|目次|目录|目錄|विषय[- ]?सूची)$",
        Apparatus::Contents,
    ),
    (
        r"^(droits d[’']auteur|mentions l[eé]gales|derechos de autor|cr[eé]ditos|diritti d[’']autore|direitos autorais|奥付|版权页?)$",
        Apparatus::Copyright,
    ),
    (
        r"^(list|table) of (illustrations|figures|tables|maps|plates|images|photographs)$|^illustrations$",
        Apparatus::ListOfFigures,
    ),
    (
        r"^(also|(all |other )?(books|titles|works)|more( books)?) by .+$|^by the same author$|^praise for .+$",
        Apparatus::Advertisement,
    ),
    (
        r"^advertisements?$|^newsletters?$|^sign up .*$|^about the publisher$|^about this e-?book$",
        Apparatus::Advertisement,
    ),
    (r"^colophon$", Apparatus::Colophon),
    (
        r"^(the )?(full )?project gutenberg.* licen[cs]e.*$|^licen[cs]e$|^gnu free documentation license$",
        Apparatus::Licence,
    ),
    (r"^((general|subject) )?index( of .+)?$", Apparatus::Index),
    (r"^(end|foot|rear)-?notes$", Apparatus::Endnotes),
    (
        r"^((selected|select) )?bibliography$|^works cited$|^references$|^(suggestions for )?further reading$",
        Apparatus::Bibliography,
    ),
    (r"^((photo|image|picture|illustration) )?credits$", Apparatus::Credits),
    (
        r"^transcriber[’']?s[’']? notes?$|^errata$|^revision history$",
        Apparatus::Revisions,
    ),
];

#[expect(clippy::unwrap_used, reason = "the patterns are literals, and a test compiles them")]
static TITLE_PATTERNS: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(TITLES.map(|(pattern, _)| pattern)).unwrap());

/// How many words of running prose a part of this kind may hold before it is read after all.
fn prose_allowed(apparatus: Apparatus) -> usize {
    match apparatus {
        Apparatus::Cover | Apparatus::HalfTitle => 60,
        Apparatus::TitlePage | Apparatus::Contents | Apparatus::ListOfFigures | Apparatus::Index => 150,
        Apparatus::Advertisement | Apparatus::Credits => 400,
        Apparatus::Copyright | Apparatus::Imprint | Apparatus::Colophon | Apparatus::Revisions => 2000,
        Apparatus::Bibliography => 3000,
        Apparatus::Licence | Apparatus::Endnotes => usize::MAX,
    }
}

/// Some blocks that stand together on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The page's number.
    pub page: usize,
    /// The blocks' numbers in it.
    pub blocks: std::ops::Range<usize>,
}

/// What is known of the whole book when a part of it is judged.
pub struct Judge<'a> {
    pages: &'a [Page],
    /// What landmarks and guide call the places they lead to.
    landmarks: HashMap<(usize, usize), Vec<&'a str>>,
    entries: HashSet<String>,
    title: HashSet<String>,
    authors: HashSet<String>,
    imprint: HashSet<String>,
    linear_matters: bool,
}

impl<'a> Judge<'a> {
    /// Prepares to judge the parts of a book.
    pub fn new(pages: &'a [Page], navigation: &'a Navigation, metadata: &Metadata) -> Self {
        let mut landmarks: HashMap<_, Vec<_>> = HashMap::new();
        for landmark in &navigation.landmarks {
            if let Some(place) = super::chapters::locate(pages, &landmark.place) {
                landmarks
                    .entry(place)
                    .or_default()
                    .extend(landmark.semantics.iter().map(String::as_str));
            }
        }
        let characters = |linear: bool| -> usize {
            let pages = pages.iter().filter(|page| page.linear == linear);
            pages.flat_map(|page| &page.blocks).map(Block::characters).sum()
        };
        Self {
            pages,
            landmarks,
            entries: navigation.entries.iter().map(|entry| normal(&entry.title)).collect(),
            title: words(&metadata.title).collect(),
            authors: metadata.authors.iter().flat_map(|author| words(author)).collect(),
            imprint: metadata
                .publisher
                .iter()
                .chain(&metadata.date)
                .flat_map(|text| words(text))
                .collect(),
            linear_matters: characters(true) > characters(false),
        }
    }

    /// Why a part of the book is left out, if it is.
    pub fn reason(&self, pieces: &[Piece], title: &str) -> Option<Reason> {
        let blocks: Vec<&Block> = pieces
            .iter()
            .flat_map(|p| &self.pages[p.page].blocks[p.blocks.clone()])
            .collect();
        let readable = |block: &&Block| {
            block
                .runs
                .iter()
                .any(|run| run.role.reason().is_none() && !run.text.is_empty())
        };
        if !blocks.iter().any(readable) {
            return Some(Reason::NoText);
        }
        if let Some(reason) = declared_by_blocks(&blocks) {
            return Some(reason);
        }
        if self.linear_matters && pieces.iter().all(|piece| !self.pages[piece.page].linear) {
            return Some(Reason::NotLinear);
        }
        let meanings: Vec<Meaning> = self.declared_by_places(pieces).filter_map(meaning).collect();
        if meanings.contains(&Meaning::Text) {
            return None;
        }
        let shape = Shape::of(&blocks);
        let declared = meanings.into_iter().find_map(|meaning| match meaning {
            Meaning::Apparatus(apparatus) => Some(apparatus),
            Meaning::Notes => Some(Apparatus::Endnotes),
            _ => None,
        });
        let apparatus = declared
            .or_else(|| by_title(title, &shape))
            .or_else(|| self.by_shape(&shape))
            .or_else(|| self.is_title_over_contents(&blocks).then_some(Apparatus::TitlePage))
            .filter(|&apparatus| shape.prose <= prose_allowed(apparatus))?;
        Some(Reason::Apparatus(apparatus))
    }

    /// Whether there is more running prose than a list or a page of links has.
    pub fn is_prose(&self, piece: &Piece) -> bool {
        let blocks: Vec<&Block> = self.pages[piece.page].blocks[piece.blocks.clone()].iter().collect();
        Shape::of(&blocks).prose > 2 * PROSE_WORDS
    }

    /// What landmarks, the guide and the pages themselves call these places.
    fn declared_by_places(&self, pieces: &[Piece]) -> impl Iterator<Item = &str> {
        let first = pieces.first();
        let landmarks = first.and_then(|piece| self.landmarks.get(&(piece.page, piece.blocks.start)));
        let whole = first.filter(|piece| piece.blocks == (0..self.pages[piece.page].blocks.len()));
        let page = whole
            .into_iter()
            .flat_map(|piece| self.pages[piece.page].semantics.iter().map(String::as_str));
        landmarks.into_iter().flatten().copied().chain(page)
    }

    fn by_shape(&self, shape: &Shape) -> Option<Apparatus> {
        let entries = shape.lines.iter().filter(|line| self.entries.contains(*line)).count();
        if entries >= CONTENTS_ENTRIES && entries * 10 >= shape.lines.len() * 6 {
            return Some(Apparatus::Contents);
        }
        let legal = ["all rights reserved", "isbn", "library of congress", "no part of this"];
        let rights = ["©", "copyright", "first published", "published by", "printed in"];
        let count = |signs: &[&str]| signs.iter().filter(|sign| shape.text.contains(*sign)).count();
        let selling = [
            "sign up",
            "newsletter",
            "your next great read",
            "your reading list",
            "news about this author",
            "visit us online",
        ];
        if shape.words <= TITLE_PAGE_WORDS && count(&selling) >= 2 {
            return Some(Apparatus::Advertisement);
        }
        if shape.words <= COPYRIGHT_WORDS && count(&legal) >= 1 && count(&legal) + count(&rights) >= 2 {
            return Some(Apparatus::Copyright);
        }
        (shape.words <= TITLE_PAGE_WORDS && self.is_title_page(&shape.text)).then_some(Apparatus::TitlePage)
    }

    /// Whether there is nothing but the book's title and author over a table of contents.
    fn is_title_over_contents(&self, blocks: &[&Block]) -> bool {
        let is_list = |block: &&&Block| block.matter == Matter::LeftOut(Reason::Navigation);
        let (list, rest): (Vec<&Block>, Vec<&Block>) = blocks.iter().partition(|block| is_list(block));
        let shape = Shape::of(&rest);
        !list.is_empty() && shape.words <= TITLE_PAGE_WORDS && self.is_title_page(&shape.text)
    }

    /// Whether a text is the book's title and author, with hardly a word more.
    fn is_title_page(&self, text: &str) -> bool {
        let all: HashSet<String> = words(text).collect();
        let known = |word: &&String| {
            let said = [&self.title, &self.authors, &self.imprint]
                .iter()
                .any(|set| set.contains(*word));
            said || matches!(word.as_str(), "by" | "a" | "novel" | "the")
        };
        let titled = !self.title.is_empty() && self.title.is_subset(&all);
        titled && !self.authors.is_disjoint(&all) && all.iter().filter(known).count() * 10 >= all.len() * 9
    }
}

/// The reason most of the text has, when all of it has one.
fn declared_by_blocks(blocks: &[&Block]) -> Option<Reason> {
    let mut reasons: HashMap<Reason, usize> = HashMap::new();
    let mut headed = false;
    for block in blocks {
        let reason = match block.matter {
            Matter::LeftOut(reason) => reason,
            Matter::Note(_) => Reason::Apparatus(Apparatus::Endnotes),
            Matter::Text if block.kind == BlockKind::SceneBreak => continue,
            // “Notes”, over notes
            Matter::Text if matches!(block.kind, BlockKind::Heading(_)) => {
                headed = true;
                continue;
            }
            Matter::Text if block.runs.iter().all(|run| run.role.reason().is_some()) => continue,
            Matter::Text => return None,
        };
        *reasons.entry(reason).or_default() += block.characters();
    }
    reasons
        .into_iter()
        .max_by_key(|(reason, characters)| (*characters, *reason))
        .map(|(reason, _)| reason)
        .filter(|&reason| !headed || reason == Reason::Apparatus(Apparatus::Endnotes))
}

fn by_title(title: &str, shape: &Shape) -> Option<Apparatus> {
    let title = normal(title);
    let known = TITLE_PATTERNS
        .matches(&title)
        .into_iter()
        .next()
        .map(|number| TITLES[number].1);
    let notes = || (title == "notes" && shape.labelled * 2 > shape.lines.len()).then_some(Apparatus::Endnotes);
    known.or_else(notes)
}

/// What some text looks like.
struct Shape {
    /// All of it, in lower case.
    text: String,
    /// Its blocks, in normal form.
    lines: Vec<String>,
    /// How many words it has.
    words: usize,
    /// How many of them are in running prose.
    prose: usize,
    /// How many blocks begin with a number or a sign, as notes do.
    labelled: usize,
}

impl Shape {
    fn of(blocks: &[&Block]) -> Self {
        let mut shape = Self {
            text: String::new(),
            lines: Vec::new(),
            words: 0,
            prose: 0,
            labelled: 0,
        };
        for block in blocks {
            let text = block.readable_text();
            let words = text.split_whitespace().count();
            let sentence = text.trim_end().ends_with(['.', '!', '?', '”', '’', '"', '…']);
            let paragraph = matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote | BlockKind::Verse);
            shape.words += words;
            if sentence && paragraph && words >= PROSE_WORDS {
                shape.prose += words;
            }
            let marked = block
                .runs
                .first()
                .is_some_and(|run| matches!(run.role, Role::NoteMark(_)));
            shape.labelled +=
                usize::from(marked || text.starts_with(|c: char| c.is_ascii_digit() || "[*†‡".contains(c)));
            shape.lines.push(normal(&text));
            shape.text.push_str(&text.to_lowercase());
            shape.text.push('\n');
        }
        shape
    }
}

/// A title as titles are compared: lower case, no numbers or punctuation around it, single spaces.
pub(super) fn normal(title: &str) -> String {
    let lower = title.to_lowercase().replace('-', " ");
    let trimmed = lower.trim_matches(|c: char| c.is_whitespace() || ".,:;!—–[]()".contains(c));
    trimmed.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase)
}
