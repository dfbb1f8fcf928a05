//! Gathers text into runs and runs into blocks, collapsing white space as a browser does.

use std::borrow::Cow;
use std::sync::Arc;

use super::context::{Context, Table, WhiteSpace};
use super::marks::Before;
use crate::book::markup::NodeId;
use crate::book::{Block, BlockKind, Matter, Role, Run, Source, is_counted};

/// Signs that, alone on a line, are a pause in the story.
const SCENE_BREAK: &str = "*•·⁂#~∼—–-_=+✻✽✦✶★☆❦❧☙◆◇○●■□▪§†‡⁎∗.";

/// More signs than this are not a scene break.
const SCENE_BREAK_SIGNS: usize = 24;

/// Where a run went.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// The number its block will have.
    pub block: usize,
    /// The number of the run in it.
    pub run: usize,
}

/// The blocks of a page so far, and the one that is open.
pub struct Gatherer {
    file: Arc<str>,
    blocks: Vec<Block>,
    open: Option<Block>,
    /// Whether white space now would be at the start of a line or after other white space.
    spaced: bool,
    stanza: Option<NodeId>,
    mark_open: bool,
    /// A picture of the letter that the next paragraph begins with.
    initial: Option<(NodeId, String, Context)>,
}

impl Gatherer {
    /// No blocks yet.
    pub fn new(file: Arc<str>) -> Self {
        Self {
            file,
            blocks: Vec::new(),
            open: None,
            spaced: true,
            stanza: None,
            mark_open: false,
            initial: None,
        }
    }

    /// Whether no text has come since the last block.
    pub fn is_empty(&self) -> bool {
        self.open.as_ref().is_none_or(|block| block.characters() == 0)
    }

    /// What is read just before the place where the next text goes.
    pub fn last_character(&self) -> Before {
        let runs = self.open.iter().flat_map(|block| block.runs.iter().rev());
        let text = runs
            .filter(|run| run.role.reason().is_none())
            .map(|run| run.text.as_str());
        let Some(text) = text.into_iter().find(|text| !text.is_empty()) else {
            return Before::default();
        };
        Before {
            last: text.chars().next_back(),
            letters: text.chars().rev().take_while(|c| c.is_alphabetic()).count(),
        }
    }

    /// Adds text and says where it went, if there was any but white space.
    pub fn text(&mut self, id: NodeId, text: &str, context: &Context) -> Option<Piece> {
        match context.white_space {
            WhiteSpace::Collapses => return self.line(id, text, context),
            WhiteSpace::KeepsLines => {
                for (number, line) in text.split('\n').enumerate() {
                    if number > 0 {
                        self.author_break(context);
                    }
                    self.line(id, &with_gap(line), context);
                }
            }
            WhiteSpace::PartsParagraphs => {
                for line in text.split_inclusive('\n') {
                    if line.trim().is_empty() && line.ends_with('\n') {
                        self.end_block();
                    }
                    self.line(id, line, context);
                }
            }
        }
        None
    }

    fn line(&mut self, id: NodeId, text: &str, context: &Context) -> Option<Piece> {
        if self.open.is_none() {
            if text.trim_matches(is_collapsible).is_empty() {
                return None;
            }
            if context.role.reason().is_none()
                && let Some((picture, letter, _)) = self.initial.take()
            {
                self.push(picture, letter, context);
                self.spaced = false;
            }
        }
        let mut collapsed = String::with_capacity(text.len());
        for character in text.chars() {
            if !is_collapsible(character) {
                collapsed.push(character);
                self.spaced = false;
            } else if !self.spaced {
                collapsed.push(' ');
                self.spaced = true;
            }
        }
        if collapsed.is_empty() {
            return None;
        }
        Some(self.push(id, collapsed, context))
    }

    fn push(&mut self, id: NodeId, text: String, context: &Context) -> Piece {
        let number = self.blocks.len();
        let block = self.open.get_or_insert_with(|| Block {
            kind: context.kind,
            matter: context.matter,
            runs: Vec::new(),
            source: Source {
                file: Arc::clone(&self.file),
                nodes: id..id + 1,
            },
        });
        block.source.nodes.end = id + 1;
        let is_mark = matches!(context.role, Role::NoteMark(_));
        match block.runs.last_mut() {
            Some(last)
                if last.role == context.role
                    && last.language == context.language
                    && last.pronunciation == context.pronunciation
                    && (!is_mark || self.mark_open) =>
            {
                last.text.push_str(&text);
            }
            _ => block.runs.push(Run {
                text,
                role: context.role,
                language: context.language.clone(),
                pronunciation: context.pronunciation.clone(),
            }),
        }
        self.mark_open = is_mark;
        Piece {
            block: number,
            run: block.runs.len() - 1,
        }
    }

