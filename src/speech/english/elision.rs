//! Words with letters left out at an end: *’tis*, *o’*, *walkin’*, *’ouse*. Misaki takes their apostrophe for a quote.

use misaki_rs::Lexicon as Dictionary;
use misaki_rs::lexicon::PhonemeEntry;

use super::guess::Guess;
use super::last_length;
use super::spelling::pronunciation;

/// `text` with elided words spelled as words that `guess` is told how to say, and with no apostrophe after a word that
/// is not a closing quote.
pub(super) fn spelled_out(dictionary: &Dictionary, guess: &Guess, text: &str) -> String {
    let mut open_quotes = 0_usize;
    let words = text.split(' ').map(|word| {
        let (lead, rest) = word.split_at(word.find(char::is_alphanumeric).unwrap_or(word.len()));
        let (core, trail) = rest.split_at(
            rest.rfind(char::is_alphanumeric)
                .map_or(0, |at| at + last_length(rest, at)),
        );
        Word { lead, core, trail }.spelled_out(dictionary, guess, &mut open_quotes)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Words that are elided whatever the mark before them.
const NEVER_QUOTED: [&str; 6] = ["em", "tis", "twas", "twere", "twill", "twould"];

/// A word between the punctuation before and after it.
struct Word<'a> {
    lead: &'a str,
    core: &'a str,
    trail: &'a str,
}

impl Word<'_> {
    fn spelled_out(&self, dictionary: &Dictionary, guess: &Guess, open_quotes: &mut usize) -> String {
        let &Self {
            mut lead,
            core,
            mut trail,
        } = self;
        let mut said = None;
        if let Some(before) = lead.strip_suffix(is_apostrophe).filter(|_| !core.is_empty()) {
            let mark = lead[before.len()..].chars().next().unwrap_or('’');
            said = self.without_beginning(dictionary, mark);
            if said.is_some() || mark == '’' {
                lead = before;
            } else {
                *open_quotes += 1;
            }
        }
        if let Some(after) = trail.strip_prefix(['’', '\'']).filter(|_| !core.is_empty()) {
            let elided = said.is_none().then(|| self.without_end(dictionary)).flatten();
            let closes = *open_quotes > 0 && elided.is_none();
            said = said.or(elided);
            if closes {
                *open_quotes -= 1;
            } else {
                trail = after;
            }
        } else if trail.ends_with(['’', '\'']) {
            *open_quotes = open_quotes.saturating_sub(1);
        }
        let core = said.map_or_else(
            || core.to_owned(),
            |phonemes| {
                let unlike_any = format!("{}qxz", core.to_lowercase().replace(is_apostrophe, ""));
                guess.said_as(&unlike_any, &phonemes);
                unlike_any
            },
        );
        format!("{lead}{core}{trail}")
    }

    /// What is said when the word's beginning is left out: as the dictionary has it, or an *h* dropped.
    fn without_beginning(&self, dictionary: &Dictionary, mark: char) -> Option<String> {
        let word = self.core.to_lowercase().replace('’', "'");
        if let Some(whole) = word
            .strip_prefix('t')
            .filter(|whole| ["isn't", "wasn't", "weren't"].contains(whole))
        {
            return pronunciation(dictionary, whole).map(|phonemes| format!("t{phonemes}"));
        }
        if !word.bytes().all(|letter| letter.is_ascii_alphabetic()) {
            return None;
        }
        // ‘Cause may open a quotation, ’cause may not; ‘tis is nothing else.
        let is_word = !NEVER_QUOTED.contains(&word.as_str()) && pronunciation(dictionary, &word).is_some();
        if mark == '‘' && is_word {
            return None;
        }
        let elided = if self.trail.starts_with(is_apostrophe) {
            format!("'{word}'")
        } else {
            format!("'{word}")
        };
        let clipped = match word.as_str() {
            "neath" => Some(
                if dictionary.lang == misaki_rs::Language::EnglishGB {
                    "nˈiːθ"
                } else {
                    "nˈiθ"
                }
                .to_owned(),
            ),
            "til" => pronunciation(dictionary, "till"),
            "bout" | "round" | "till" => pronunciation(dictionary, &word),
            "d" | "ll" | "m" | "re" | "s" | "t" | "ve" => return None,
            _ => own_entry(dictionary, &elided),
        };
        clipped.or_else(|| {
            let whole = pronunciation(dictionary, &format!("h{word}"))?;
            let is_sure = mark == '’' || !is_word;
            whole.strip_prefix('h').filter(|_| is_sure).map(str::to_owned)
        })
    }

    /// What is said when the word's end is left out.
    fn without_end(&self, dictionary: &Dictionary) -> Option<String> {
        let word = self.core.to_lowercase();
        match word.as_str() {
            "o" => return Some("ə".to_owned()),
            "an" => return Some("ən".to_owned()),
            "th" => return Some("ðə".to_owned()),
            "ol" => return pronunciation(dictionary, "ole"),
            _ => {}
        }
        if let Some(phonemes) = own_entry(dictionary, &format!("{word}'")) {
            return Some(phonemes);
        }
        word.strip_suffix("in").filter(|stem| stem.len() > 1)?;
        let whole = pronunciation(dictionary, &format!("{word}g"))?;
        whole.strip_suffix('ŋ').map(|stem| format!("{stem}n"))
    }
}

fn is_apostrophe(symbol: char) -> bool {
    matches!(symbol, '’' | '‘' | '\'')
}

/// The dictionary's entry for the word with its apostrophe.
fn own_entry(dictionary: &Dictionary, word: &str) -> Option<String> {
    match dictionary.golds.get(word)? {
        PhonemeEntry::Simple(phonemes) => Some(phonemes.clone()),
        PhonemeEntry::Tagged(_) => None,
    }
}
