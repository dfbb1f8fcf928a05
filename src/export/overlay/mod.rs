//! The user's own EPUB with sound: [EPUB 3 Media Overlays](https://www.w3.org/TR/epub-33/#sec-media-overlays).
//!
//! ```text
//! page      a page's characters, and where in its source each stands
//! place     a sentence is found on its page, and the page given an element around it
//! package   the package document: which pages there are, and what is added to it
//! smil      which element is lit up while which part of the sound is heard
//! ```
//!
//! Nothing else of the book is changed: pages keep their source byte by byte but for the elements put around sentences.

mod package;
mod page;
mod place;
mod sink;
mod smil;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::partial_file::PartialFile;
use super::{Cue, ExportError};
use package::Package;
use page::Page;
use place::Placed;
use sink::Sink;
use smil::{Clip, Overlay};

/// The folder that is added, beside the package document.
const FOLDER: &str = "lector";

/// A chapter and its sound.
#[derive(Clone, Debug)]
pub struct OverlaidChapter {
    /// An MP3 file of it.
    pub audio: PathBuf,
    /// How many samples that holds.
    pub samples: u64,
    /// When its sentences are heard in it.
    pub cues: Vec<Cue>,
    /// The pages it is on, by their paths in the EPUB.
    pub pages: Vec<String>,
}

/// Makes sure that a book can be given sound, before hours of work.
///
/// # Errors
/// [`ExportError::Epub`] when it is not EPUB 3 or has sound already.
pub fn can_be_overlaid(epub: &Path) -> Result<(), ExportError> {
    let mut source = open(epub)?;
    package_of(&mut source).map(drop).map_err(wrong(epub))
}

/// Writes `epub` with sound to `path`; `rate` is the chapters' samples a second.
///
/// # Errors
/// [`ExportError::Epub`] when it is not EPUB 3 or has sound already, [`ExportError::Write`] when it cannot be written.
pub fn write_overlaid(
    epub: &Path,
    path: &Path,
    chapters: &[OverlaidChapter],
    narrator: &str,
    rate: u32,
) -> Result<PathBuf, ExportError> {
    let mut source = open(epub)?;
    let changes = Changes::plan(&mut source, chapters, narrator, rate).map_err(wrong(epub))?;
    let file = PartialFile::create(path)?;
    file.writer()
        .and_then(|writer| changes.write(&mut source, writer))
        .map_err(ExportError::write(path))?;
    file.finish()
}

fn open(epub: &Path) -> Result<ZipArchive<BufReader<File>>, ExportError> {
    let file = File::open(epub).map_err(|error| wrong(epub)(error.to_string()))?;
    ZipArchive::new(BufReader::new(file)).map_err(|error| wrong(epub)(error.to_string()))
}

/// Names the book that cannot be given sound.
fn wrong(epub: &Path) -> impl Fn(String) -> ExportError {
    move |reason| ExportError::Epub {
        path: epub.to_owned(),
        reason,
    }
}

/// The path of the package document, and what it says.
fn package_of<R: Read + Seek>(source: &mut ZipArchive<R>) -> Result<(String, Package), String> {
    let path = package::path_in(&read(source, "META-INF/container.xml")?)?;
    let package = Package::read(&path, read(source, &path)?)?;
    Ok((path, package))
}

/// What is different from the user's own EPUB.
struct Changes {
    /// Files that are changed or added, by their paths.
    texts: BTreeMap<String, String>,
    /// Sound that is added: its path in the EPUB and where it is now.
    sounds: Vec<(String, PathBuf)>,
}

