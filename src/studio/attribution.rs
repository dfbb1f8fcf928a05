//! Who says what, as the user has it: it stands above what the rules of [`crate::text::cast`] find.

use crate::store::{Attribution, Place, Speaker};
use crate::text::{Role, Sentence};

/// Whose words a sentence is, if the user has said so.
pub(super) fn said_of<'a>(sentence: &Sentence, attributions: &'a [Attribution]) -> Option<&'a Speaker> {
    let place = place_of(sentence);
    let meant = |said: &&Attribution| said.place == place && said.text == sentence.text;
    attributions.iter().rfind(meant).map(|said| &said.speaker)
}

/// Gives every sentence the role the user gave it.
pub fn attribute(sentences: &mut [Sentence], attributions: &[Attribution]) {
    if attributions.is_empty() {
        return;
    }
    for sentence in sentences {
        if let Some(speaker) = said_of(sentence, attributions) {
            sentence.role = role_of(speaker);
        }
    }
}

/// Notes who says a sentence; none lets the rules decide.
pub(super) fn note(attributions: &mut Vec<Attribution>, sentence: &Sentence, speaker: Option<Speaker>) {
    let place = place_of(sentence);
    attributions.retain(|said| said.place != place);
    attributions.extend(speaker.map(|speaker| Attribution {
        place,
        text: sentence.text.clone(),
        speaker,
    }));
}

pub(super) fn role_of(speaker: &Speaker) -> Role {
    match speaker {
        Speaker::Narrator => Role::Narration,
        Speaker::Someone => Role::Speech(None),
        Speaker::Named(name) => Role::Speech(Some(name.clone())),
    }
}

pub(super) fn speaker_of(role: &Role) -> Speaker {
    match role {
        Role::Narration => Speaker::Narrator,
        Role::Speech(None) => Speaker::Someone,
        Role::Speech(Some(name)) => Speaker::Named(name.clone()),
    }
}

fn place_of(sentence: &Sentence) -> Place {
    Place {
        chapter: sentence.id.chapter,
        sentence: sentence.id.sentence,
    }
}
