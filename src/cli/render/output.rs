//! Where a render writes to.

use std::path::{Path, PathBuf};

use color_eyre::eyre::{self, WrapErr};

use crate::cli::args::Split;
use crate::cli::exit::Usage;
use crate::export::{FileNames, Format, NameParts, clear_partials, folder_name};

/// Where a render writes to.
#[derive(Clone, Debug)]
pub enum Output {
    /// All chapters into one file.
    OneFile(PathBuf),
    /// All chapters into a copy of the book itself.
    Overlaid {
        /// The book.
        book: PathBuf,
        /// The copy.
        file: PathBuf,
    },
    /// A file a chapter.
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the files are called.
        names: FileNames,
        /// The book's title.
        title: String,
        /// The book's author.
        author: String,
        /// Their extension.
        extension: &'static str,
    },
}

/// What the user said about it.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// `-o`.
    pub output: Option<&'a Path>,
    /// `--split`, or `output.split`.
    pub split: Option<Split>,
    /// `--format`, or `output.format`.
    pub format: Option<Format>,
    /// `output.folder`, for when there is no `-o`.
    pub folder: Option<&'a Path>,
    /// `output.name`.
    pub template: &'a str,
    /// The book, if it shall be given sound itself.
    pub overlay: Option<&'a PathBuf>,
}

/// The book that is written.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its author.
    pub author: &'a str,
    /// The number of its last chapter.
    pub last_chapter: u32,
}

impl Output {
    /// Where to write and what: `-o` with an extension is a file, else a folder; without it a folder named after the
    /// book. A whole book is an M4B file unless another format is asked for, and M4B is a whole book unless chapters are.
    ///
    /// # Errors
    /// [`Usage`] when the wishes contradict each other.
    pub fn decide(wish: Wish<'_>, book: Written<'_>) -> Result<(Self, Format), Usage> {
        if wish.output == Some(Path::new("-")) {
            return Err(Usage(
                "-o -: only `lector speak` writes to stdout; name a file or a folder (./- for a folder of that name)"
                    .to_owned(),
            ));
        }
        if let Some(epub) = wish.overlay {
            return overlaid(epub, wish, book.title);
        }
        if let Some(file) = wish.output.filter(|path| is_file_name(path)) {
            return one_file(file, wish);
        }
        let (format, split) = match (wish.format, wish.split) {
            (Some(Format::M4b), None) | (None, Some(Split::Book)) => (Format::M4b, Split::Book),
            (format, None) => (format.unwrap_or(Format::Wav), Split::Chapter),
            (format, Some(split)) => (format.unwrap_or(Format::Wav), split),
        };
        let extension = format.extension();
        let folder = folder_of(wish, book.title);
        if split == Split::Book {
            let name = format!("{}.{extension}", folder_name(book.title));
            return Ok((Self::OneFile(folder.join(name)), format));
        }
        let output = Self::Folder {
            folder,
            names: FileNames::new(wish.template, book.last_chapter),
            title: book.title.to_owned(),
            author: book.author.to_owned(),
            extension,
        };
        Ok((output, format))
    }

    /// The folder the files are in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        match self {
            Self::Folder { folder, .. } => folder,
            Self::OneFile(file) | Self::Overlaid { file, .. } => match file.parent() {
                Some(folder) if folder != Path::new("") => folder,
                _ => Path::new("."),
            },
        }
    }

    /// Makes sure that files can be written there, before hours of work, and clears away what a killed render left there.
    /// Leaves nothing behind: a folder is made again when there is something to put into it.
    ///
    /// # Errors
    /// When the folder cannot be made or nothing can be written into it.
    pub fn prepare(&self) -> eyre::Result<()> {
        let folder = self.folder();
        let missing: Vec<_> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
        let probe = std::fs::create_dir_all(folder).and_then(|()| tempfile::tempfile_in(folder));
        for made in missing {
            // One that could not be made, or that somebody has put a file into by now, stays as it is.
            let _ = std::fs::remove_dir(made);
        }
        clear_partials(folder);
        probe
            .map(drop)
            .wrap_err_with(|| format!("cannot write into {}; choose another place with `-o`", folder.display()))
    }

    /// The file of a chapter, if each chapter has one.
    pub fn chapter_file(&mut self, number: u32, chapter: &str) -> Option<PathBuf> {
        let Self::Folder {
            folder,
            names,
            title,
            author,
            extension,
        } = self
        else {
            return None;
        };
        let name = names.next(NameParts {
            number,
            chapter,
            title,
            author,
        });
        Some(folder.join(format!("{name}.{extension}")))
    }
}