impl Changes {
    fn plan<R: Read + Seek>(
        source: &mut ZipArchive<R>,
        chapters: &[OverlaidChapter],
        narrator: &str,
        rate: u32,
    ) -> Result<Self, String> {
        let (package_path, mut package) = package_of(source)?;
        let mut pages: BTreeMap<String, Page> = BTreeMap::new();
        for path in chapters.iter().flat_map(|chapter| &chapter.pages) {
            if package.has(path) && !pages.contains_key(path) {
                pages.insert(path.clone(), Page::read(read(source, path)?)?);
            }
        }
        let mut overlays: BTreeMap<String, Overlay> = BTreeMap::new();
        let mut sounds = Vec::new();
        for (number, chapter) in (1..).zip(chapters) {
            let audio = format!("{number:04}.mp3");
            for (page, clip) in clips(number, chapter, &mut pages, &audio, rate) {
                overlays.entry(page).or_default().clips.push(clip);
            }
            sounds.push((package.beside(&format!("{FOLDER}/{audio}")), chapter.audio.clone()));
            package.add(
                &format!("lector-audio-{number}"),
                &format!("{FOLDER}/{audio}"),
                "audio/mpeg",
            );
        }
        let mut texts = BTreeMap::new();
        for (number, (page, overlay)) in (1..).zip(&overlays) {
            let (id, name) = (format!("lector-overlay-{number}"), format!("{FOLDER}/{number:04}.smil"));
            texts.insert(package.beside(&name), overlay.document(&package.seen_from_folder(page)));
            package.add(&id, &name, "application/smil+xml");
            package.overlay(page, &id, overlay.milliseconds())?;
        }
        for (path, page) in pages {
            texts.insert(path, page.marked());
        }
        texts.insert(package_path, package.written(narrator));
        Ok(Self { texts, sounds })
    }

    fn write<R: Read + Seek, W: Write + Seek>(&self, source: &mut ZipArchive<R>, target: W) -> io::Result<()> {
        let mut target = ZipWriter::new(Sink::new(target));
        // The media type comes first, as it is.
        let mimetype = source.index_for_name("mimetype");
        let rest = (0..source.len()).filter(|at| Some(*at) != mimetype);
        for at in mimetype.into_iter().chain(rest.collect::<Vec<_>>()) {
            let file = source.by_index_raw(at)?;
            let changed = file.name().is_ok_and(|name| self.texts.contains_key(&*name));
            if !changed {
                target.raw_copy_file(file)?;
            }
        }
        for (path, text) in &self.texts {
            target.start_file(path.as_str(), SimpleFileOptions::default())?;
            target.write_all(text.as_bytes())?;
        }
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (path, sound) in &self.sounds {
            target.start_file(path.as_str(), stored.large_file(true))?;
            io::copy(&mut File::open(sound)?, &mut target)?;
        }
        target.finish()?.flush()
    }
}

/// Puts an element around each sentence of a chapter and says what is heard meanwhile. What cannot be found on its page is
/// heard with the sentence before it: nothing is left out.
fn clips(
    number: usize,
    chapter: &OverlaidChapter,
    pages: &mut BTreeMap<String, Page>,
    audio: &str,
    rate: u32,
) -> Vec<(String, Clip)> {
    let milliseconds = |samples: u64| samples * 1_000 / u64::from(rate.max(1));
    let mut placed = Placed::new(&chapter.pages);
    let mut clips: Vec<(String, Clip)> = Vec::new();
    for (sentence, cue) in (1..).zip(&chapter.cues) {
        let id = format!("lector-{number}-{sentence}");
        let Some(page) = placed.place(pages, &cue.text, &id) else {
            continue;
        };
        let start = if clips.is_empty() {
            0
        } else {
            milliseconds(cue.samples.start)
        };
        if let Some((_, last)) = clips.last_mut() {
            last.end = start;
        }
        let clip = Clip {
            element: id,
            audio: audio.to_owned(),
            start,
            end: milliseconds(chapter.samples),
        };
        clips.push((page, clip));
    }
    clips
}

fn read<R: Read + Seek>(source: &mut ZipArchive<R>, path: &str) -> Result<String, String> {
    let mut text = String::new();
    source
        .by_name(path)
        .map_err(|error| format!("{path}: {error}"))?
        .read_to_string(&mut text)
        .map_err(|error| format!("{path}: {error}"))?;
    Ok(text)
}
