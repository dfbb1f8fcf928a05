//! What there is to choose from, and the command line with its completion.

use tui_input::Input;

use super::{cast, speakers};
use crate::audio::Tempo;
use crate::kokoro::{Pitch, Speed};
use crate::speech::VoiceName;
use crate::studio::action::Action;
use crate::studio::outline::Chapter;
use crate::studio::overlay::{Choice, Item, Overlay, Picker, Subject};
use crate::studio::state::State;
use crate::studio::view::written_pitch;

/// The speeds to choose from, in hundredths.
const SPEEDS: std::ops::RangeInclusive<u16> = 50..=200;

/// The speeds to listen at, in hundredths.
const TEMPOS: std::ops::RangeInclusive<u16> = 50..=300;

/// The pitches to choose from, in half semitones.
const PITCHES: std::ops::RangeInclusive<i16> = -12..=12;

/// A list, with the line chosen that is in force now.
pub(super) fn list(state: &State, subject: Subject) -> Overlay {
    let items = items(state, subject);
    let current = match subject {
        Subject::Voices => Some(Choice::Voice(state.voice.clone())),
        Subject::Themes => Some(Choice::Theme(state.themes.at())),
        Subject::Speeds => Some(Choice::Speed(state.speed)),
        Subject::Pitches => Some(Choice::Pitch(state.pitch)),
        Subject::Tempos => Some(Choice::Tempo(state.tempo)),
        Subject::Speakers => Some(Choice::Speaker(speakers::chosen(state))),
        Subject::Cast => Some(Choice::Cast(cast::chosen(state))),
        Subject::Formats => Some(Choice::Format(state.choices.format.clone())),
        Subject::Chapters => Some(Choice::Chapter(state.chapter)),
        Subject::Commands | Subject::Settings => None,
    };
    let at = items.iter().position(|item| Some(&item.choice) == current.as_ref());
    let title = match subject {
        Subject::Cast => cast::title(state),
        Subject::Themes => match state.themes.why_alike() {
            Some(why) => format!("{} ({why})", subject.title()),
            None => subject.title().to_owned(),
        },
        _ => subject.title().to_owned(),
    };
    Overlay::Picker(Picker {
        subject,
        title,
        items,
        filter: Input::default(),
        stem: None,
        at: at.unwrap_or_default(),
    })
}

fn items(state: &State, subject: Subject) -> Vec<Item> {
    match subject {
        Subject::Commands => commands(state),
        Subject::Voices => voices(state),
        Subject::Themes => themes(state),
        Subject::Speeds => speeds(),
        Subject::Pitches => pitches(),
        Subject::Tempos => tempos(),
        Subject::Chapters => chapters(state, ""),
        Subject::Speakers => speakers::list(state),
        Subject::Cast => cast::list(state),
        Subject::Formats => formats(state),
        Subject::Settings => settings(state),
    }
}

pub(super) fn item(label: impl Into<String>, detail: impl Into<String>, choice: Choice) -> Item {
    Item {
        label: label.into(),
        detail: detail.into(),
        choice,
    }
}

fn voices(state: &State) -> Vec<Item> {
    voices_as(state, |voice| Choice::Voice(voice.clone()))
}

/// All voices, those of the narrator's language first, each for a choice.
pub(super) fn voices_as(state: &State, choice: impl Fn(&VoiceName) -> Choice) -> Vec<Item> {
    let mut voices: Vec<_> = state.voices.iter().collect();
    let own = state.voice.language();
    voices.sort_by_key(|voice| (voice.language() != own, voice.language().name(), voice.as_str()));
    let line = |voice: &VoiceName| {
        let detail = format!("{}, {}", voice.language().name(), voice.gender());
        item(voice.as_str(), detail, choice(voice))
    };
    voices.into_iter().map(line).collect()
}

fn themes(state: &State) -> Vec<Item> {
    let line = |(at, name): (usize, &str)| item(name, "", Choice::Theme(at));
    state.themes.names().enumerate().map(line).collect()
}

fn speeds() -> Vec<Item> {
    let all = SPEEDS
        .step_by(5)
        .filter_map(|hundredths| Speed::new(f32::from(hundredths) / 100.0).ok());
    let line = |speed: Speed| {
        let detail = match speed.get() {
            usual if (0.795..=1.255).contains(&usual) => "",
            slow if slow < 1.0 => "adds sounds",
            _ => "swallows words",
        };
        item(format!("×{:.2}", speed.get()), detail, Choice::Speed(speed))
    };
    all.map(line).collect()
}

fn pitches() -> Vec<Item> {
    let all = PITCHES.filter_map(|halves| Pitch::new(f32::from(halves) / 2.0).ok());
    let line = |pitch: Pitch| item(written_pitch(pitch), "semitones", Choice::Pitch(pitch));
    all.map(line).collect()
}

fn tempos() -> Vec<Item> {
    let all = TEMPOS
        .step_by(10)
        .filter_map(|hundredths| Tempo::new(f32::from(hundredths) / 100.0).ok());
    let line = |tempo: Tempo| item(format!("×{:.1}", tempo.get()), "", Choice::Tempo(tempo));
    all.map(line).collect()
}

fn formats(state: &State) -> Vec<Item> {
    let auto = item("auto", "as the settings say", Choice::Format(None));
    let named = state
        .formats
        .iter()
        .map(|(name, what)| item(name, what, Choice::Format(Some(name.clone()))));
    std::iter::once(auto).chain(named).collect()
}

