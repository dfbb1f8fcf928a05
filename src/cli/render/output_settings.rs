//! Which files a render is to make: settings and options together.

use std::path::PathBuf;

use color_eyre::eyre;

use crate::cli::args::{self, Global, RenderArgs, Split, Volume};
use crate::cli::settings;
use crate::config::{self, Settings};
use crate::export::{Format, Loudness, Subtitles};

/// What the settings and options say about files.
#[derive(Clone, Debug, PartialEq)]
pub struct OutputSettings {
    /// One file a book or one a chapter; none if nobody said.
    pub split: Option<Split>,
    /// The kind of file; none if nobody said.
    pub format: Option<Format>,
    /// Whether the book itself is to be given sound.
    pub overlay: bool,
    /// The folder for books' folders, instead of the working folder.
    pub folder: Option<PathBuf>,
    /// The names of files.
    pub template: String,
    /// How loud the book shall be; none for as it is said.
    pub loudness: Option<Loudness>,
    /// The subtitles beside the files.
    pub subtitles: Vec<Subtitles>,
}

/// One file a book or one a chapter, by the settings alone.
pub(super) fn split_of(settings: &Settings) -> Option<Split> {
    match settings.output.split {
        config::Split::Auto => None,
        config::Split::Book => Some(Split::Book),
        config::Split::Chapter => Some(Split::Chapter),
    }
}

/// The kind of file, by the settings alone.
pub(super) fn format_of(settings: &Settings) -> Option<Format> {
    match settings.output.format {
        config::Format::Auto => None,
        config::Format::Wav => Some(Format::Wav),
        config::Format::Flac => Some(Format::Flac),
        config::Format::M4b => Some(Format::M4b),
        config::Format::Opus => Some(Format::Opus),
        config::Format::Mp3 | config::Format::Epub => Some(Format::Mp3),
    }
}

/// Reads what the settings and options say about files.
///
/// # Errors
/// Settings that cannot be followed.
pub(super) fn output_settings(args: &RenderArgs, global: &Global) -> eyre::Result<OutputSettings> {
    let settings = settings::load(global, &args.voice)?;
    let overlay = match args.format {
        Some(format) => format == args::Format::Epub,
        None => settings.output.format == config::Format::Epub,
    };
    let split = args.split.or(split_of(&settings));
    let format = match args.format {
        Some(args::Format::Wav) => Some(Format::Wav),
        Some(args::Format::Flac) => Some(Format::Flac),
        Some(args::Format::M4b) => Some(Format::M4b),
        Some(args::Format::Opus) => Some(Format::Opus),
        // MP3 is the sound in an EPUB, too.
        Some(args::Format::Mp3 | args::Format::Epub) => Some(Format::Mp3),
        None => format_of(&settings),
    };
    let integrated = args.loudness.map_or(settings.output.loudness, Volume::lufs);
    let true_peak = settings.output.true_peak;
    let subtitles = if args.subtitles.is_empty() {
        settings
            .output
            .subtitles
            .iter()
            .map(|kind| match kind {
                config::Subtitles::Srt => Subtitles::Srt,
                config::Subtitles::Vtt => Subtitles::Vtt,
            })
            .collect()
    } else {
        args.subtitles
            .iter()
            .map(|kind| match kind {
                args::Subtitles::Srt => Subtitles::Srt,
                args::Subtitles::Vtt => Subtitles::Vtt,
            })
            .collect()
    };
    Ok(OutputSettings {
        loudness: integrated.map(|integrated| Loudness { integrated, true_peak }),
        subtitles,
        split,
        format,
        overlay,
        folder: settings.output.folder,
        template: settings.output.name,
    })
}
