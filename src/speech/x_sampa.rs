//! X-SAMPA: the International Phonetic Alphabet typed in ASCII, after J. C. Wells, “Computer-coding the IPA” (1995).

use super::ipa::from_ipa;
use super::respell::replace;
use super::{Language, Phonemes};

/// Turns X-SAMPA into the phonemes of a language as Kokoro knows them; see [`from_ipa`].
#[must_use]
pub fn from_x_sampa(x_sampa: &str, language: Language) -> Phonemes {
    from_ipa(&replace(x_sampa, &[CODES]), language)
}

/// Codes that are not the IPA's own small letters.
const CODES: &str = "A→ɑ B→β B\\→ʙ b_<→ɓ C→ç D→ð d`→ɖ d_<→ɗ E→ɛ F→ɱ g→ɡ g_<→ɠ G→ɣ G\\→ɢ G\\_<→ʛ H→ɥ H\\→ʜ h\\→ɦ I→ɪ I\\→ᵻ J→ɲ \
    J\\→ɟ J\\_<→ʄ j\\→ʝ K→ɬ K\\→ɮ L→ʎ L\\→ʟ l`→ɭ l\\→ɺ M→ɯ M\\→ɰ N→ŋ N\\→ɴ n`→ɳ O→ɔ O\\→ʘ P→ʋ v\\→ʋ p\\→ɸ Q→ɒ \
    R→ʁ R\\→ʀ r`→ɽ r\\→ɹ r\\`→ɻ S→ʃ s`→ʂ s\\→ɕ T→θ t`→ʈ U→ʊ U\\→ʊ V→ʌ W→ʍ X→χ X\\→ħ x\\→ɧ Y→ʏ Z→ʒ z`→ʐ z\\→ʑ \
    1→ɨ 2→ø 3→ɜ 3\\→ɞ 4→ɾ 5→ɫ 6→ɐ 7→ɤ 8→ɵ 9→œ &→ɶ @→ə @\\→ɘ @`→ɚ 3`→ɝ {→æ }→ʉ ?→ʔ ?\\→ʕ <\\→ʢ >\\→ʡ \"→ˈ %→ˌ \
    '→ʲ :→ː :\\→ˑ -→ |→ ||→ _h→ʰ _j→ʲ _w→ʷ _G→ˠ _?\\→ˤ _n→ⁿ ~→\u{303} _~→\u{303} =→\u{329} _=→\u{329} \
    _→\u{361} _T→˥ _H→˦ _M→˧ _L→˨ _B→˩ _0→ _v→ _c→ _+→ _-→ _\"→ _x→ _^→ _r→ _o→ _t→ _d→ _a→ _m→ _N→ _e→ _k→ \
    _l→ _q→ _A→ _O→ _X→ _}→ _>→ `→";

#[cfg(test)]
mod tests {
    use super::*;

    fn ipa(x_sampa: &str) -> String {
        replace(x_sampa, &[CODES])
    }

    #[test]
    fn codes_become_signs() {
        assert_eq!(ipa("\"tSVm.li"), "ˈtʃʌm.li");
        assert_eq!(ipa("t_S d_Z r\\`"), "t͡ʃ d͡ʒ ɻ");
        assert_eq!(ipa("bO~\"ZuR"), "bɔ̃ˈʒuʁ");
    }

    #[test]
    fn and_phonemes() {
        assert_eq!(from_x_sampa("\"tSVmli", Language::EnglishGb).as_str(), "ʧˈʌmli");
        assert_eq!(from_x_sampa("h3:\"maI@ni", Language::EnglishUs).as_str(), "hɜɹmˈIəni");
        assert_eq!(from_x_sampa("\"ni:.@", Language::EnglishGb).as_str(), "nˈiːə");
    }
}
