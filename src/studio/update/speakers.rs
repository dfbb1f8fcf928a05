//! The user says who speaks a sentence.

use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Instant;

use super::cast::is_cast;
use super::lists::{self, item};
use super::voice;
use crate::store::Speaker;
use crate::studio::action::Action;
use crate::studio::attribution::{note, said_of, speaker_of};
use crate::studio::effect::Effect;
use crate::studio::outline::{Chapter, Spoken};
use crate::studio::overlay::{Choice, Item, Subject};
use crate::studio::state::State;
use crate::text::{Role, plain_name};

/// Asks who says the sentence under the cursor.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    if !is_cast(state, &state.choices.cast) {
        state.notice = Some(only_the_narrator(state));
    } else if under_cursor(state).is_some() {
        state.overlay = Some(lists::list(state, Subject::Speakers));
    }
    Vec::new()
}

fn only_the_narrator(state: &State) -> String {
    match state.keys.hint(Action::Cast) {
        "" => "only the narrator reads this book".to_owned(),
        key => format!("only the narrator reads this book; {key} gives direct speech a voice"),
    }
}

/// Who says the sentence under the cursor by the user's word; none if by the rules.
pub(super) fn chosen(state: &State) -> Option<Speaker> {
    said_of(&under_cursor(state)?.sentence, &state.choices.speakers).cloned()
}

/// Everyone who may say it: as the rules have it, the narrator, someone, those with a voice of their own, and the others
/// the chapter names.
pub(super) fn list(state: &State) -> Vec<Item> {
    let Some(spoken) = under_cursor(state) else {
        return Vec::new();
    };
    let by_rule = match speaker_of(&spoken.sentence.role) {
        Speaker::Narrator => "the narrator".to_owned(),
        Speaker::Someone => "someone".to_owned(),
        Speaker::Named(name) => name,
    };
    let one = |label: &str, detail: &str, speaker| item(label, detail, Choice::Speaker(speaker));
    let mut items = vec![
        one("as the rules have it", &by_rule, None),
        one("the narrator", state.voice.as_str(), Some(Speaker::Narrator)),
        one("someone", "direct speech", Some(Speaker::Someone)),
    ];
    let own = state.script.speakers(&state.choices.cast).unwrap_or_default();
    let known: BTreeSet<String> = own.iter().map(|(name, _)| plain_name(name)).collect();
    let named = |name: String, detail: &str| one(&name.clone(), detail, Some(Speaker::Named(name)));
    items.extend(own.into_iter().map(|(name, voice)| named(name, voice.as_str())));
    let roles = state.current().into_iter().flat_map(Chapter::spoken);
    let others: BTreeSet<&String> = roles
        .filter_map(|spoken| match &spoken.sentence.role {
            Role::Speech(Some(name)) if !known.contains(&plain_name(name)) => Some(name),
            _ => None,
        })
        .collect();
    items.extend(others.into_iter().map(|name| named(name.clone(), "direct speech")));
    items
}

/// Follows the user. Speech is given to a speaker with all other speech of its paragraph, as the rules do.
pub(super) fn choose(state: &mut State, speaker: Option<&Speaker>, now: Instant) -> Vec<Effect> {
    let Some(at) = under_cursor(state).map(|spoken| spoken.sentence.id.sentence as usize - 1) else {
        return Vec::new();
    };
    let sentences = state.current().map_or(&[][..], Chapter::spoken);
    let is_speech = |spoken: &Spoken| matches!(state.attributed(&spoken.sentence).role, Role::Speech(_));
    let alone = speaker == Some(&Speaker::Narrator) || !is_speech(&sentences[at]);
    let meant: Vec<usize> = paragraph(sentences, at)
        .filter(|other| *other == at || !alone && is_speech(&sentences[*other]))
        .collect();
    let mut attributions = state.choices.speakers.clone();
    for other in meant {
        note(&mut attributions, &sentences[other].sentence, speaker.cloned());
    }
    if attributions == state.choices.speakers {
        return Vec::new();
    }
    state.choices.speakers = attributions;
    let who = match speaker {
        None => "as the rules have it".to_owned(),
        Some(Speaker::Narrator) => "by the narrator".to_owned(),
        Some(Speaker::Someone) => "by someone".to_owned(),
        Some(Speaker::Named(name)) => format!("by {name}"),
    };
    let effects = voice::say_again(state, now);
    let voice = under_cursor(state).map(|spoken| state.line(&spoken.sentence).voice);
    let voice = voice
        .map(|voice| format!(", in the voice {}", voice.as_str()))
        .unwrap_or_default();
    state.notice = Some(format!("this is said {who}{voice}"));
    effects
}

/// The sentences of the paragraph one is in.
fn paragraph(sentences: &[Spoken], at: usize) -> Range<usize> {
    let opens = |spoken: &Spoken| spoken.sentence.opens_block;
    let start = sentences[..=at].iter().rposition(opens).unwrap_or_default();
    let after = sentences[at + 1..].iter().position(opens);
    start..after.map_or(sentences.len(), |length| at + 1 + length)
}

pub(super) fn under_cursor(state: &State) -> Option<&Spoken> {
    state.outline.sentence(state.cursor()?)
}