/// The folder that is meant.
fn folder_of(wish: Wish<'_>, title: &str) -> PathBuf {
    match (wish.output, wish.folder) {
        (Some(folder), _) => folder.to_owned(),
        (None, Some(folder)) => folder.join(folder_name(title)),
        (None, None) => PathBuf::from(folder_name(title)),
    }
}

/// A copy of the book.
fn overlaid(epub: &Path, wish: Wish<'_>, title: &str) -> Result<(Output, Format), Usage> {
    if wish.split == Some(Split::Chapter) {
        return Err(Usage("--format epub is one file; leave --split chapter out".to_owned()));
    }
    let file = match wish.output.filter(|path| is_file_name(path)) {
        Some(file) if !is_epub_name(file) => {
            return Err(Usage(format!(
                "-o {} is no .epub file, as --format epub asks: leave one of them out",
                file.display()
            )));
        }
        Some(file) => file.to_owned(),
        None => folder_of(wish, title).join(format!("{}.epub", folder_name(title))),
    };
    let same = |one: &Path, other: &Path| Some(one.canonicalize().ok()? == other.canonicalize().ok()?);
    if same(&file, epub) == Some(true) {
        return Err(Usage(format!(
            "-o {} is the book itself; name another file",
            file.display()
        )));
    }
    let output = Output::Overlaid {
        book: epub.to_owned(),
        file,
    };
    Ok((output, Format::Mp3))
}

/// Whether a path is that of an EPUB.
pub(super) fn is_epub_name(path: &Path) -> bool {
    is_file_name(path)
        && path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("epub"))
}

fn is_file_name(path: &Path) -> bool {
    let means_folder = path.to_string_lossy().ends_with(std::path::is_separator) || path.is_dir();
    path.extension().is_some() && !means_folder
}

