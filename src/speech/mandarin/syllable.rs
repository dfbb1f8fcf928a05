//! A syllable of pinyin in the sounds Kokoro knows.

/// Initials, the longest first.
const INITIALS: [(&str, &str); 21] = [
    ("zh", "ꭧ"),
    ("ch", "ꭧʰ"),
    ("sh", "ʂ"),
    ("b", "p"),
    ("p", "pʰ"),
    ("m", "m"),
    ("f", "f"),
    ("d", "t"),
    ("t", "tʰ"),
    ("n", "n"),
    ("l", "l"),
    ("g", "k"),
    ("k", "kʰ"),
    ("h", "x"),
    ("j", "ʨ"),
    ("q", "ʨʰ"),
    ("x", "ɕ"),
    ("r", "ɻ"),
    ("z", "ʦ"),
    ("c", "ʦʰ"),
    ("s", "s"),
];

/// Finals; the tone comes where the `0` is.
const FINALS: &str = "a→a0 ai→ai0 an→a0n ang→a0ŋ ao→au0 e→ɤ0 ei→ei0 en→ə0n eng→ə0ŋ i→i0 ia→ja0 ian→jɛ0n iang→ja0ŋ \
    iao→jau0 ie→je0 in→i0n iou→jou0 ing→i0ŋ iong→jʊ0ŋ ong→ʊ0ŋ ou→ou0 u→u0 uei→wei0 ua→wa0 uai→wai0 uan→wa0n uen→wə0n \
    uang→wa0ŋ ueng→wə0ŋ uo→wo0 o→wo0 ü→y0 üe→ɥe0 üan→ɥɛ0n ün→y0n";

/// Syllables of their own.
const WHOLE: &str = "er→ɚ0 r→ɚ0 o→ɔ0 io→jɔ0 yo→jɔ0 ê→ɛ0 m→m0 n→n0 ng→ŋ0 hm→hm0 hng→hŋ0";

/// Turns pinyin with its tone's number at the end (`zhong1`, `lü4` or `lv4`) into sounds with the tone's arrow behind
/// the vowel; a neutral tone has none. What is no pinyin is nothing.
pub(super) fn to_ipa(pinyin: &str) -> String {
    let tone = match pinyin.chars().last() {
        Some('1') => "→",
        Some('2') => "↗",
        Some('3') => "↓",
        Some('4') => "↘",
        _ => "",
    };
    let letters = pinyin
        .trim_end_matches(|symbol: char| symbol.is_ascii_digit())
        .replace('v', "ü");
    let sounds = look_up(WHOLE, &letters).map(str::to_owned).or_else(|| {
        let (initial, sound, rest) = INITIALS
            .iter()
            .find_map(|&(initial, sound)| Some((initial, sound, letters.strip_prefix(initial)?)))
            .unwrap_or(("", "", &letters));
        let last = full_final(initial, rest);
        let last = match initial {
            "zh" | "ch" | "sh" | "r" | "z" | "c" | "s" if last == "i" => "ɨ0",
            _ => look_up(FINALS, &last)?,
        };
        Some(format!("{sound}{last}"))
    });
    sounds.map_or_else(String::new, |sounds| sounds.replace('0', tone))
}

/// The final in full, as it is before pinyin's shortened spelling: *you* is *iou*, *jun* is *jün*.
fn full_final(initial: &str, rest: &str) -> String {
    let full = match (initial, rest) {
        ("", _) => replace_start(rest, &[("yu", "ü"), ("yi", "i"), ("y", "i"), ("wu", "u"), ("w", "u")]),
        ("j" | "q" | "x", _) => replace_start(rest, &[("u", "ü")]),
        _ => rest.to_owned(),
    };
    match full.as_str() {
        "iu" => "iou".to_owned(),
        "ui" => "uei".to_owned(),
        "un" => "uen".to_owned(),
        _ => full,
    }
}

fn replace_start(text: &str, starts: &[(&str, &str)]) -> String {
    let replaced = starts
        .iter()
        .find_map(|(from, to)| Some(format!("{to}{}", text.strip_prefix(from)?)));
    replaced.unwrap_or_else(|| text.to_owned())
}

fn look_up(table: &'static str, wanted: &str) -> Option<&'static str> {
    let mut pairs = table.split_whitespace().filter_map(|pair| pair.split_once('→'));
    pairs.find_map(|(key, value)| (key == wanted).then_some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables() {
        for (pinyin, sounds) in [
            ("ni3", "ni↓"),
            ("shi4", "ʂɨ↘"),
            ("zi5", "ʦɨ"),
            ("jie4", "ʨje↘"),
            ("yuan2", "ɥɛ↗n"),
            ("gong1", "kʊ→ŋ"),
            ("liu4", "ljou↘"),
            ("gui4", "kwei↘"),
            ("dun4", "twə↘n"),
            ("jun1", "ʨy→n"),
            ("lv4", "ly↘"),
            ("nüe4", "nɥe↘"),
            ("er2", "ɚ↗"),
            ("wo3", "wo↓"),
            ("weng1", "wə→ŋ"),
            ("you3", "jou↓"),
            ("yin1", "i→n"),
            ("yong4", "jʊ↘ŋ"),
            ("bo1", "pwo→"),
            ("e4", "ɤ↘"),
            ("a5", "a"),
            ("qwerty", ""),
        ] {
            assert_eq!(to_ipa(pinyin), sounds, "{pinyin}");
        }
    }
}
