//! Brazilian Portuguese: words in a row, and weak stresses.

/// Makes up for what the C program does between words: a last *o* glides into a vowel, the article *as* bears no
/// stress, and no weak stress follows the main one.
pub(super) fn correct(written: &[&str], words: &mut [String]) {
    for word in words.iter_mut() {
        if let Some((before, after)) = word.split_once('ˈ') {
            *word = format!("{before}ˈ{}", after.replace('ˌ', ""));
        }
    }
    for (word, written) in words.iter_mut().zip(written) {
        if written.eq_ignore_ascii_case("as") {
            *word = word.replace('ˈ', "");
        }
    }
    for at in 1..words.len() {
        let (before, after) = words.split_at_mut(at);
        let word = &mut before[at - 1];
        if begins_with_vowel(&after[0]) && glides(word) {
            word.pop();
            word.push('w');
        }
    }
}

fn begins_with_vowel(said: &str) -> bool {
    let first = said.chars().find(|symbol| !matches!(symbol, 'ˈ' | 'ˌ'));
    first.is_some_and(|symbol| "aeiouyɐæɛɪɔʊAIOWY".contains(symbol))
}

/// Whether a word ends in an unstressed *o* after a consonant or *ei*.
fn glides(said: &str) -> bool {
    let mut back = said.chars().rev();
    back.next() == Some('ʊ')
        && back
            .next()
            .is_some_and(|before| !"aeiouɛɔɐəʊˈˌ\u{303}".contains(before))
        && said.contains('ˈ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_words() {
        let mut words = ["ˈas", "mˈɛʤˌikʊ", "ˌalemˈɐ̃ʊ̃", "frˈiʊ", "ˌabˈIʃʊ"].map(str::to_owned);
        correct(&["as", "médico", "alemão", "frio", "abaixo"], &mut words);
        assert_eq!(words, ["as", "mˈɛʤikw", "ˌalemˈɐ̃ʊ̃", "frˈiʊ", "ˌabˈIʃʊ"]);
    }
}
