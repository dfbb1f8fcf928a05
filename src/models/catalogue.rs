//! The models lector knows: where each comes from and what its files must be, from `catalogue.json`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::hugging_face;
use crate::speech::VoiceName;

/// The forms Hugging Face has the full model in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Variant {
    /// 32-bit floats, in a repository named bf16.
    Full,
    /// Linear layers packed to 8 bits.
    EightBit,
}

/// A model lector can fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// From Hugging Face.
    Kokoro82m(Variant),
    /// From package registries: an 8-bit ONNX export, converted.
    Kokoro82mInt8,
}

impl Source {
    /// Every source, the best first.
    pub const ALL: [Self; 3] = [
        Self::Kokoro82m(Variant::Full),
        Self::Kokoro82m(Variant::EightBit),
        Self::Kokoro82mInt8,
    ];

    /// The name of its folder under the models folder.
    #[must_use]
    pub fn folder_name(self) -> &'static str {
        match self {
            Self::Kokoro82m(Variant::Full) => "kokoro-82m",
            Self::Kokoro82m(Variant::EightBit) => "kokoro-82m-8bit",
            Self::Kokoro82mInt8 => "kokoro-82m-int8",
        }
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn description(self) -> &'static str {
        &self.model().description
    }

    /// The size of its files, about right where they are not all known.
    #[must_use]
    pub fn bytes(self) -> u64 {
        self.recipe().bytes()
    }

    /// How it is made.
    pub(super) fn recipe(self) -> Recipe {
        let model = self.model();
        let voices = CATALOGUE.voices.iter().map(|voice| {
            let hash = match self {
                Self::Kokoro82m(Variant::EightBit) => voice.sha256_8bit.as_ref(),
                Self::Kokoro82m(Variant::Full) | Self::Kokoro82mInt8 => Some(&voice.sha256),
            };
            PinnedFile::new(&format!("voices/{}.safetensors", voice.name), model.voice_bytes, hash)
        });
        let pinned = |path, pin: &Pin| PinnedFile::new(path, pin.bytes, pin.sha256.as_ref());
        Recipe {
            name: self.folder_name().to_owned(),
            files: [pinned("config.json", &model.config), pinned(WEIGHTS, &model.weights)]
                .into_iter()
                .chain(voices)
                .collect(),
            origin: match self {
                Self::Kokoro82m(Variant::Full) => CATALOGUE.full.origin(),
                Self::Kokoro82m(Variant::EightBit) => CATALOGUE.eight_bit.origin(),
                Self::Kokoro82mInt8 => Origin::Packages(&CATALOGUE.int8),
            },
        }
    }

    fn model(self) -> &'static Model {
        match self {
            Self::Kokoro82m(Variant::Full) => &CATALOGUE.full.model,
            Self::Kokoro82m(Variant::EightBit) => &CATALOGUE.eight_bit.model,
            Self::Kokoro82mInt8 => &CATALOGUE.int8.model,
        }
    }
}

/// The grade the makers of Kokoro give a voice, from A to F, where they give one.
#[must_use]
pub fn grade(voice: &VoiceName) -> Option<&'static str> {
    let known = CATALOGUE.voices.iter().find(|known| known.name == voice.as_str())?;
    known.grade.as_deref()
}

/// How a model is made.
#[derive(Debug)]
pub(super) struct Recipe {
    /// The name of its folder.
    pub name: String,
    /// The files it has in the end.
    pub files: Vec<PinnedFile>,
    /// Where they come from.
    pub origin: Origin,
}

impl Recipe {
    /// Whether it makes a model, and no dictionary.
    pub(super) fn is_model(&self) -> bool {
        !matches!(self.origin, Origin::Dictionary(_))
    }