fn settings(state: &State) -> Vec<Item> {
    let theme = state
        .themes
        .names()
        .nth(state.themes.at())
        .unwrap_or_default()
        .to_owned();
    let format = state.choices.format.clone().unwrap_or_else(|| "auto".to_owned());
    let folder = match &state.choices.output {
        Some(folder) => folder.display().to_string(),
        None => "auto".to_owned(),
    };
    vec![
        item("voice", state.voice.as_str(), Choice::List(Subject::Voices)),
        item(
            "speed",
            format!("×{:.2}", state.speed.get()),
            Choice::List(Subject::Speeds),
        ),
        item("pitch", written_pitch(state.pitch), Choice::List(Subject::Pitches)),
        item(
            "listening speed",
            format!("×{:.1}", state.tempo.get()),
            Choice::List(Subject::Tempos),
        ),
        item("colours", theme, Choice::List(Subject::Themes)),
        item("kind of file", format, Choice::List(Subject::Formats)),
        item("folder for files", folder, Choice::Action(Action::Folder)),
    ]
}

fn commands(state: &State) -> Vec<Item> {
    let useful = Action::ALL
        .iter()
        .filter(|action| !matches!(action, Action::Commands | Action::Close));
    let line = |action: &Action| item(action.what(), state.keys.hint(*action), Choice::Action(*action));
    let mut all: Vec<Item> = useful.map(line).collect();
    let setting = |(name, subject)| item(format!("set {name} …"), "", Choice::List(subject));
    let settings = [
        ("voice", Subject::Voices),
        ("speed", Subject::Speeds),
        ("pitch", Subject::Pitches),
        ("listening speed", Subject::Tempos),
        ("colours", Subject::Themes),
        ("kind of file", Subject::Formats),
    ];
    all.extend(settings.map(setting));
    all.push(item("go to chapter …", "", Choice::List(Subject::Chapters)));
    all
}

/// What the command line offers after what has been typed: commands, and for `voice …`, `speed …`, `chapter …` and the
/// like what can follow.
pub(super) fn refill(state: &State, picker: &mut Picker) {
    if picker.subject != Subject::Commands {
        return;
    }
    let typed = picker.filter.value().to_owned();
    let (word, rest) = typed.split_once(' ').unwrap_or_default();
    let rest = rest.trim();
    let prefixed = |items: Vec<Item>| {
        let named = |mut item: Item| {
            item.label = format!("{word} {}", item.label);
            item
        };
        items.into_iter().map(named).collect()
    };
    picker.items = match word {
        "voice" => prefixed(voices(state)),
        "speed" => prefixed(beginning(rest, speeds(), |number| {
            Speed::new(number).ok().map(Choice::Speed)
        })),
        "pitch" => prefixed(beginning(rest, pitches(), |number| {
            Pitch::new(number).ok().map(Choice::Pitch)
        })),
        "listen" => prefixed(beginning(rest, tempos(), |number| {
            Tempo::new(number).ok().map(Choice::Tempo)
        })),
        "colours" | "theme" => prefixed(themes(state)),
        "format" => prefixed(formats(state)),
        "chapter" => prefixed(chapters(state, rest)),
        _ => commands(state),
    };
}

/// The very number that was typed, if `choice` takes it, and the lines that begin with it; all lines while it is no number.
fn beginning(typed: &str, lines: Vec<Item>, choice: impl Fn(f32) -> Option<Choice>) -> Vec<Item> {
    let plain = |text: &str| text.replace('−', "-").trim_start_matches(['×', '+']).to_owned();
    let wanted = plain(typed);
    if wanted.is_empty() || !wanted.starts_with(['-', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) {
        return lines;
    }
    let exact = wanted
        .parse()
        .ok()
        .and_then(choice)
        .map(|choice| item(typed, "", choice));
    let begins = |line: &Item| plain(&line.label).starts_with(&wanted);
    exact.into_iter().chain(lines.into_iter().filter(begins)).collect()
}

/// All chapters; of a number that was typed, those it is the beginning of, itself first.
fn chapters(state: &State, typed: &str) -> Vec<Item> {
    let line = |(at, chapter): (usize, &Chapter)| {
        let label = format!("{} {}", chapter.heading.index, chapter.heading.title);
        item(label, "", Choice::Chapter(at))
    };
    let is_number = !typed.is_empty() && typed.bytes().all(|byte| byte.is_ascii_digit());
    let begins = |(_, chapter): &(usize, &Chapter)| !is_number || chapter.heading.index.to_string().starts_with(typed);
    state
        .outline
        .chapters
        .iter()
        .enumerate()
        .filter(begins)
        .map(line)
        .collect()
}

/// Types the chosen line out; where that was done already, the line `by` further on.
pub(super) fn complete(state: &State, picker: &mut Picker, by: isize) {
    if picker.stem.is_some() {
        picker.step_round(by);
    }
    let Some(chosen) = picker.chosen() else { return };
    if let Some(command) = begins(&chosen.choice) {
        picker.filter = command.into();
        picker.stem = None;
        picker.at = 0;
        return refill(state, picker);
    }
    let line = chosen.label.clone();
    picker.stem.get_or_insert_with(|| picker.filter.value().to_owned());
    picker.filter = line.into();
}

/// The command whose list a line stands for, as it begins.
const fn begins(choice: &Choice) -> Option<&'static str> {
    Some(match choice {
        Choice::List(Subject::Voices) | Choice::Action(Action::Voices) => "voice ",
        Choice::List(Subject::Speeds) => "speed ",
        Choice::List(Subject::Pitches) => "pitch ",
        Choice::List(Subject::Tempos) => "listen ",
        Choice::List(Subject::Themes) | Choice::Action(Action::Themes) => "colours ",
        Choice::List(Subject::Formats) | Choice::Action(Action::Format) => "format ",
        Choice::List(Subject::Chapters) => "chapter ",
        _ => return None,
    })
}
