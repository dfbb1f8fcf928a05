//! Ahead of the model: how lines are pronounced, and whether the store has them.

use std::sync::Arc;

use super::Coordinator;
use super::saying::Waiting;
use crate::engine::backend::BackendName;
use crate::engine::delivery::Delivery;
use crate::engine::event::{Event, Source};
use crate::engine::line::Target;
use crate::engine::schedule::Purpose;
use crate::engine::script::{Entry, Sound, Spelling};
use crate::engine::speller::{Answer, Request};
use crate::engine::voices::Voices;
use crate::kokoro::Voice;
use crate::speech::{Phonemes, VoiceName};
use crate::store::{Clip, ClipKey, ModelId, Recipe, StoreError};
use crate::text::SentenceId;

impl Coordinator {
    /// Asks for the phonemes of what will be said next, as far as the speller has room.
    pub(super) fn ask_for_phonemes(&mut self) {
        for waiting in &mut self.says {
            if matches!(waiting.spelling, Spelling::Unasked) && self.speller.has_room() {
                let request = Request {
                    target: Target::Say(waiting.say.ticket),
                    words: waiting.say.words.clone(),
                    language: waiting.say.language,
                    learnt: waiting
                        .say
                        .trial
                        .clone()
                        .map_or_else(|| Arc::clone(&self.learnt), Arc::new),
                };
                if self.speller.ask(request) {
                    waiting.spelling = Spelling::Asked;
                }
            }
        }
        for job in self.window() {
            if !self.speller.has_room() {
                return;
            }
            let Some(entry) = self.script.get_mut(job.id) else {
                continue;
            };
            if matches!(entry.spelling, Spelling::Unasked) {
                let request = Request {
                    target: entry.target(),
                    words: entry.line.words.clone(),
                    language: entry.line.language,
                    learnt: Arc::clone(&self.learnt),
                };
                if self.speller.ask(request) {
                    entry.spelling = Spelling::Asked;
                }
            }
        }
    }

    /// Takes phonemes in, unless what they are for has changed meanwhile.
    pub(super) fn spelled(&mut self, answer: Answer) {
        let spelling = match answer.pieces {
            Ok(pieces) => Spelling::Known(pieces),
            Err(why) => Spelling::Failed(why),
        };
        match answer.target {
            Target::Line { id, generation } => {
                if let Some(entry) = self.script.current(id, generation) {
                    entry.spelling = spelling;
                }
            }
            Target::Say(ticket) => {
                // Two may have one ticket; they are spelled in the order in which they were asked.
                let asked = |waiting: &&mut Waiting| {
                    waiting.say.ticket == ticket && matches!(waiting.spelling, Spelling::Asked)
                };
                if let Some(waiting) = self.says.iter_mut().find(asked) {
                    waiting.spelling = spelling;
                }
            }
        }
    }

    /// Looks up the first line of the window that nobody has looked for yet; false if there is none.
    pub(super) fn find_one(&mut self) -> bool {
        for job in self.window() {
            let Some(entry) = self.script.get(job.id) else { continue };
            match (&entry.spelling, &entry.sound) {
                (Spelling::Failed(why), _) => {
                    let why = why.clone();
                    self.fail(job.id, why);
                    return true;
                }
                (Spelling::Known(_), Sound::Unknown) => {
                    self.find(job.id);
                    return true;
                }
                (_, Sound::Missing) if job.purpose == Purpose::Surveying => {
                    self.schedule.surveyed(job.id);
                    return true;
                }
                _ => {}
            }
        }
        false
    }

    fn find(&mut self, id: SentenceId) {
        let keys = match self.possible_keys(id) {
            Ok(keys) => keys,
            Err(why) => return self.fail(id, why),
        };
        let found = keys.iter().find_map(|key| self.read(id, *key).map(|clip| (*key, clip)));
        let breath = self.config.breath;
        let Some(entry) = self.script.get_mut(id) else { return };
        let Some((key, clip)) = found else {
            entry.sound = Sound::Missing;
            for key in &keys {
                self.kept.remove(key);
            }
            return;
        };
        self.kept.insert(key);
        entry.sound = Sound::Kept(key);
        let length = clip.sound(breath).duration();
        let generation = entry.generation;
        self.schedule.finish(id, length.as_secs_f32());
        self.tell(Event::Spoken {
            id,
            generation,
            key,
            length,
            source: Source::Store,
        });
    }

    /// A clip of the store; what cannot be read is reported, and taken away if it is damaged.
    pub(super) fn read(&self, id: SentenceId, key: ClipKey) -> Option<Clip> {
        let clips = self.clips.as_ref()?;
        match clips.get(&key) {
            Ok(clip) => clip,
            Err(error) => {
                let why = error.to_string();
                self.tell(Event::Damaged { id, why });
                if matches!(error, StoreError::Damaged { .. }) {
                    // If it stays it is found damaged again, and replaced when the line has been said.
                    drop(clips.discard(&key));
                }
                None
            }
        }
    }

    /// The names under which a line may be kept: as the present backend says it, then as others may have said it
    /// before; what is finished is not said again only because the backend has changed.
    fn possible_keys(&mut self, id: SentenceId) -> Result<Vec<ClipKey>, String> {
        let current = self.model.backend();
        let mut backends = BackendName::ALL;
        backends.sort_by_key(|backend| *backend != current);
        backends
            .into_iter()
            .map(|backend| Ok(self.line_recipe(id, backend)?.key))
            .collect()
    }

    /// All that is needed to say a line on `backend`.
    pub(super) fn line_recipe(&mut self, id: SentenceId, backend: BackendName) -> Result<Prepared, String> {
        let Some(Entry {
            line,
            spelling: Spelling::Known(pieces),
            ..
        }) = self.script.get(id)
        else {
            return Err("its phonemes are not known".to_owned());
        };
        prepare(
            &mut self.voices,
            &self.model_id,
            pieces,
            &line.voice,
            Delivery::new(line.manner),
            backend,
            line.take,
        )
    }

    /// The line cannot be said.
    pub(super) fn fail(&mut self, id: SentenceId, why: String) {
        self.schedule.fail(id);
        if let Some(entry) = self.script.get(id) {
            let generation = entry.generation;
            self.tell(Event::Failed { id, generation, why });
        }
    }
}

/// All that is needed to say something.
pub(super) struct Prepared {
    pub pieces: Vec<Phonemes>,
    pub voice: Voice,
    pub delivery: Delivery,
    pub key: ClipKey,
}

/// Reads the voice and names the result.
pub(super) fn prepare(
    voices: &mut Voices,
    model: &ModelId,
    pieces: &[Phonemes],
    voice: &VoiceName,
    delivery: Delivery,
    backend: BackendName,
    take: u32,
) -> Result<Prepared, String> {
    let (voice, print) = voices.get(voice).map_err(|error| error.to_string())?;
    let recipe = Recipe {
        pieces,
        voice: print,
        speed: delivery.speed,
        pitch: delivery.pitch,
        stretched_to: delivery.stretched_to,
        model,
        backend: backend.as_str(),
        take,
    };
    Ok(Prepared {
        key: recipe.key(),
        pieces: pieces.to_vec(),
        voice,
        delivery,
    })
}
