//! Kana, and the sounds Kokoro learned for them (Misaki's first Japanese front end).

/// Sounds of one kana and of two, hiragana. A long vowel, a stop and the nasal at a syllable's end depend on what is
/// around them.
const SOUNDS: &str = "\
    ぁ=a あ=a ぃ=i い=i ぅ=ɯ う=ɯ ぇ=e え=e ぉ=o お=o か=ka が=ɡa き=kʲi ぎ=ɡʲi く=kɯ ぐ=ɡɯ け=ke げ=ɡe こ=ko ご=ɡo \
    さ=sa ざ=ʣa し=ɕi じ=ʥi す=sɨ ず=zɨ せ=se ぜ=ʣe そ=so ぞ=ʣo た=ta だ=da ち=ʨi ぢ=ʥi つ=ʦɨ づ=zɨ て=te で=de と=to \
    ど=do な=na に=ɲi ぬ=nɯ ね=ne の=no は=ha ば=ba ぱ=pa ひ=çi び=bʲi ぴ=pʲi ふ=ɸɯ ぶ=bɯ ぷ=pɯ へ=he べ=be ぺ=pe ほ=ho \
    ぼ=bo ぽ=po ま=ma み=mʲi む=mɯ め=me も=mo ゃ=ja や=ja ゅ=jɯ ゆ=jɯ ょ=jo よ=jo ら=ɾa り=ɾʲi る=ɾɯ れ=ɾe ろ=ɾo \
    ゎ=βa わ=βa ゐ=i ゑ=e を=o ゔ=vɯ ゕ=ka ゖ=ke ヷ=va ヸ=vʲi ヹ=ve ヺ=vo \
    いぇ=je うぃ=βi うぇ=βe うぉ=βo きぇ=kʲe きゃ=kʲa きゅ=kʲɨ きょ=kʲo ぎゃ=ɡʲa ぎゅ=ɡʲɨ ぎょ=ɡʲo くぁ=kᵝa くぃ=kᵝi \
    くぇ=kᵝe くぉ=kᵝo ぐぁ=ɡᵝa ぐぃ=ɡᵝi ぐぇ=ɡᵝe ぐぉ=ɡᵝo しぇ=ɕe しゃ=ɕa しゅ=ɕɨ しょ=ɕo じぇ=ʥe じゃ=ʥa じゅ=ʥɨ じょ=ʥo \
    ちぇ=ʨe ちゃ=ʨa ちゅ=ʨɨ ちょ=ʨo ぢゃ=ʥa ぢゅ=ʥɨ ぢょ=ʥo つぁ=ʦa つぃ=ʦʲi つぇ=ʦe つぉ=ʦo てぃ=tʲi てゅ=tʲɨ でぃ=dʲi \
    でゅ=dʲɨ とぅ=tɯ どぅ=dɯ にぇ=ɲe にゃ=ɲa にゅ=ɲɨ にょ=ɲo ひぇ=çe ひゃ=ça ひゅ=çɨ ひょ=ço びゃ=bʲa びゅ=bʲɨ びょ=bʲo \
    ぴゃ=pʲa ぴゅ=pʲɨ ぴょ=pʲo ふぁ=ɸa ふぃ=ɸʲi ふぇ=ɸe ふぉ=ɸo ふゅ=ɸʲɨ ふょ=ɸʲo みゃ=mʲa みゅ=mʲɨ みょ=mʲo りゃ=ɾʲa \
    りゅ=ɾʲɨ りょ=ɾʲo ゔぁ=va ゔぃ=vʲi ゔぇ=ve ゔぉ=vo ゔゅ=bʲɨ ゔょ=bʲo";

/// Punctuation as the model knows it. Round brackets are what the front end makes of them, which the model skips.
const MARKS: &str = "。=. 、=, ？=? ！=! 「=“ 」=” 『=“ 』=” 〈=“ 〉=” ：=: ；=; （=« ）=» (=« )=» 《=« 》=» 【=« 】=» ，=, ～=— 〜=— \
    ~=— ―=— ─=— –=— —=— «=“ »=”";

/// Small kana that make one syllable with the one before.
const SMALL: &str = "ゃゅょぁぃぅぇぉ";

/// The sound of one or two kana, or what a mark is to the model.
fn sound(kana: &str) -> Option<&'static str> {
    SOUNDS
        .split(' ')
        .chain(MARKS.split(' '))
        .filter_map(|pair| pair.split_once('='))
        .find(|(written, _)| *written == kana)
        .map(|(_, sound)| sound)
}

