//! Hands sound to the listener, in order.

use std::time::Duration;

use super::Coordinator;
use crate::audio::Pcm;
use crate::engine::event::Event;
use crate::engine::script::Sound;
use crate::text::SentenceId;

impl Coordinator {
    /// Hands out the next line if it is said and the listener has room; false if not.
    pub(super) fn hand_out_one(&mut self) -> bool {
        let Some(id) = self.schedule.audible() else {
            return false;
        };
        let Some(entry) = self.script.get(id) else { return false };
        let pause_after = entry.line.pause_after;
        let breath = self.config.breath;
        let pcm = match &entry.sound {
            Sound::InMemory(clip) => Some(clip.sound(breath)),
            Sound::Kept(key) => self.read(id, *key).map(|clip| clip.sound(breath)),
            Sound::Unknown | Sound::Missing => None,
        };
        match pcm {
            Some(pcm) => self.hand_out(id, pcm, pause_after),
            None => self.forget_sound(id, Sound::Missing),
        }
        true
    }

    pub(super) fn hand_out(&mut self, id: SentenceId, pcm: Pcm, pause_after: Duration) {
        self.schedule.handed_out(id);
        self.tell(Event::Audio {
            generation: self.listening,
            id,
            pcm,
            pause_after,
        });
    }

    /// Follows the listener, and lets go of sound in memory that has been heard.
    pub(super) fn move_cursor(&mut self, to: SentenceId) {
        self.schedule.move_cursor(to);
        self.forget_in_memory(|id| id < to);
    }

    /// Nobody listens: sound that is only in memory is of no use.
    pub(super) fn stop_listening(&mut self) {
        self.schedule.stop_listening();
        self.forget_in_memory(|_| true);
    }

    fn forget_in_memory(&mut self, heard: impl Fn(SentenceId) -> bool) {
        let (heard, ahead) = self.in_memory.drain(..).partition::<Vec<_>, _>(|id| heard(*id));
        self.in_memory = ahead;
        for id in heard {
            self.forget_sound(id, Sound::Unknown);
        }
    }

    /// The sound of a line is gone: it waits again.
    pub(super) fn forget_sound(&mut self, id: SentenceId, sound: Sound) {
        self.schedule.undo(id);
        if let Some(entry) = self.script.get_mut(id) {
            entry.sound = sound;
        }
    }
}
