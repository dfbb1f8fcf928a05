//! What an element makes of the text inside it.

use std::sync::Arc;

use crate::book::markup::Element;
use crate::book::styles::Look;
use crate::book::{Alphabet, BlockKind, Matter, Pronunciation, Reason, Role};

use super::vocabulary::{self, Meaning};

/// How the text inside an element is to be taken.
#[derive(Clone, Debug)]
pub struct Context {
    /// The kind of its blocks.
    pub kind: BlockKind,
    /// Whether they belong to the chapter's text.
    pub matter: Matter,
    /// The role of its runs.
    pub role: Role,
    /// Its language, if declared.
    pub language: Option<Arc<str>>,
    /// How the book wants it said.
    pub pronunciation: Option<Arc<Pronunciation>>,
    /// The alphabet of such pronunciations.
    pub alphabet: Alphabet,
    /// Inside verse.
    pub verse: bool,
    /// Whether white space is meant.
    pub white_space: WhiteSpace,
    /// Whether it is in a table.
    pub table: Table,
    /// Whether it is in a picture.
    pub picture: Picture,
    /// It is invisible, but something in it may be visible again.
    pub is_invisible: bool,
}

/// What white space in a text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhiteSpace {
    /// Nothing but the gap between two words.
    Collapses,
    /// The end of a line ends a line.
    KeepsLines,
    /// An empty line ends a paragraph; the lines of each are as long as a terminal is wide.
    PartsParagraphs,
}

/// Where text is in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// In none, or in one whose cells are blocks like others.
    None,
    /// In one that is read row by row.
    Rows,
    /// In a row of such a one.
    Row,
}

/// Where text is in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// In none.
    None,
    /// In a figure.
    Figure,
    /// In a picture drawn in the page.
    Drawing,
}

impl Default for Context {
    fn default() -> Self {
        Self {
            kind: BlockKind::Paragraph,
            matter: Matter::Text,
            role: Role::Plain,
            language: None,
            pronunciation: None,
            alphabet: Alphabet::Ipa,
            verse: false,
            white_space: WhiteSpace::Collapses,
            table: Table::None,
            picture: Picture::None,
            is_invisible: false,
        }
    }
}

impl Context {
    /// Gives runs a role, unless something around has silenced them already.
    pub fn set_role(&mut self, role: Role) {
        if self.role.reason().is_none() {
            self.role = role;
        }
    }

    /// Leaves blocks out, unless something around has done so already.
    pub fn leave_out(&mut self, reason: Reason) {
        if self.matter == Matter::Text {
            self.matter = Matter::LeftOut(reason);
        }
    }

    /// What an element adds by its style.
    pub fn take_look(&mut self, look: Look) {
        match look.visible {
            Some(true) if std::mem::take(&mut self.is_invisible) => self.role = Role::Plain,
            Some(false) if self.role.reason().is_none() => {
                self.is_invisible = true;
                self.role = Role::Hidden;
            }
            _ => {}
        }
        if look.gone {
            self.is_invisible = false;
            self.set_role(Role::Hidden);
        }
    }

    /// What an element adds by its attributes, whatever its name. Footnotes and their marks are the walker's.
    pub fn take_attributes(&mut self, element: &Element, is_block: bool) {
        if vocabulary::is_hidden(element) {
            self.set_role(Role::Hidden);
        }
        for word in element.semantics() {
            match vocabulary::meaning(word) {
                Some(Meaning::Text) if is_block => {
                    if matches!(self.matter, Matter::LeftOut(Reason::Apparatus(_))) {
                        self.matter = Matter::Text;
                    }
                }
                Some(Meaning::Apparatus(apparatus)) if is_block => self.leave_out(Reason::Apparatus(apparatus)),
                Some(Meaning::Navigation) if is_block => self.leave_out(Reason::Navigation),
                Some(Meaning::PageBreak) => self.set_role(Role::PageNumber),
                Some(Meaning::Verse) => self.verse = true,
                _ => {}
            }
        }
        if vocabulary::is_boilerplate(element) {
            self.leave_out(Reason::Apparatus(crate::book::Apparatus::Licence));
        }
        self.verse |= vocabulary::is_verse_class(element);
        self.take_language(element);
    }

    fn take_language(&mut self, element: &Element) {
        if let Some(tag) = element.attribute("xml:lang").or_else(|| element.attribute("lang")) {
            let tag = tag.trim();
            if self.language.as_deref() != Some(tag) {
                self.language = (!tag.is_empty()).then(|| tag.into());
            }
        }
        if let Some(alphabet) = element.attribute("ssml:alphabet") {
            self.alphabet = Alphabet::named(alphabet);
        }
        if let Some(phonemes) = element.attribute("ssml:ph") {
            self.pronunciation = Some(Arc::new(Pronunciation {
                alphabet: self.alphabet.clone(),
                phonemes: phonemes.trim().to_owned(),
            }));
        }
    }
}
