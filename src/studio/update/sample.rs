//! Trying voices with the sentence under the cursor, beside everything else.

use super::listen;
use crate::engine::{Command, Finish, Line, Say};
use crate::speech::{Lexicon, VoiceName};
use crate::studio::audition::Trial;
use crate::studio::effect::Effect;
use crate::studio::overlay::Picker;
use crate::studio::playback::Status;
use crate::studio::state::State;
use crate::text::{Role, Sentence};

/// Has a voice say the sentence under the cursor; what was playing is paused.
pub(super) fn hear(state: &mut State, voice: VoiceName) -> Vec<Effect> {
    let Some(spoken) = state.cursor().and_then(|id| state.outline.sentence(id)) else {
        state.notice = Some("there is no sentence to try a voice with".to_owned());
        return Vec::new();
    };
    // Whoever says the sentence otherwise, this voice is to be heard.
    let narrated = Sentence {
        role: Role::Narration,
        ..spoken.sentence.clone()
    };
    let line = state
        .script
        .line(&narrated, &voice, &state.choices.cast, state.manner(), 0);
    let trial = Trial {
        voice,
        sentence: line.id,
        manner: line.manner,
    };
    let mut effects = hush(state);
    if let Some(pcm) = state.audition.again(&trial) {
        state.audition.stop();
        effects.push(Effect::Sample(pcm));
        return effects;
    }
    state.notice = Some(format!("{} tries the sentence under the cursor …", trial.voice));
    let (voice, manner) = (trial.voice.clone(), trial.manner);
    effects.push(Effect::Engine(Command::Say(Say {
        ticket: state.audition.ask(trial),
        words: line.words,
        language: line.language,
        voice,
        manner,
        trial: None,
        no_noise: false,
        finish: Finish::Heard,
    })));
    effects
}

/// Has a line said with its own voice, and these words said otherwise; what was playing is paused.
pub(super) fn hear_line(state: &mut State, line: Line, words: Lexicon) -> Vec<Effect> {
    let mut effects = hush(state);
    effects.push(Effect::Engine(Command::Say(Say {
        ticket: state.audition.ask_for_words(),
        words: line.words,
        language: line.language,
        voice: line.voice,
        manner: line.manner,
        trial: Some(words),
        no_noise: false,
        finish: Finish::Heard,
    })));
    effects
}

fn hush(state: &mut State) -> Vec<Effect> {
    match state.playback.status {
        Status::Playing | Status::Waiting => {
            state.audition.interrupts = true;
            listen::pause(state)
        }
        Status::Stopped | Status::Paused => Vec::new(),
    }
}

/// Lets the other of the two voices tried last be heard, and chooses it in the list.
pub(super) fn compare(state: &mut State, picker: &mut Picker) -> Vec<Effect> {
    let Some(other) = state.audition.other().map(|trial| trial.voice.clone()) else {
        state.notice = Some("hear two voices with ⇥ first; ⇧⇥ then goes to and fro between them".to_owned());
        return Vec::new();
    };
    let at = picker.shown().position(|item| item.choice.voice() == Some(&other));
    picker.at = at.unwrap_or(picker.at);
    state.notice = Some(format!("{other}, to be compared"));
    hear(state, other)
}

/// Tries no more; a listener who was interrupted goes on.
pub(super) fn end(state: &mut State) -> Vec<Effect> {
    state.audition.stop();
    let mut effects = vec![Effect::EndSample];
    if std::mem::take(&mut state.audition.interrupts) && state.playback.status == Status::Paused {
        effects.extend(listen::resume(state));
    }
    effects
}