    pub(super) fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// Where the files of a model come from.
#[derive(Debug)]
pub(super) enum Origin {
    /// One by one from a repository on Hugging Face.
    HuggingFace {
        /// What the files' paths follow.
        address: String,
    },
    /// Out of packages.
    Packages(&'static Packages),
    /// Out of packages too, but a dictionary and no model.
    Dictionary(&'static DictionaryPackages),
}

/// A file of a model.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct PinnedFile {
    /// Its path inside the model's folder, and inside its repository.
    pub path: String,
    /// How long it is. A guess where there is no hash.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal, where it is known.
    pub sha256: Option<String>,
}

impl PinnedFile {
    fn new(path: &str, bytes: u64, sha256: Option<&String>) -> Self {
        Self {
            path: path.to_owned(),
            bytes,
            sha256: sha256.cloned(),
        }
    }
}

/// The whole of `catalogue.json`.
#[derive(Debug, Deserialize)]
struct Catalogue {
    #[serde(rename = "kokoro-82m")]
    full: Repository,
    #[serde(rename = "kokoro-82m-8bit")]
    eight_bit: Repository,
    #[serde(rename = "kokoro-82m-int8")]
    int8: Packages,
    #[serde(rename = "unidic-lite")]
    unidic: DictionaryPackages,
    voices: Vec<KnownVoice>,
}

/// A repository on Hugging Face at one revision.
#[derive(Debug, Deserialize)]
struct Repository {
    #[serde(rename = "repository")]
    name: String,
    revision: String,
    #[serde(flatten)]
    model: Model,
}

impl Repository {
    fn origin(&self) -> Origin {
        Origin::HuggingFace {
            address: hugging_face::address(&self.name, &self.revision),
        }
    }
}

/// Packages that together make a model.
#[derive(Debug, Deserialize)]
pub(super) struct Packages {
    /// The ONNX export.
    pub export: Export,
    /// The package that holds `config.json`.
    pub configuration: Package,
    /// The package that holds the voices.
    pub voices: Package,
    #[serde(flatten)]
    model: Model,
}

/// Packages that together make the dictionary for Japanese.
#[derive(Debug, Deserialize)]
pub(super) struct DictionaryPackages {
    /// UniDic itself, as source: it comes in no other form.
    pub words: Package,
    /// The package with the list of words that are written as one.
    pub compounds: Package,
    files: Vec<PinnedFile>,
}

/// The folder of the dictionary for Japanese under the models folder.
pub(super) const DICTIONARY: &str = "unidic-lite";

/// How the dictionary for Japanese is made.
pub(super) fn dictionary_recipe() -> Recipe {
    Recipe {
        name: DICTIONARY.to_owned(),
        files: CATALOGUE.unidic.files.clone(),
        origin: Origin::Dictionary(&CATALOGUE.unidic),
    }
}

/// A file cut into packages.
#[derive(Debug, Deserialize)]
pub(super) struct Export {
    pub parts: Vec<Package>,
    pub sha256: String,
}

/// One file of a registry.
#[derive(Debug, Deserialize)]
pub(super) struct Package {
    #[serde(rename = "package")]
    pub name: String,
    pub version: String,
    pub bytes: u64,
    pub sha256: String,
}

/// What every model has.
#[derive(Debug, Deserialize)]
struct Model {
    description: String,
    config: Pin,
    weights: Pin,
    voice_bytes: u64,
}

#[derive(Clone, Debug, Deserialize)]
struct Pin {
    bytes: u64,
    sha256: Option<String>,
}

/// A voice all models have.
#[derive(Debug, Deserialize)]
struct KnownVoice {
    name: String,
    grade: Option<String>,
    sha256: String,
    sha256_8bit: Option<String>,
}

/// The weights' name in every source.
pub(super) const WEIGHTS: &str = "kokoro-v1_0.safetensors";

/// The catalogue, built into the program.
#[expect(clippy::expect_used, reason = "a file of the source, which a test reads")]
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    serde_json::from_str(include_str!("catalogue.json")).expect("catalogue.json is what it should be")
});