/// One file, of the kind its extension says.
fn one_file(file: &Path, wish: Wish<'_>) -> Result<(Output, Format), Usage> {
    let shown = file.display();
    if wish.split == Some(Split::Chapter) {
        return Err(Usage(format!(
            "-o {shown} is one file, --split chapter needs a folder: leave one of them out"
        )));
    }
    let extension = file.extension().unwrap_or_default().to_string_lossy();
    let Some(format) = Format::of_extension(&extension) else {
        let known: Vec<_> = Format::ALL
            .into_iter()
            .map(|format| format!(".{}", format.extension()))
            .chain([".epub".to_owned()])
            .collect();
        return Err(Usage(format!(
            "-o {shown}: files are written as {}; a folder of this name is meant by {shown}/",
            known.join(", ")
        )));
    };
    if let Some(asked) = wish.format.filter(|asked| *asked != format) {
        let asked = asked.extension();
        return Err(Usage(format!(
            "-o {shown} is no .{asked} file, as --format {asked} asks: leave one of them out"
        )));
    }
    Ok((Output::OneFile(file.to_owned()), format))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: Written<'_> = Written {
        title: "Moby-Dick; or, The Whale",
        author: "Herman Melville",
        last_chapter: 144,
    };

    fn decide(output: Option<&str>, split: Option<Split>) -> Result<Output, Usage> {
        let wish = Wish {
            output: output.map(Path::new),
            split,
            format: None,
            folder: None,
            template: "{number} {chapter}",
            overlay: None,
        };
        Output::decide(wish, BOOK).map(|(output, _)| output)
    }

    fn first_file(output: Option<&str>, split: Option<Split>) -> PathBuf {
        let mut output = decide(output, split).unwrap();
        let chapter = output.chapter_file(3, "The Spouter-Inn");
        match output {
            Output::OneFile(file) | Output::Overlaid { file, .. } => file,
            Output::Folder { .. } => chapter.unwrap(),
        }
    }

    #[test]
    fn a_folder_that_is_only_tried_is_not_left_behind() {
        let home = tempfile::tempdir().unwrap();
        let within = |path: &str| decide(home.path().join(path).to_str(), None).unwrap();
        within("books/whale").prepare().unwrap();
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
        within("").prepare().unwrap();
        assert!(home.path().exists(), "a folder that was there stays");
    }

    #[test]
    fn an_extension_makes_a_file() {
        assert_eq!(first_file(Some("out/whale.wav"), None), Path::new("out/whale.wav"));
        assert_eq!(first_file(Some("out"), None), Path::new("out/003 The Spouter-Inn.wav"));
        assert_eq!(
            first_file(Some("v1.2/"), None),
            Path::new("v1.2/003 The Spouter-Inn.wav")
        );
        assert_eq!(
            first_file(None, Some(Split::Book)),
            Path::new("Moby-Dick; or, The Whale/Moby-Dick; or, The Whale.m4b")
        );
    }

    #[test]
    fn format_and_split_find_each_other() {
        for (format, split, whole, meant) in [
            (None, None, false, Format::Wav),
            (None, Some(Split::Book), true, Format::M4b),
            (None, Some(Split::Chapter), false, Format::Wav),
            (Some(Format::M4b), None, true, Format::M4b),
            (Some(Format::M4b), Some(Split::Chapter), false, Format::M4b),
            (Some(Format::Flac), None, false, Format::Flac),
            (Some(Format::Flac), Some(Split::Book), true, Format::Flac),
        ] {
            let wish = Wish {
                output: None,
                split,
                format,
                folder: None,
                template: "{number}",
                overlay: None,
            };
            let (output, found) = Output::decide(wish, BOOK).unwrap();
            assert_eq!(
                (matches!(output, Output::OneFile(_)), found),
                (whole, meant),
                "{wish:?}"
            );
        }
    }

    #[test]
    fn a_book_with_sound_is_never_the_book_itself() {
        let home = tempfile::tempdir().unwrap();
        let epub = home.path().join("whale.epub");
        std::fs::write(&epub, "").unwrap();
        let wish = |output, split| Wish {
            output,
            split,
            format: Some(Format::Mp3),
            folder: None,
            template: "{number}",
            overlay: Some(&epub),
        };
        let (output, format) = Output::decide(wish(None, None), BOOK).unwrap();
        assert_eq!(format, Format::Mp3);
        assert!(matches!(output, Output::Overlaid { file, .. } if file.ends_with("Moby-Dick; or, The Whale.epub")));
        let error = Output::decide(wish(Some(&epub), None), BOOK).unwrap_err();
        assert!(error.to_string().contains("the book itself"), "{error}");
        let error = Output::decide(wish(Some(Path::new("whale.mp3")), None), BOOK).unwrap_err();
        assert!(error.to_string().contains("no .epub"), "{error}");
        assert!(Output::decide(wish(None, Some(Split::Chapter)), BOOK).is_err());
    }

    #[test]
    fn stdout_is_no_folder() {
        let error = decide(Some("-"), None).unwrap_err();
        assert!(error.to_string().contains("lector speak"), "{error}");
        assert_eq!(first_file(Some("./-"), None), Path::new("./-/003 The Spouter-Inn.wav"));
    }

    #[test]
    fn contradictions_are_explained() {
        let one = decide(Some("whale.wav"), Some(Split::Chapter)).unwrap_err();
        assert!(one.to_string().contains("leave one of them out"));
        let other = decide(Some("whale.aiff"), None).unwrap_err();
        assert!(
            other.to_string().contains(".m4b, .mp3, .opus, .flac, .wav, .epub"),
            "{other}"
        );
        let wish = Wish {
            output: Some(Path::new("whale.wav")),
            split: None,
            format: Some(Format::Flac),
            folder: None,
            template: "{number}",
            overlay: None,
        };
        let both = Output::decide(wish, BOOK).unwrap_err();
        assert!(both.to_string().contains("--format flac"), "{both}");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_found_at_once() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        std::fs::write(&file, "").unwrap();
        let output = Output::OneFile(file.join("whale.wav"));
        let message = format!("{:#}", output.prepare().unwrap_err());
        assert!(message.contains("file") && message.contains("-o"), "{message}");
    }
}
