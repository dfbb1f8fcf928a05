//! French: inverted verbs, liaison, and words that bear no stress.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// `text` with hyphens spelled so that the crate reads them as one does: it drops the *t* of *dit-il*.
pub(super) fn spelled(text: &str) -> Cow<'_, str> {
    if !text.contains('-') {
        return Cow::Borrowed(text);
    }
    let spell = |text: String, (pattern, spelling): &(Regex, &str)| pattern.replace_all(&text, *spelling).into_owned();
    Cow::Owned(SPELLINGS.iter().fold(text.to_owned(), spell))
}

/// What the crate reads wrong, and a spelling it reads right.
#[expect(clippy::expect_used, reason = "constant patterns")]
static SPELLINGS: LazyLock<[(Regex, &str); 6]> = LazyLock::new(|| {
    [
        (r"(?i)\best-ce\b", "aisse"),
        (r"(?i)-t-(il|elle|on)(s?)\b", "-t$1$2"),
        (r"(?i)([td])-(il|elle|on)(s?)\b", "$1-t$2$3"),
        (r"(?i)\b(v)as-y\b", "${1}a-zi"),
        (r"(?i)z-y\b", "z-i"),
        (r"(?i)\b(a)s-tu\b", "$1-tu"),
    ]
    .map(|(pattern, spelling)| (Regex::new(pattern).expect("the pattern is constant"), spelling))
});

/// Makes up for what the C program does and the Rust one does not: liaison before the glides of *yeux* and *oiseaux*,
/// a silent *e* in *dis-je*, no stress on *j'ai*, a weak one on *suis*.
pub(super) fn correct(written: &[&str], words: &mut [String]) {
    for at in 0..words.len() {
        let text = written[at].to_lowercase();
        let word = &mut words[at];
        if word.chars().count() > 2 && word.ends_with("ʒə") {
            word.pop();
        }
        match text.as_str() {
            "j'ai" | "n'ai" | "l'ai" | "t'ai" | "m'ai" => *word = word.replace('ˈ', ""),
            "suis" if at + 1 < written.len() => *word = word.replace('ˈ', "ˌ"),
            _ if text.starts_with("jusqu'") || text.starts_with("lorsqu'") => *word = word.replace('ˌ', ""),
            _ => {}
        }
        let links = ["yeux", "oiseau", "oie"].iter().any(|noun| text.starts_with(noun));
        if links && at > 0 {
            let before = written[at - 1].to_lowercase();
            if before.ends_with(['s', 'x']) && !words[at - 1].ends_with('z') {
                words[at - 1].push('z');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inversions() {
        for (text, respelled) in [
            ("dit-il", "dit-til"),
            ("répondit-elle doucement", "répondit-telle doucement"),
            ("demanda-t-on", "demanda-ton"),
            ("qu'est-ce que", "qu'aisse que"),
            ("N'est-ce pas", "N'aisse pas"),
            ("vas-y, allez-y, as-tu", "va-zi, allez-i, a-tu"),
            ("c'est-à-dire peut-être", "c'est-à-dire peut-être"),
            ("sont-ils", "sont-tils"),
        ] {
            assert_eq!(spelled(text), respelled);
        }
    }

    #[test]
    fn liaison_and_stress() {
        let mut words = ["le", "jˈø", "ʒˈe", "dˈiʒə", "ʒə"].map(str::to_owned);
        correct(&["les", "yeux", "j'ai", "dis-je", "je"], &mut words);
        assert_eq!(words, ["lez", "jˈø", "ʒe", "dˈiʒ", "ʒə"]);
    }
}
