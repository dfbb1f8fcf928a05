//! Keeps what the model has said of a line.

use std::time::Duration;

use super::Coordinator;
use super::speaking::Running;
use crate::engine::event::{Event, Metrics, Source};
use crate::engine::line::Generation;
use crate::engine::schedule::Purpose;
use crate::engine::script::Sound;
use crate::engine::sentence::SpokenPiece;
use crate::store::{Clip, ClipKey, Part, Partial, StoreError};
use crate::text::SentenceId;

/// A line that was said just now.
pub(super) struct SaidLine {
    id: SentenceId,
    generation: Generation,
    key: ClipKey,
    clip: Clip,
    took: Duration,
    /// Whether someone is about to hear it.
    awaited: bool,
}

impl SaidLine {
    pub(super) fn new(
        id: SentenceId,
        generation: Generation,
        running: &Running,
        pieces: Vec<SpokenPiece>,
        took: Duration,
    ) -> Self {
        let parts = pieces.into_iter().map(|(phonemes, speech)| Part::new(phonemes, speech));
        Self {
            id,
            generation,
            key: running.key,
            clip: Clip::new(parts.collect()),
            took,
            awaited: running.purpose == Some(Purpose::Listening),
        }
    }
}

impl Coordinator {
    /// Keeps a line. The model gets its next one as soon as this one would survive the end of the process; that it also
    /// survives a power loss takes the disk longer, and happens meanwhile.
    pub(super) fn keep(&mut self, said: &SaidLine) {
        let length = said.clip.sound(self.config.breath).duration();
        let begun = self.clips.as_ref().map(|clips| clips.begin(&said.key, &said.clip));
        match begun.transpose() {
            Ok(Some(partial)) => {
                self.kept.insert(said.key);
                self.place(said, Sound::Kept(said.key), length);
                self.hand_out_at_once(said);
                self.speak_one();
                self.commit(partial, said, length);
            }
            Ok(None) => self.keep_in_memory(said, length),
            Err(error) => {
                self.store_failed(&error);
                self.keep_in_memory(said, length);
            }
        }
        self.tell_metrics(said.took, length);
    }

    /// A listener who waits for this line does not wait for the disk as well.
    fn hand_out_at_once(&mut self, said: &SaidLine) {
        let current = self.script.current(said.id, said.generation);
        let pause_after = current.map(|entry| entry.line.pause_after);
        if let Some(pause_after) = pause_after.filter(|_| self.schedule.audible() == Some(said.id)) {
            self.hand_out(said.id, said.clip.sound(self.config.breath), pause_after);
        }
    }

    fn commit(&mut self, partial: Partial, said: &SaidLine, length: Duration) {
        let Some(clips) = &self.clips else { return };
        let committed = clips.commit(partial);
        if self.script.current(said.id, said.generation).is_none() {
            return;
        }
        match committed {
            Ok(()) => self.tell(Event::Spoken {
                id: said.id,
                generation: said.generation,
                key: said.key,
                length,
                source: Source::Model { took: said.took },
            }),
            Err(error) => {
                self.store_failed(&error);
                self.forget_sound(said.id, Sound::Missing);
                self.keep_in_memory(said, length);
            }
        }
    }

    /// Keeps a line that the store could not take, if someone is about to hear it.
    fn keep_in_memory(&mut self, said: &SaidLine, length: Duration) {
        if said.awaited {
            self.place(said, Sound::InMemory(said.clip.clone()), length);
            self.in_memory.push(said.id);
        }
    }

    /// Notes where the sound of a line is, unless the line has changed since it was asked for.
    fn place(&mut self, said: &SaidLine, sound: Sound, length: Duration) {
        if let Some(entry) = self.script.current(said.id, said.generation) {
            entry.sound = sound;
            self.schedule.finish(said.id, length.as_secs_f32());
        }
    }

    /// What cannot be kept is not rendered: it would only be said again.
    fn store_failed(&mut self, error: &StoreError) {
        self.schedule.cancel_render();
        let why = error.to_string();
        self.tell(Event::StoreFailed { why });
    }

    fn tell_metrics(&self, took: Duration, length: Duration) {
        let tally = self.schedule.tally();
        self.tell(Event::Metrics(Metrics {
            backend: self.model.backend(),
            real_time_factor: took.as_secs_f32() / length.as_secs_f32().max(f32::EPSILON),
            ahead: Duration::from_secs_f32(self.schedule.ahead()),
            done: tally.done,
            failed: tally.failed,
            total: tally.total,
        }));
    }
}
