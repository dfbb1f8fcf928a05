//! Looking for words in the book.

use crate::studio::effect::Effect;
use crate::studio::outline::Chapter;
use crate::studio::state::State;
use crate::text::SentenceId;

/// Goes to the next or previous sentence that holds what is sought, round the end of the book, and tells which of them it
/// is.
pub(super) fn find(state: &mut State, forwards: bool) -> Vec<Effect> {
    if state.sought.is_empty() {
        return Vec::new();
    }
    let sought = plain(&state.sought);
    let sentences = state.outline.chapters.iter().flat_map(Chapter::spoken);
    let holding: Vec<SentenceId> = sentences
        .filter(|spoken| plain(&spoken.sentence.text).contains(&sought))
        .map(|spoken| spoken.sentence.id)
        .collect();
    let is_read = state.outline.is_read();
    let Some(last) = holding.len().checked_sub(1) else {
        let where_not = if is_read {
            "the book"
        } else {
            "what has been read of the book so far"
        };
        state.notice = Some(format!("“{}” is not in {where_not}", state.sought));
        return Vec::new();
    };
    let cursor = state.cursor();
    let (found, round) = if forwards {
        let next = holding.iter().position(|id| cursor.is_none_or(|at| *id > at));
        (next.unwrap_or(0), next.is_none())
    } else {
        let before = holding.iter().rposition(|id| cursor.is_none_or(|at| *id < at));
        (before.unwrap_or(last), before.is_none())
    };
    state.go_to(holding[found]);
    state.follow = false;
    let more = if is_read { "" } else { "+" };
    let from = match (round, forwards) {
        (false, _) => "",
        (true, true) => ", from the start again",
        (true, false) => ", from the end again",
    };
    state.remark = Some(format!(
        "“{}”: {} of {}{more}{from}",
        state.sought,
        found + 1,
        holding.len()
    ));
    Vec::new()
}

/// Without the differences that nobody types: capitals, and the shapes of apostrophes, quotation marks and dashes.
fn plain(text: &str) -> String {
    let shape = |letter: char| match letter {
        '‘' | '’' | 'ʼ' => '\'',
        '“' | '”' => '"',
        '–' | '—' | '‑' => '-',
        other => other,
    };
    text.chars()
        .filter(|letter| *letter != '\u{ad}')
        .map(shape)
        .flat_map(char::to_lowercase)
        .collect()
}
