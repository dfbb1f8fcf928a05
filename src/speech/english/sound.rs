//! Sounds written as words without a vowel: *shh*, *brrr*, *hmph*. eSpeak NG would spell them letter by letter.

/// How the sound is said, if the word is one.
pub(super) fn of(word: &str, british: bool) -> Option<String> {
    let letters = word.to_ascii_lowercase();
    let shouted = word.chars().nth(1).is_some_and(char::is_uppercase);
    let has_run = letters.as_bytes().windows(2).any(|two| two[0] == two[1]);
    let is_sound = letters.bytes().all(|letter| b"bfghkmnprstz".contains(&letter)) && (has_run && !shouted);
    if !is_sound && !["hmph", "hrmph", "mhm", "pst", "psh", "sh", "tch", "tsk"].contains(&letters.as_str()) {
        return None;
    }
    let vowel = if british { "ˈɜː" } else { "ˈɜɹ" };
    let mut said = String::new();
    let mut rest = letters.as_str();
    while let Some(first) = rest.chars().next() {
        let (length, sound) = match first {
            _ if rest.starts_with("tch") => (3, "ʧ"),
            _ if rest.starts_with("sh") => (2, "ʃ"),
            _ if rest.starts_with("ph") => (2, "f"),
            // What a run of r stands for is a vowel, and one r behind a vowel.
            'r' => (rest.len() - rest.trim_start_matches('r').len(), vowel),
            'g' => (1, "ɡ"),
            'h' if !said.is_empty() && !rest.starts_with("hm") => (1, ""),
            _ => (1, &rest[..1]),
        };
        // A sound that goes on is written twice at most, as Misaki's dictionary does (*hmm*, *pst*).
        let twice = !sound.is_empty() && said.ends_with(&sound.repeat(2));
        if !twice {
            said.push_str(sound);
        }
        rest = &rest[length..];
    }
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_are_not_spelled() {
        for (word, american, british) in [
            ("Shh", "ʃ", "ʃ"),
            ("brrr", "bˈɜɹ", "bˈɜː"),
            ("hmph", "hmf", "hmf"),
            ("Tsk", "tsk", "tsk"),
            ("Pssst", "psst", "psst"),
            ("mmhm", "mmhm", "mmhm"),
        ] {
            assert_eq!(of(word, false).as_deref(), Some(american));
            assert_eq!(of(word, true).as_deref(), Some(british));
        }
    }

    #[test]
    fn abbreviations_are() {
        for word in ["Sgt", "Ltd", "MMS", "St", "hello"] {
            assert_eq!(of(word, false), None);
        }
    }
}
