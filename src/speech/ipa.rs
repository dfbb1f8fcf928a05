//! The International Phonetic Alphabet, as pronunciation lexicons write it, in Kokoro's alphabet.

use super::alphabet::{is_phoneme, is_stress, keep_phonemes, parted};
use super::respell::replace;
use super::{Language, Phonemes};

/// Turns IPA into the phonemes of a language as Kokoro knows them.
///
/// Diphthongs and affricates become Kokoro's single symbols, stress moves from the start of the syllable to its vowel,
/// American and British vowels become those of `language`, and sounds Kokoro has no symbol for the nearest one it has.
/// Whatever has no sound (syllable dots, brackets, unknown signs) is left out.
#[must_use]
pub fn from_ipa(ipa: &str, language: Language) -> Phonemes {
    let plain: String = parted(ipa).filter_map(plain).collect();
    let own = match language {
        Language::EnglishUs => [ENGLISH, AMERICAN],
        Language::EnglishGb => [ENGLISH, BRITISH],
        Language::Mandarin => [AFFRICATES, MANDARIN],
        Language::French => [TIED, NEAREST],
        _ => [AFFRICATES, NEAREST],
    };
    Phonemes::new(keep_phonemes(&stress_on_vowels(&replace(&plain, &own)), &[]))
}

/// A sign among phonemes, Kokoro's or IPA's, that has no sound in a language.
pub(super) fn without_sound(phonemes: &str, language: Language) -> Option<char> {
    let is_known = |sign: char| match sign {
        // Marks over and under a sign, and ties, say something of their neighbours.
        '\u{300}'..='\u{36f}' => true,
        _ if is_phoneme(sign) || sign.is_whitespace() => true,
        _ => plain(sign).is_none_or(|sign| from_ipa(&format!("ə{sign}ə"), language).as_str() != "əə"),
    };
    phonemes.chars().find(|sign| !is_known(*sign))
}

/// One sign of IPA without what Kokoro has no use for; ties are `^`.
fn plain(sign: char) -> Option<char> {
    match sign {
        '\u{361}' | '\u{35c}' => Some('^'),
        '\'' | '’' | 'ʼ' => Some('ˈ'),
        ':' => Some('ː'),
        'g' => Some('ɡ'),
        '\u{303}' | '\u{329}' => Some(sign),
        '\u{300}'..='\u{36f}' | '.' | '‿' | '|' | '‖' | '/' | '[' | ']' | '(' | ')' | 'ˑ' | 'ˠ' | 'ˤ' => None,
        _ if sign.is_whitespace() => Some(' '),
        _ => Some(sign),
    }
}

/// Affricates, where the tie says that they are one sound.
const TIED: &str = "t^ʃ→ʧ d^ʒ→ʤ t^s→ʦ d^z→ʣ t^ɕ→ʨ d^ʑ→ʥ";

/// Affricates, tied or not.
const AFFRICATES: &str = "t^ʃ→ʧ d^ʒ→ʤ t^s→ʦ d^z→ʣ t^ɕ→ʨ d^ʑ→ʥ tʃ→ʧ dʒ→ʤ ts→ʦ dz→ʣ tɕ→ʨ dʑ→ʥ";

/// Sounds of no English, and signs Kokoro has another for.
const NEAREST: &str = "ɝ→ɜɹ ʏ→y ɵ→o ʉ→u ɞ→ɜ ɘ→ə ɶ→œ ʍ→w ɫ→l ɱ→m ʐ→ʒ ʑ→ʒ ɭ→l ʟ→l ɬ→l ɮ→l ħ→h ɦ→h ʕ→ʔ ɓ→b ɗ→d ɠ→ɡ ɢ→ɡ ʙ→b ʀ→ʁ ɧ→ʃ \
    ɺ→ɾ ʷ→w ⁿ→n ^→ \u{329}→";

/// What both sides of the Atlantic share, as Misaki's dictionaries write it.
const ENGLISH: &str = "t^ʃ→ʧ d^ʒ→ʤ tʃ→ʧ dʒ→ʤ e^ɪ→A eɪ→A ei→A a^ɪ→I aɪ→I ai→I a^ʊ→W aʊ→W au→W ɔ^ɪ→Y ɔɪ→Y ɔi→Y l\u{329}→ᵊl \
    n\u{329}→ᵊn m\u{329}→ᵊm r\u{329}→əɹ ɹ\u{329}→əɹ \u{329}→ r→ɹ ʁ→ɹ ɻ→ɹ ʀ→ɹ x→k χ→k ç→k ɣ→ɡ ɫ→l ɬ→l ʎ→lj \
    ɲ→nj ʍ→w ɐ→ə ɘ→ə ɨ→ɪ ʉ→u ɵ→ʊ β→v ʋ→v ɸ→f ɕ→ʃ ʂ→ʃ ʐ→ʒ ʑ→ʒ ʝ→j ɥ→w ɱ→m ɳ→n ɴ→ŋ ʈ→t ɖ→d ɟ→d c→k q→k ɽ→ɹ ħ→h \
    ɦ→h ʕ→ ʰ→ ʲ→j ʷ→w \u{303}→ ^→";

