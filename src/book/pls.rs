//! Pronunciation lexicons a book brings along (W3C PLS).

use super::Alphabet;
use super::epub::{Container, Package};
use super::markup::Markup;

/// The media type of a lexicon in the package document.
pub(super) const MEDIA_TYPE: &str = "application/pls+xml";

/// A word of the book's own lexicons, and how it is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LexiconWord {
    /// The word or phrase as the pages write it.
    pub word: String,
    /// How it is said.
    pub said: WordSaid,
    /// The language it is of, a BCP 47 tag.
    pub language: Option<String>,
}

/// How a word of a lexicon is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WordSaid {
    /// As these phonemes.
    Phonemes(Alphabet, String),
    /// As these other words.
    Alias(String),
}

/// The words of all lexicons of a package; what cannot be read is passed over, as the book can be read without.
pub(super) fn lexicons(container: &mut Container, package: &Package) -> Vec<LexiconWord> {
    let files = package.lexicons.iter();
    files
        .filter_map(|file| container.read_markup(file).ok())
        .flat_map(|markup| words(&markup))
        .collect()
}

/// The words of one lexicon, the preferred way of saying each, else the first.
fn words(markup: &Markup) -> Vec<LexiconWord> {
    let whole = 0..markup.len();
    let root = markup.find(whole.clone(), "lexicon").and_then(|id| markup.element(id));
    let of_root = |name: &str| root.and_then(|root| root.attribute(name)).map(str::to_owned);
    let (language, alphabet) = (of_root("xml:lang"), of_root("alphabet"));
    let lexemes = markup.elements(whole).filter(|(_, element)| element.name() == "lexeme");
    lexemes
        .flat_map(|(lexeme, _)| {
            let inside = || markup.elements(markup.inside(lexeme));
            let named = |name: &'static str| inside().filter(move |(_, element)| element.name() == name);
            let text = |id| markup.text(markup.inside(id));
            let ways = || inside().filter(|(_, element)| matches!(element.name(), "phoneme" | "alias"));
            let preferred = ways().find(|(_, element)| element.attribute("prefer") == Some("true"));
            let said = preferred.or_else(|| ways().next()).map(|(id, element)| {
                if element.name() == "alias" {
                    return WordSaid::Alias(text(id));
                }
                let alphabet = element.attribute("alphabet").or(alphabet.as_deref());
                WordSaid::Phonemes(Alphabet::named(alphabet.unwrap_or("ipa")), text(id))
            });
            let words = named("grapheme")
                .map(|(id, _)| text(id))
                .filter(|word| !word.is_empty());
            let word = |word| {
                Some(LexiconWord {
                    word,
                    said: said.clone()?,
                    language: language.clone(),
                })
            };
            words.filter_map(word).collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_by_the_way_that_is_preferred() {
        let markup = Markup::parse(
            r#"<lexicon version="1.0" alphabet="ipa" xml:lang="en-US" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">
              <lexeme><grapheme>lead</grapheme><phoneme>lid</phoneme><phoneme prefer="true">lɛd</phoneme></lexeme>
              <lexeme><grapheme>W3C</grapheme><grapheme>w3c</grapheme><alias>World Wide Web Consortium</alias></lexeme>
              <lexeme><grapheme>Newton</grapheme><phoneme alphabet="x-sampa">"njut@n</phoneme></lexeme>
              <lexeme><grapheme>silent</grapheme></lexeme>
            </lexicon>"#,
        )
        .unwrap_or_default();
        let words = words(&markup);
        let phonemes = |alphabet, phonemes: &str| WordSaid::Phonemes(alphabet, phonemes.to_owned());
        let found: Vec<_> = words
            .iter()
            .map(|word| (word.word.as_str(), word.said.clone()))
            .collect();
        let consortium = WordSaid::Alias("World Wide Web Consortium".to_owned());
        assert_eq!(
            found,
            [
                ("lead", phonemes(Alphabet::Ipa, "lɛd")),
                ("W3C", consortium.clone()),
                ("w3c", consortium),
                ("Newton", phonemes(Alphabet::XSampa, "\"njut@n")),
            ]
        );
        assert!(words.iter().all(|word| word.language.as_deref() == Some("en-US")));
    }
}
