//! The user gives direct speech, or someone who speaks, a voice of their own.

use std::time::Instant;

use super::lists::{self, item, voices_as};
use super::speakers::under_cursor;
use super::{save, voice};
use crate::speech::VoiceName;
use crate::store::Casting;
use crate::studio::effect::Effect;
use crate::studio::overlay::{Choice, Item, Overlay, Subject};
use crate::studio::state::State;
use crate::text::{Role, plain_name};

/// Asks which voice speaks what is under the cursor: the narrator's, that of direct speech, or that of a speaker.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let narrated = is_cast(state, &state.choices.cast) && role(state) == Role::Narration;
    let subject = if narrated { Subject::Voices } else { Subject::Cast };
    state.overlay = Some(lists::list(state, subject));
    if let (true, Some(Overlay::Picker(picker))) = (narrated, &mut state.overlay) {
        "Voice of the narrator".clone_into(&mut picker.title);
    }
    Vec::new()
}

/// Whose voice is asked for.
pub(super) fn title(state: &State) -> String {
    match speaker(state) {
        Some(name) => format!("Voice of {name}"),
        None => Subject::Cast.title().to_owned(),
    }
}

/// The voice the user gave whoever speaks under the cursor.
pub(super) fn chosen(state: &State) -> Option<VoiceName> {
    let cast = &state.choices.cast;
    match speaker(state) {
        Some(name) => cast.speakers.get(&name).cloned(),
        None => cast.dialogue.clone(),
    }
}

/// No voice of their own, and all voices there are.
pub(super) fn list(state: &State) -> Vec<Item> {
    let (label, detail) = match speaker(state) {
        Some(_) => ("as other speech", ""),
        None => ("as the settings say", ""),
    };
    let none = item(label, detail, Choice::Cast(None));
    let all = voices_as(state, |voice| Choice::Cast(Some(voice.clone())));
    std::iter::once(none).chain(all).collect()
}

/// Follows the user. When the first voice is given, or the last one taken, the book is parted into sentences otherwise,
/// so it is opened again.
pub(super) fn choose(state: &mut State, voice: Option<VoiceName>, now: Instant) -> Vec<Effect> {
    let speaker = speaker(state);
    let mut cast = state.choices.cast.clone();
    match (&speaker, voice.clone()) {
        (None, voice) => cast.dialogue = voice,
        (Some(name), Some(voice)) => drop(cast.speakers.insert(name.clone(), voice)),
        (Some(name), None) => drop(cast.speakers.remove(name)),
    }
    if cast == state.choices.cast {
        return Vec::new();
    }
    let parts_otherwise = is_cast(state, &cast) != is_cast(state, &state.choices.cast);
    if parts_otherwise && state.is_rendering() {
        let why = "a render is under way, and this parts the sentences otherwise: stop it first";
        state.notice = Some(why.to_owned());
        return Vec::new();
    }
    state.choices.cast = cast;
    let effects = if parts_otherwise {
        vec![save(state), Effect::OpenAgain]
    } else {
        voice::say_again(state, now)
    };
    let whose = speaker.as_deref().unwrap_or("direct speech");
    state.notice = Some(match voice {
        Some(voice) => format!("{whose} has the voice {voice}"),
        None => format!("{whose} has no voice of its own"),
    });
    effects
}

/// Whether speech is told from narration.
pub(super) fn is_cast(state: &State, cast: &Casting) -> bool {
    state.script.speakers(cast).is_some()
}

/// Who speaks the sentence under the cursor, as the rules or the user have it.
fn role(state: &State) -> Role {
    under_cursor(state).map_or(Role::Speech(None), |spoken| {
        state.attributed(&spoken.sentence).role.clone()
    })
}

/// The name of who speaks under the cursor, without the full stops of a title.
fn speaker(state: &State) -> Option<String> {
    match role(state) {
        Role::Speech(Some(name)) => Some(plain_name(&name)),
        _ => None,
    }
}
