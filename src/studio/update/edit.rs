//! A word is said otherwise: chosen in the sentence under the cursor, tried, and kept for this book.

use std::time::Instant;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::overlay::type_into;
use super::{listen, render, sample, save};
use crate::engine::Command;
use crate::speech::{Entry, Lexicon, Said};
use crate::store::{Place, Retake};
use crate::studio::action::Action;
use crate::studio::editor::{Editor, Form};
use crate::studio::effect::Effect;
use crate::studio::outline::Sound;
use crate::studio::overlay::Overlay;
use crate::studio::playback::Status;
use crate::studio::state::State;
use crate::text::Sentence;

/// Begins with the sentence under the cursor; a listener is interrupted for it.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let spoken = state.cursor().and_then(|id| state.outline.sentence(id));
    let Some(mut editor) = spoken.and_then(|spoken| Editor::new(&spoken.sentence, &state.choices.lexicon)) else {
        state.notice = Some("there is no word here".to_owned());
        return Vec::new();
    };
    let interrupted = matches!(state.playback.status, Status::Playing | Status::Waiting);
    editor.interrupted = interrupted;
    state.overlay = Some(Overlay::Edit(editor));
    if interrupted { listen::pause(state) } else { Vec::new() }
}

/// Follows a key that does not close.
pub(super) fn press(state: &mut State, mut editor: Editor, event: KeyEvent, now: Instant) -> Vec<Effect> {
    let lexicon = &state.choices.lexicon;
    let shifted = event.modifiers.contains(KeyModifiers::SHIFT);
    let mut effects = Vec::new();
    match event.code {
        KeyCode::Enter => match unspeakable(state, &editor) {
            None => return keep(state, &editor, now),
            why => state.notice = why,
        },
        KeyCode::Right if shifted => editor.stretch(1, lexicon),
        KeyCode::Left if shifted => editor.stretch(-1, lexicon),
        KeyCode::Right if !editor.begun => editor.step(1, lexicon),
        KeyCode::Left if !editor.begun => editor.step(-1, lexicon),
        KeyCode::Up | KeyCode::Down => {
            editor.form = match editor.form {
                Form::Letters => Form::Phonemes,
                Form::Phonemes => Form::Letters,
            };
        }
        KeyCode::Tab => effects = hear(state, &editor),
        _ => {
            if type_into(&mut editor.typed, event) {
                editor.begun = !editor.typed.value().is_empty();
            }
        }
    }
    state.overlay = Some(Overlay::Edit(editor));
    effects
}

/// Leaves everything as it was; a listener who was interrupted goes on.
pub(super) fn close(state: &mut State, editor: &Editor) -> Vec<Effect> {
    let mut effects = sample::end(state);
    if editor.interrupted && state.playback.status == Status::Paused {
        effects.extend(listen::resume(state));
    }
    effects
}

/// The sentence with the word as it would be said.
fn hear(state: &mut State, editor: &Editor) -> Vec<Effect> {
    let Some(spoken) = state.outline.sentence(editor.id) else {
        return Vec::new();
    };
    let line = state.line(&spoken.sentence);
    let mut trial = state.choices.lexicon.clone();
    change(&mut trial, editor);
    state.notice = Some("the sentence is tried …".to_owned());
    sample::hear_line(state, line, trial)
}

fn change(lexicon: &mut Lexicon, editor: &Editor) {
    match editor.entry() {
        Some(entry) => lexicon.set(entry),
        None => lexicon.forget(editor.word()),
    }
}

/// Why what was typed cannot be said, if so.
fn unspeakable(state: &State, editor: &Editor) -> Option<String> {
    let flaw = editor.entry()?.said.flaw(state.voice.language())?;
    Some(flaw.to_string())
}

/// Keeps what was typed; what was said with the word before is said again.
fn keep(state: &mut State, editor: &Editor, now: Instant) -> Vec<Effect> {
    let before = state.choices.lexicon.clone();
    change(&mut state.choices.lexicon, editor);
    if state.choices.lexicon == before {
        return close(state, editor);
    }
    let learn = Command::Learn(state.choices.lexicon.clone());
    let mut effects = vec![Effect::EndSample, save(state), Effect::Engine(learn)];
    state.audition.forget();
    let word = Lexicon::new(vec![Entry::new(editor.word(), Said::Respelling(String::new()))]);
    let is_meant = |sentence: &Sentence| word.concerning(&sentence.spoken).next().is_some();
    let (lexicon, sentences) = (&state.choices.lexicon, state.outline.sentences_mut());
    for spoken in sentences.filter(|spoken| is_meant(&spoken.sentence)) {
        spoken.edited = lexicon.is_in(&spoken.sentence.spoken);
    }
    let (said, commands) = render::say_again(state, is_meant);
    effects.extend(commands);
    let how = if editor.entry().is_some() {
        "otherwise"
    } else {
        "as usual"
    };
    let again = match said {
        0 => String::new(),
        1 => "; a sentence is said again".to_owned(),
        many => format!("; {many} sentences are said again"),
    };
    state.notice = Some(format!("“{}” is said {how}{again}", editor.word()));
    effects.extend(go_on(state, editor, is_meant, now));
    effects
}

/// Goes on with listening: with the sentence that is heard from its beginning, if it has changed.
fn go_on(state: &mut State, editor: &Editor, is_meant: impl Fn(&Sentence) -> bool, now: Instant) -> Vec<Effect> {
    let heard = state.playback.heard_id().filter(|_| state.playback.is_on());
    let changed = heard.and_then(|id| state.outline.sentence(id));
    match heard {
        Some(id) if editor.interrupted && changed.is_some_and(|spoken| is_meant(&spoken.sentence)) => {
            listen::speak(state, id, now)
        }
        Some(_) => {
            let mut effects = close(state, editor);
            effects.extend(listen::again(state, now));
            effects
        }
        None => Vec::new(),
    }
}

/// Has the sentence under the cursor read in another way: the same words with other noise.
pub(super) fn another_reading(state: &mut State, now: Instant) -> Vec<Effect> {
    let Some(spoken) = state.cursor().and_then(|id| state.outline.sentence(id)) else {
        return Vec::new();
    };
    if spoken.sound == Sound::Waiting && state.line(&spoken.sentence).take == 0 {
        let speak = state.keys.hint(Action::Speak);
        state.notice = Some(format!("this sentence has not been read yet; {speak} does that"));
        return Vec::new();
    }
    let (id, text) = (spoken.id(), spoken.sentence.text.clone());
    let take = state.line(&spoken.sentence).take + 1;
    let place = Place {
        chapter: id.chapter,
        sentence: id.sentence,
    };
    state.choices.retakes.retain(|retake| retake.place != place);
    state.choices.retakes.push(Retake { place, text, take });
    let mut effects = vec![save(state)];
    effects.extend(render::say_again(state, |sentence| sentence.id == id).1);
    effects.extend(listen::speak(state, id, now));
    state.notice = Some(format!("reading {} of this sentence", take + 1));
    effects
}