/// A mark as the model knows it.
pub(super) fn mark(symbol: char) -> Option<&'static str> {
    let text = symbol.to_string();
    MARKS
        .split(' ')
        .filter_map(|pair| pair.split_once('='))
        .find(|(written, _)| *written == text)
        .map(|(_, mark)| mark)
}

/// Katakana as hiragana; what has no hiragana stays.
pub(super) fn hiragana(text: &str) -> String {
    let one = |symbol: char| match symbol {
        'ァ'..='ヶ' => char::from_u32(u32::from(symbol) - 0x60).unwrap_or(symbol),
        // The small signs of Ainu, by their full forms.
        'ㇰ' => 'く',
        'ㇱ' => 'し',
        'ㇲ' => 'す',
        'ㇳ' => 'と',
        'ㇴ' => 'ぬ',
        'ㇵ' => 'は',
        'ㇶ' => 'ひ',
        'ㇷ' => 'ふ',
        'ㇸ' => 'へ',
        'ㇹ' => 'ほ',
        'ㇺ' => 'む',
        'ㇻ' => 'ら',
        'ㇼ' => 'り',
        'ㇽ' => 'る',
        'ㇾ' => 'れ',
        'ㇿ' => 'ろ',
        _ => symbol,
    };
    text.chars().map(one).collect()
}

/// The sounds of a word in hiragana.
pub(super) fn sounds(word: &str) -> String {
    let kana: Vec<char> = word.chars().collect();
    let mut said = String::new();
    for (at, &one) in kana.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| kana[at]);
        said.push_str(&single(before, one, kana.get(at + 1).copied()));
    }
    said
}

/// The sounds one kana adds between its neighbours.
fn single(before: Option<char>, kana: char, after: Option<char>) -> String {
    let pair = |left: char, right: char| sound(&String::from_iter([left, right]));
    let alone = |kana: char| sound(kana.encode_utf8(&mut [0; 4])).unwrap_or_default();
    if let Some(both) = before.and_then(|before| pair(before, kana)) {
        return both.to_owned();
    }
    if after.is_some_and(|after| pair(kana, after).is_some()) {
        return String::new();
    }
    if let Some(small) = after.filter(|after| SMALL.contains(*after)) {
        // An unheard-of pair: the consonant of the one with the vowel of the other.
        let mut consonant = alone(kana).to_owned();
        consonant.pop();
        return if kana == 'っ' {
            String::new()
        } else {
            consonant + alone(small)
        };
    }
    match kana {
        _ if SMALL.contains(kana) => String::new(),
        'ゝ' | 'ヽ' => before.map(alone).unwrap_or_default().to_owned(),
        'ー' => "ː".to_owned(),
        'っ' => "ʔ".to_owned(),
        'ん' => nasal(after.map(alone).unwrap_or_default()).to_owned(),
        _ => alone(kana).to_owned(),
    }
}

/// The nasal at a syllable's end takes the place of the sound after it.
fn nasal(after: &str) -> &'static str {
    match after.chars().next() {
        Some('m' | 'p' | 'b') => "m",
        Some('k' | 'ɡ') => "ŋ",
        Some('ɲ' | 'ʨ' | 'ʥ') => "ɲ",
        Some('n' | 't' | 'd' | 'ɾ' | 'z') => "n",
        _ => "ɴ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kana_as_they_sound_together() {
        for (word, said) in [
            ("がっこー", "ɡaʔkoː"),
            ("しんぶん", "ɕimbɯɴ"),
            ("りょかん", "ɾʲokaɴ"),
            ("ふぁん", "ɸaɴ"),
            ("おんな", "onna"),
            ("にんげん", "ɲiŋɡeɴ"),
            ("ほんや", "hoɴja"),
        ] {
            assert_eq!(sounds(word), said, "{word}");
        }
        assert_eq!(hiragana("コンピューターヴ"), "こんぴゅーたーゔ");
    }

    #[test]
    fn every_pair_is_of_kana_with_a_sound() {
        for pair in SOUNDS.split(' ') {
            let (kana, sound) = pair.split_once('=').unwrap();
            assert!((1..=2).contains(&kana.chars().count()) && !sound.is_empty(), "{pair}");
            assert!(sound.chars().all(super::super::super::is_phoneme), "{pair}");
        }
    }
}
