//! Hindi: the *a* that is written and not said, and long aspirates.

/// A consonant or vowel with its marks.
#[derive(Clone, Copy)]
struct Sound<'a> {
    text: &'a str,
    is_vowel: bool,
}

/// Takes out each *a* (`ə`) between a vowel and one consonant before it and one consonant and another vowel after it,
/// the last of a word first, as Hindi does (*करना* is *karnā*). The C program keeps it after *h* and before another *a*.
pub(super) fn correct(said: &mut String) {
    *said = said
        .replace("ʈʰː", "ʈʰʈʰ")
        .replace("cʰː", "cʰcʰ")
        .replace("kʰː", "kʰkʰ")
        .replace("tʰː", "tʰtʰ");
    let text = said.clone();
    let mut sounds = sounds(&text);
    for at in (1..sounds.len()).rev() {
        if is_silent(&sounds, at) {
            sounds.remove(at);
        }
    }
    *said = sounds.iter().map(|sound| sound.text).collect();
}

fn is_silent(sounds: &[Sound], at: usize) -> bool {
    let is = |at: usize, vowel: bool| sounds.get(at).is_some_and(|sound| sound.is_vowel == vowel);
    let is_a = |at: usize| is(at, true) && sounds[at].text.trim_start_matches(['ˈ', 'ˌ']) == "ə";
    if !is_a(at) {
        return false;
    }
    let between_syllables =
        at >= 2 && is(at - 1, false) && is(at - 2, true) && is(at + 1, false) && is(at + 2, true) && !is_a(at + 2);
    let before_a_vowel = is(at + 1, true);
    before_a_vowel || between_syllables && !sounds[at - 1].text.starts_with('h')
}

/// Parts a word; a stress mark goes with its vowel, and so do length and the nasal tilde.
fn sounds(said: &str) -> Vec<Sound<'_>> {
    let mut sounds: Vec<Sound> = Vec::new();
    let mut begin = 0;
    let mut has_letter = false;
    for (at, symbol) in said.char_indices() {
        let is_mark = matches!(symbol, 'ː' | 'ʰ' | 'ʲ' | '.' | '\u{303}');
        if has_letter && !is_mark {
            sounds.push(sound(&said[begin..at]));
            begin = at;
            has_letter = false;
        }
        has_letter |= !is_mark && !matches!(symbol, 'ˈ' | 'ˌ');
    }
    if begin < said.len() {
        sounds.push(sound(&said[begin..]));
    }
    sounds
}

fn sound(text: &str) -> Sound<'_> {
    let letter = text.trim_start_matches(['ˈ', 'ˌ']).chars().next();
    Sound {
        text,
        is_vowel: letter.is_some_and(|letter| "aeiouəɛɪɔʊʌ".contains(letter)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_is_not_said_between_syllables() {
        for (with, without) in [
            ("kˈʌɾənˌaː", "kˈʌɾnˌaː"),
            ("sˈʌməɟʰˌənaː", "sˈʌməɟʰnaː"),
            ("mˈʌtəlˌəb", "mˈʌtəlˌəb"),
            ("pˈʌhəlˌeː", "pˈʌhəlˌeː"),
            ("pˌʊstəkˈaːləˌɛj", "pˌʊstəkˈaːlˌɛj"),
            ("ˌi\u{303}təzˈaːɾ", "ˌi\u{303}tzˈaːɾ"),
            ("kɪtˈaːb", "kɪtˈaːb"),
            ("cˈɪʈʰːi", "cˈɪʈʰʈʰi"),
        ] {
            let mut said = with.to_owned();
            correct(&mut said);
            assert_eq!(said, without);
        }
    }
}
