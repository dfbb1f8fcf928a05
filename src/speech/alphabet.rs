//! Kokoro's alphabet: the 114 symbols Kokoro-82M v1.0 has a token for.

use unicode_normalization::UnicodeNormalization;

/// The keys of `vocab` in the model's `config.json`. U+0303, the tilde of nasal vowels, is a symbol of its own.
const ALPHABET: &str = ";:,.!?—…\"()“” \u{303}ʣʥʦʨᵝꭧAIOQSTWYᵊabcdefhijklmnopqrstuvwxyzɑɐɒæβɔɕçɖðʤəɚɛɜɟɡɥɨɪʝɯɰŋɳɲɴøɸθœɹɾɻʁɽʂʃʈʧʊʋʌɣɤχʎʒʔˈˌːʰʲ↓→↗↘ᵻ";

/// Whether the model has a token for this symbol.
#[must_use]
pub fn is_phoneme(symbol: char) -> bool {
    ALPHABET.contains(symbol)
}

/// Whether a symbol belongs to the one before it and must not be parted from it.
pub(super) fn is_modifier(symbol: char) -> bool {
    matches!(symbol, 'ː' | 'ʰ' | 'ʲ' | 'ᵝ' | '\u{303}' | '↓' | '→' | '↗' | '↘')
}

/// Whether a symbol belongs to the one after it.
pub(super) fn is_stress(symbol: char) -> bool {
    matches!(symbol, 'ˈ' | 'ˌ')
}

/// `symbols` without what the model has no token for, and with no run of spaces longer than one and none at the ends.
///
/// `also` are symbols to keep that the reference front ends write although the model skips them (`¿` and `¡`).
pub(super) fn keep_phonemes(symbols: &str, also: &[char]) -> String {
    let mut kept = String::with_capacity(symbols.len());
    for symbol in parted(symbols) {
        let symbol = if symbol.is_whitespace() { ' ' } else { symbol };
        let repeated_space = symbol == ' ' && kept.ends_with(' ');
        if !repeated_space && (is_phoneme(symbol) || also.contains(&symbol)) {
            kept.push(symbol);
        }
    }
    kept.trim().to_owned()
}

/// `symbols` with accents as signs of their own, but for letters that are phonemes with theirs (ç).
pub(super) fn parted(symbols: &str) -> impl Iterator<Item = char> {
    symbols.chars().flat_map(|symbol| {
        let letters: Vec<char> = if is_phoneme(symbol) {
            vec![symbol]
        } else {
            symbol.nfd().collect()
        };
        letters
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_114_symbols() {
        assert_eq!(ALPHABET.chars().count(), 114);
        assert!(is_phoneme('ɡ') && !is_phoneme('g'));
    }

    #[test]
    fn what_the_model_does_not_know_goes() {
        assert_eq!(keep_phonemes(" a❓b\n\n-c  g ", &[]), "ab c");
        assert_eq!(keep_phonemes("ã", &[]), "a\u{303}");
        assert_eq!(keep_phonemes("ç", &[]), "ç");
        assert_eq!(keep_phonemes("¿a", &['¿']), "¿a");
    }
}