    /// A picture shows the letter that the next paragraph begins with, and stands before it.
    pub fn begin_with(&mut self, id: NodeId, letter: &str, picture: Context) {
        self.describe_initial();
        self.end_block();
        self.initial = Some((id, letter.trim().to_owned(), picture));
    }

    /// The paragraph has not come: the picture is a picture.
    fn describe_initial(&mut self) {
        if let Some((id, letter, context)) = self.initial.take() {
            self.end_block();
            self.push(id, letter, &context);
        }
    }

    /// The footnote mark is over; another one right after it is another run.
    pub fn end_mark(&mut self) {
        self.mark_open = false;
    }

    /// Parts words that the markup parts only by its elements.
    pub fn space(&mut self) {
        if let Some(last) = self.open.as_mut().and_then(|block| block.runs.last_mut())
            && !self.spaced
            && !last.text.is_empty()
        {
            last.text.push(' ');
            self.spaced = true;
        }
    }

    /// A line ends. Two ends in a row are one.
    pub fn line_break(&mut self, context: &Context) {
        self.push_break(Role::LineBreak, context);
    }

    /// A line ends because the author said so; twice in a row, the paragraph ends.
    pub fn author_break(&mut self, context: &Context) {
        let last = self.open.as_ref().and_then(|block| block.runs.last());
        let twice = last.is_some_and(|run| run.role == Role::LineBreak);
        if twice && context.table != Table::Row && !matches!(context.kind, BlockKind::Heading(_)) {
            self.end_block();
        } else {
            self.line_break(context);
        }
    }

    /// A cell ends.
    pub fn cell_break(&mut self, context: &Context) {
        self.push_break(Role::CellBreak, context);
    }

    fn push_break(&mut self, role: Role, context: &Context) {
        let Some(block) = &mut self.open else {
            return;
        };
        match block.runs.last_mut() {
            Some(last) if last.role == Role::LineBreak => last.role = role,
            None => {}
            Some(last) if last.role == Role::CellBreak => {}
            Some(_) => block.runs.push(Run {
                text: String::new(),
                role,
                language: context.language.clone(),
                pronunciation: None,
            }),
        }
        self.spaced = true;
    }

    /// The paragraph ends.
    pub fn end_block(&mut self) {
        self.spaced = true;
        self.stanza = None;
        self.mark_open = false;
        let Some(mut block) = self.open.take() else {
            return;
        };
        while block
            .runs
            .pop_if(|run| run.text.trim_matches(is_collapsible).is_empty())
            .is_some()
        {}
        if let Some(last) = block.runs.last_mut() {
            last.text.truncate(last.text.trim_end_matches(is_collapsible).len());
        }
        if block.characters() == 0 {
            return;
        }
        if is_scene_break(&block) {
            block.kind = BlockKind::SceneBreak;
        }
        self.blocks.push(block);
    }

    /// A rule parts two scenes.
    pub fn scene_break(&mut self, id: NodeId, context: &Context) {
        self.end_block();
        let after_text = self
            .blocks
            .last()
            .is_some_and(|block| block.kind != BlockKind::SceneBreak);
        if after_text {
            self.blocks.push(Block {
                kind: BlockKind::SceneBreak,
                matter: context.matter,
                runs: Vec::new(),
                source: Source {
                    file: Arc::clone(&self.file),
                    nodes: id..id + 1,
                },
            });
        }
    }

    /// Whether the open block is a stanza whose lines are directly inside this element.
    pub fn continues_stanza(&self, stanza: Option<NodeId>) -> bool {
        self.open.is_some() && self.stanza == stanza
    }

    /// The next lines directly inside this element are one stanza.
    pub fn begin_stanza(&mut self, stanza: Option<NodeId>) {
        self.stanza = stanza;
    }

    /// All blocks.
    pub fn finish(mut self) -> Vec<Block> {
        self.describe_initial();
        self.end_block();
        self.blocks
    }
}

/// A preformatted line, the gap before a number at its end kept, since that may be the line's own.
fn with_gap(line: &str) -> Cow<'_, str> {
    let text = line.trim_end();
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let words = head.trim_end();
    let gap = head.len() - words.len();
    if head.len() == text.len() || words.is_empty() || gap < 3 && !head.ends_with('\t') {
        return line.into();
    }
    format!("{words}{}{}", "\u{a0}".repeat(gap.clamp(2, 8)), &text[head.len()..]).into()
}

/// White space that HTML collapses. Non-breaking spaces stay.
fn is_collapsible(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

fn is_scene_break(block: &Block) -> bool {
    let eligible = matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote) && block.matter == Matter::Text;
    let text = block.readable_text();
    let mut signs = text.chars().filter(|&c| is_counted(c)).peekable();
    eligible
        && signs.peek().is_some()
        && text.chars().count() <= SCENE_BREAK_SIGNS
        && signs.all(|c| SCENE_BREAK.contains(c))
}