const AMERICAN: &str = "o^ʊ→O oʊ→O ə^ʊ→O əʊ→O ou→O oɹ→ɔɹ oːɹ→ɔɹ or→ɔɹ oːr→ɔɹ oː→O o→O ɜːr→ɜɹ ɜːɹ→ɜɹ ɜr→ɜɹ ɜɹ→ɜɹ ɜː→ɜɹ ɜ→ɜɹ ɝː→ɜɹ \
    ɝ→ɜɹ ɚ→əɹ ɪər→ɪɹ ɪəɹ→ɪɹ ɪə→iə eər→ɛɹ eəɹ→ɛɹ eə→ɛɹ ɛər→ɛɹ ɛəɹ→ɛɹ ɛə→ɛɹ ʊər→ʊɹ ʊəɹ→ʊɹ ʊə→ʊɹ ɒ→ɑ e→ɛ a→æ \
    aː→ɑ ɾ→T ʔ→t y→u ø→ɜɹ œ→ɜɹ ː→";

const BRITISH: &str = "o^ʊ→Q oʊ→Q ə^ʊ→Q əʊ→Q ou→Q oː→ɔː o→Q ɜːr→ɜː ɜr→ɜː ɜɹ→ɜː ɝː→ɜː ɝ→ɜː ɚ→ə ɜː→ɜː ɜ→ɜː e^ə→ɛː eə→ɛː ɛə→ɛː \
    ɛː→ɛː ɑː→ɑː ɑ→ɑː æ→a e→ɛ aː→ɑː ɾ→t ʔ→t ᵻ→ɪ y→uː ø→ɜː œ→ɜː";

/// Pinyin's sounds; tones as Chao letters.
const MANDARIN: &str =
    "ʈ^ʂ→ꭧ ʈʂ→ꭧ t^ʂ→ꭧ tʂ→ꭧ ˥˩→↘ ˧˥→↗ ˨˩˦→↓ ˧˩˧→↓ ˨˩→↓ ˥˥→→ ˥→→ ɻ\u{329}→ɨ ɹ\u{329}→ɨ ʐ→ɻ ^→ \u{329}→";

/// Moves each stress mark to the next vowel.
fn stress_on_vowels(symbols: &str) -> String {
    let mut moved = String::with_capacity(symbols.len());
    let mut waiting = None;
    for symbol in symbols.chars() {
        if is_stress(symbol) {
            waiting = Some(symbol);
            continue;
        }
        if symbol == ' ' {
            waiting = None;
        } else if "AIOQWYaeiouyæøœɐɑɒɔəɚɛɜɤɨɪɯʊʌᵻ".contains(symbol) {
            moved.extend(waiting.take());
        }
        moved.push(symbol);
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ipa: &str, language: Language, phonemes: &str) {
        assert_eq!(from_ipa(ipa, language).as_str(), phonemes, "{ipa} in {language}");
    }

    #[test]
    fn english_words_as_misakis_dictionaries_have_them() {
        check("/ˈtʃʌmli/", Language::EnglishGb, "ʧˈʌmli");
        check("hɜːˈmaɪəni", Language::EnglishGb, "hɜːmˈIəni");
        check("hərˈmaɪ.ə.ni", Language::EnglishUs, "həɹmˈIəni");
        check("ˈwɔːtər", Language::EnglishUs, "wˈɔtəɹ");
        check("ˈwɔːtə", Language::EnglishGb, "wˈɔːtə");
        check("skweə", Language::EnglishGb, "skwɛː");
        check("ɡoʊ ɡəʊ", Language::EnglishUs, "ɡO ɡO");
        check("ɡoʊ ɡəʊ", Language::EnglishGb, "ɡQ ɡQ");
        check("bed", Language::EnglishUs, "bɛd");
        check("ˈbʌtn̩", Language::EnglishUs, "bˈʌtᵊn");
        check("nɝs", Language::EnglishUs, "nɜɹs");
        check("ˌɪntəˈnæʃənl", Language::EnglishGb, "ˌɪntənˈaʃənl");
    }

    #[test]
    fn other_languages_keep_their_sounds() {
        check("ˈt͡ʃao", Language::Italian, "ʧˈao");
        check("ˈɲiɲo", Language::Spanish, "ɲˈiɲo");
        check("bɔ̃ˈʒuʁ", Language::French, "bɔ̃ʒˈuʁ");
        check("tɕʰi˥˩", Language::Mandarin, "ʨʰi↘");
    }

    #[test]
    fn every_sign_of_the_chart_ends_in_the_alphabet() {
        let chart = "pbtdʈɖcɟkɡqɢʔmɱnɳɲŋɴʙrʀⱱɾɽɸβfvθðszʃʒʂʐçʝxɣχʁħʕhɦɬɮʋɹɻjɰlɭʎʟʘɓɗʄɠʛʍwɥʜʢʡɕʑɺɧiyɨʉɯuɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒɚɝˈˌːˑ";
        for language in Language::ALL {
            let phonemes = from_ipa(chart, language);
            assert!(phonemes.as_str().chars().all(is_phoneme), "{language}: {phonemes}");
        }
    }
}
