//! A narrator that hums: every phoneme is a tone of its own, audible, deterministic, and as fast as wanted. What it gets
//! wrong, a test decides.

use std::f32::consts::TAU;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use lector::engine::{BackendName, Interrupt, Narrator, NarratorError, NarratorFactory};
use lector::kokoro::{FRAME_SAMPLES, Noise, SAMPLE_RATE, STYLE_ROWS, STYLE_WIDTH, Speech, Utterance, Voice};
use lector::speech::VoiceName;
use lector::store::ModelId;

/// Frames of silence the narrator leaves before and after a sentence, as Kokoro does.
const EDGE_FRAMES: u32 = 12;

/// Frames of a phoneme at speed 1.
const PHONEME_FRAMES: f32 = 3.0;

/// What happens when something is to be said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    Speak,
    Fail,
    Crash,
    Silence,
    NotANumber,
}

/// What was to be said: by which backend, what, and how often this factory's narrators had been asked before.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    pub backend: BackendName,
    pub phonemes: String,
    pub count: usize,
}

type Director = dyn Fn(&Asked) -> Turn + Send + Sync;
type LoadDirector = dyn Fn(BackendName) -> Turn + Send + Sync;

/// Loads narrators that hum.
#[derive(Clone)]
pub struct Tones {
    pub backends: Vec<BackendName>,
    /// Seconds of work for a second of sound.
    pub real_time_factor: f32,
    pub director: Arc<Director>,
    pub load_director: Arc<LoadDirector>,
    /// How many sentences are liked at once.
    pub appetite: usize,
    /// How many pieces were given at once, each time.
    pub batches: Arc<Mutex<Vec<usize>>>,
    /// Everything that was ever to be said.
    pub asked: Arc<Mutex<Vec<Asked>>>,
}

impl Default for Tones {
    fn default() -> Self {
        Self {
            backends: vec![BackendName::Cpu],
            real_time_factor: 0.0,
            director: Arc::new(|_| Turn::Speak),
            load_director: Arc::new(|_| Turn::Speak),
            appetite: 1,
            batches: Arc::default(),
            asked: Arc::default(),
        }
    }
}

impl Tones {
    pub fn on(backends: &[BackendName]) -> Self {
        Self {
            backends: backends.to_vec(),
            ..Self::default()
        }
    }

    pub fn directed(self, director: impl Fn(&Asked) -> Turn + Send + Sync + 'static) -> Self {
        Self {
            director: Arc::new(director),
            ..self
        }
    }

    pub fn loading(self, director: impl Fn(BackendName) -> Turn + Send + Sync + 'static) -> Self {
        Self {
            load_director: Arc::new(director),
            ..self
        }
    }

    pub fn taking(self, real_time_factor: f32) -> Self {
        Self {
            real_time_factor,
            ..self
        }
    }

    pub fn liking(self, appetite: usize) -> Self {
        Self { appetite, ..self }
    }

    /// What was said, in order.
    pub fn said(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked.iter().map(|asked| asked.phonemes.clone()).collect()
    }
}

impl NarratorFactory for Tones {
    fn backends(&self) -> Vec<BackendName> {
        self.backends.clone()
    }

    fn model(&self) -> ModelId {
        ModelId("tones".to_owned())
    }

    fn voice(&self, name: &VoiceName) -> Result<Voice, NarratorError> {
        if name.as_str().ends_with("_nobody") {
            return Err(NarratorError::Failed(format!("there is no voice {name}")));
        }
        let pitch = name.as_str().bytes().map(f32::from).sum::<f32>() / 1_000.0;
        Voice::new(name.clone(), vec![pitch; STYLE_ROWS * STYLE_WIDTH])
            .map_err(|error| NarratorError::Failed(error.to_string()))
    }

    fn load(&self, backend: BackendName) -> Result<Box<dyn Narrator>, NarratorError> {
        match (self.load_director)(backend) {
            Turn::Speak => Ok(Box::new(Humming {
                backend,
                tones: self.clone(),
            })),
            Turn::Crash => panic!("{backend} crashed while loading"),
            _ => Err(NarratorError::Failed(format!("{backend} cannot start here"))),
        }
    }
}

