//! Text before Misaki reads it: characters it has no answer for, or a wrong one, in a form it knows.

/// `text` with quotes, apostrophes and dashes in the forms Misaki knows, invisible characters and symbols that are
/// not said taken out, and single spaces.
pub(super) fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    for symbol in text.chars() {
        match plain(symbol) {
            Plain::Keep => tidied.push(symbol),
            Plain::As(other) => tidied.push_str(other),
        }
    }
    let words: Vec<&str> = tidied.split_whitespace().collect();
    let dashed = words
        .join(" ")
        .replace("---", "—")
        .replace("--", "—")
        .replace("...", "…");
    apostrophes_straight(&dashes_apart(&dashed))
}

/// Curly apostrophes inside words become straight ones, which Misaki's tagger knows better.
fn apostrophes_straight(text: &str) -> String {
    let symbols: Vec<char> = text.chars().collect();
    let is_letter = |at: usize| symbols.get(at).is_some_and(|symbol| symbol.is_alphanumeric());
    let straight = |(at, &symbol): (usize, &char)| match symbol {
        '’' | '‘' if at > 0 && is_letter(at - 1) && is_letter(at + 1) => '\'',
        _ => symbol,
    };
    symbols.iter().enumerate().map(straight).collect()
}

/// Gaps around a dash that stands next to other punctuation: Misaki takes `yes;—“no` for one word.
fn dashes_apart(text: &str) -> String {
    let is_punctuation = |symbol: Option<char>| symbol.is_some_and(|symbol| !symbol.is_alphanumeric() && symbol != ' ');
    let mut apart = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(symbol) = rest.next() {
        if symbol == '—' && (is_punctuation(apart.chars().last()) || is_punctuation(rest.clone().next())) {
            apart.push_str(" — ");
        } else {
            apart.push(symbol);
        }
    }
    apart.replace("  ", " ").trim().to_owned()
}

/// What becomes of a character.
enum Plain {
    Keep,
    As(&'static str),
}

fn plain(symbol: char) -> Plain {
    match symbol {
        _ if symbol.is_whitespace() => Plain::As(" "),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
            Plain::As("")
        }
        'ʼ' | '‛' | '′' | '`' | '´' | '›' => Plain::As("’"),
        '‹' => Plain::As("‘"),
        '«' | '„' | '‟' | '「' | '『' => Plain::As("“"),
        '»' | '″' | '」' | '』' => Plain::As("”"),
        '‐' | '‑' | '−' => Plain::As("-"),
        '―' | '⸺' | '⸻' => Plain::As("—"),
        '⋯' | '‥' => Plain::As("…"),
        '。' => Plain::As(". "),
        '，' | '、' => Plain::As(", "),
        '！' => Plain::As("! "),
        '？' => Plain::As("? "),
        '：' => Plain::As(": "),
        '；' => Plain::As("; "),
        '¡' | '¿' => Plain::As(""),
        ';' | ':' | ',' | '.' | '!' | '?' | '—' | '–' | '…' | '"' | '“' | '”' | '‘' | '’' | '\'' | '(' | ')' | '-'
        | '/' | '%' | '&' | '+' | '@' | '$' | '£' | '€' => Plain::Keep,
        _ if symbol.is_alphanumeric() || is_mark(symbol) => Plain::Keep,
        // Brackets of an editor, as in “[T]he”: one word.
        '[' | ']' | '{' | '}' => Plain::As(""),
        _ => Plain::As(" "),
    }
}

/// A combining mark of the Latin, Greek and Cyrillic scripts.
fn is_mark(symbol: char) -> bool {
    matches!(symbol, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_goes() {
        for (text, tidied) in [
            ("a  *b*\n_c_", "a b c"),
            ("“[T]he” [note] (x)", "“The” note (x)"),
            ("yes;—“no”—yes—no", "yes; — “no” — yes—no"),
            ("soft\u{ad}hyphen non‑breaking", "softhyphen non-breaking"),
            ("wasnʼt -- no...", "wasn't — no…"),
            ("«Bonjour» ¿Qué?", "“Bonjour” Qué?"),
            ("x ❓ 😀 y", "x y"),
        ] {
            assert_eq!(tidy(text), tidied);
        }
    }
}
