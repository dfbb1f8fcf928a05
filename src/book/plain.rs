//! A text that is no book, as a book of one chapter.

use std::sync::Arc;

use super::{
    Block, BlockKind, Book, Chapter, ChapterIndex, Matter, Metadata, Notes, Role, Run, Selection, Source, is_counted,
};

impl Book {
    /// A book whose one chapter is `text`, each line of it a paragraph, in the language of this BCP 47 tag.
    #[must_use]
    pub fn of_text(text: &str, language: &str) -> Self {
        let file: Arc<str> = Arc::from("text");
        let block = |line: &str| {
            let text = line.split_whitespace().collect::<Vec<_>>().join(" ");
            let run = Run {
                text,
                role: Role::Plain,
                language: None,
                pronunciation: None,
            };
            Block {
                kind: BlockKind::Paragraph,
                matter: Matter::Text,
                runs: vec![run],
                source: Source {
                    file: Arc::clone(&file),
                    nodes: 0..0,
                },
            }
        };
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        let chapter = Chapter {
            index: ChapterIndex::of_position(0),
            title: String::new(),
            depth: 0,
            selection: Selection::Included,
            blocks: lines.map(block).collect(),
        };
        Self {
            metadata: Metadata {
                language: Some(language.to_owned()),
                ..Metadata::default()
            },
            chapters: vec![chapter],
            cover: None,
            warnings: Vec::new(),
            characters: text.chars().filter(|c| is_counted(*c)).count(),
            notes: Notes::default(),
            lexicon: Vec::new(),
        }
    }
}