struct Humming {
    backend: BackendName,
    tones: Tones,
}

impl Narrator for Humming {
    fn speak(&mut self, utterance: &Utterance<'_>, interrupt: &Interrupt) -> Result<Speech, NarratorError> {
        let asked = {
            let mut all = self.tones.asked.lock().unwrap();
            let asked = Asked {
                backend: self.backend,
                phonemes: utterance.phonemes.to_string(),
                count: all.len(),
            };
            all.push(asked.clone());
            asked
        };
        let mut speech = hum(utterance);
        match (self.tones.director)(&asked) {
            Turn::Speak => {}
            Turn::Fail => return Err(NarratorError::Failed(format!("{} lost its device", self.backend))),
            Turn::Crash => panic!("{} crashed", self.backend),
            Turn::Silence => speech.samples.fill(0.0),
            Turn::NotANumber => speech.samples[100] = f32::NAN,
        }
        let seconds = speech.samples.len() as f32 / SAMPLE_RATE as f32;
        work(seconds * self.tones.real_time_factor, interrupt)?;
        Ok(speech)
    }

    fn appetite(&self) -> usize {
        self.tones.appetite
    }

    /// The last half first, and each half at once.
    fn speak_all(
        &mut self,
        utterances: &[Utterance<'_>],
        interrupt: &Interrupt,
        done: &mut dyn FnMut(Vec<(usize, Speech)>),
    ) -> Result<(), NarratorError> {
        self.tones.batches.lock().unwrap().push(utterances.len());
        let middle = utterances.len() / 2;
        for places in [middle..utterances.len(), 0..middle] {
            let half = places.map(|place| Ok::<_, NarratorError>((place, self.speak(&utterances[place], interrupt)?)));
            done(half.collect::<Result<_, _>>()?);
        }
        Ok(())
    }
}

/// Takes time, as a model would.
fn work(seconds: f32, interrupt: &Interrupt) -> Result<(), NarratorError> {
    let end = Instant::now() + Duration::from_secs_f32(seconds);
    while Instant::now() < end {
        if interrupt.is_raised() {
            return Err(NarratorError::Interrupted);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

/// The sound: silence, a tone for each phoneme, silence; noise far below it, drawn from the seed.
fn hum(utterance: &Utterance<'_>) -> Speech {
    let frames = (PHONEME_FRAMES / utterance.speed.get()).round().max(1.0) as u32;
    let mut durations = vec![EDGE_FRAMES];
    durations.extend(utterance.phonemes.as_str().chars().map(|_| frames));
    durations.push(EDGE_FRAMES);
    let voice = utterance.voice.style(1)[0];
    let tones = utterance.phonemes.as_str().chars().map(|c| match c {
        ' ' => 0.0,
        c => 120.0 + 40.0 * voice + (c as u32 % 97) as f32 * 3.0,
    });
    let tones: Vec<f32> = std::iter::once(0.0).chain(tones).chain(std::iter::once(0.0)).collect();
    let mut random = match utterance.noise {
        Noise::Seeded(seed) => seed | 1,
        Noise::Off => 0,
    };
    let mut samples = Vec::new();
    for (frames, tone) in durations.iter().zip(tones) {
        for i in 0..*frames as usize * FRAME_SAMPLES {
            // Xorshift: 0 stays 0, so no noise is silence.
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let noise = (random >> 40) as f32 / (1u32 << 24) as f32 - if random == 0 { 0.0 } else { 0.5 };
            samples.push(0.3 * (TAU * tone * i as f32 / SAMPLE_RATE as f32).sin() + 0.000_2 * noise);
        }
    }
    let phonemes = utterance.phonemes.as_str().chars().count() as u32;
    Speech {
        samples,
        durations,
        natural_frames: 2 * EDGE_FRAMES + phonemes * PHONEME_FRAMES as u32,
    }
}
