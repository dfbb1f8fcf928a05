//! Addresses of the net: said short, “example dot com”, or left out.

use super::Urls;
use super::acronym;
use super::number;
use super::token::{Cursor, Kind, Token};

/// Endings that make a bare name an address. Short words of English are not among them.
const DOMAINS: [&str; 26] = [
    "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "uk", "eu", "de", "fr", "ie", "ca", "au", "nz",
    "ch", "se", "nl", "jp", "io", "tv", "museum", "ebook", "dev",
];

/// A web address, an e-mail address or a @handle.
pub(super) fn address(cursor: &mut Cursor<'_>) -> Option<String> {
    if !cursor.at_word_start() {
        return None;
    }
    let tokens = run(cursor)?;
    let said = scheme(tokens)
        .map(|rest| host(rest, cursor))
        .or_else(|| email(tokens, cursor))
        .or_else(|| bare(tokens, cursor))??;
    cursor.at += tokens.len();
    Some(match cursor.page.urls {
        Urls::Short => said,
        Urls::LeaveOut => String::new(),
    })
}

/// The tokens up to the next white space, without the punctuation behind; nothing where that can't be an address.
fn run<'p>(cursor: &Cursor<'p>) -> Option<&'p [Token<'p>]> {
    let rest = cursor.page.tokens.get(cursor.at..)?;
    let first = rest.first()?;
    let second = rest.get(1).map_or("", |t| t.text);
    let begins =
        matches!(second, "." | ":" | "@" | "-" | "_" | "+") || matches!(rest.get(1)?.kind, Kind::Digits | Kind::Word);
    if first.kind == Kind::Space || first.kind == Kind::Mark || !begins {
        return None;
    }
    let end = rest
        .iter()
        .position(|t| t.kind == Kind::Space || matches!(t.text, "“" | "”" | "(" | ")" | "—" | "<" | ">"))
        .unwrap_or(rest.len());
    let mut tokens = rest.get(..end)?;
    while let Some((last, head)) = tokens.split_last() {
        if last.kind != Kind::Mark || last.text == "/" {
            break;
        }
        tokens = head;
    }
    Some(tokens)
}

/// What follows `https://` and its like.
fn scheme<'s, 'p>(tokens: &'s [Token<'p>]) -> Option<&'s [Token<'p>]> {
    let [scheme, colon, slash, second, rest @ ..] = tokens else {
        return None;
    };
    let known = matches!(
        scheme.text,
        "http" | "https" | "ftp" | "Http" | "Https" | "HTTP" | "HTTPS"
    );
    (known && colon.text == ":" && slash.text == "/" && second.text == "/" && !rest.is_empty()).then_some(rest)
}

/// The name of the host, without `www` and what comes behind it.
fn host(tokens: &[Token<'_>], cursor: &Cursor<'_>) -> Option<String> {
    let end = tokens
        .iter()
        .position(|t| matches!(t.text, "/" | ":" | "?" | "#"))
        .unwrap_or(tokens.len());
    let name = tokens.get(..end)?;
    let name = if name.first().is_some_and(|t| t.text.eq_ignore_ascii_case("www")) {
        name.get(2..)?
    } else {
        name
    };
    Some(spoken(name, cursor))
}

/// name@example.com
fn email(tokens: &[Token<'_>], cursor: &Cursor<'_>) -> Option<Option<String>> {
    let at = tokens.iter().position(|t| t.text == "@").filter(|at| *at > 0)?;
    let (name, domain) = (tokens.get(..at)?, tokens.get(at + 1..)?);
    let dotted = domain.iter().any(|t| t.text == ".");
    dotted.then(|| Some(format!("{} at {}", spoken(name, cursor), spoken(domain, cursor))))
}

/// www.example.com, example.co.uk/page
fn bare(tokens: &[Token<'_>], cursor: &Cursor<'_>) -> Option<Option<String>> {
    let end = tokens.iter().position(|t| t.text == "/").unwrap_or(tokens.len());
    let name = tokens.get(..end)?;
    let proper = name
        .iter()
        .all(|t| matches!(t.kind, Kind::Word | Kind::Digits) || matches!(t.text, "." | "-" | "_"));
    let [.., before, dot, last] = name else { return None };
    let www = name.first().is_some_and(|t| t.text.eq_ignore_ascii_case("www"));
    let named = dot.text == "." && before.kind != Kind::Mark && (www || DOMAINS.contains(&last.text));
    (proper && named).then(|| host(tokens, cursor))
}

/// Names and numbers said, with the marks between them.
fn spoken(tokens: &[Token<'_>], cursor: &Cursor<'_>) -> String {
    let mut words: Vec<String> = Vec::new();
    for token in tokens {
        match (token.kind, token.text) {
            (Kind::Word, text) => words.push(name(text)),
            (Kind::Digits, text) if text.len() < 3 => words.push(number::two_digits(text, cursor.dialect())),
            (Kind::Digits, text) => words.push(number::digits(text, cursor.dialect())),
            (_, ".") => words.push("dot".into()),
            (_, "_") => words.push("underscore".into()),
            (_, "+") => words.push("plus".into()),
            _ => {}
        }
    }
    words.join(" ")
}

/// A part of a name: short ones without a vowel, and the countries, are spelled.
fn name(text: &str) -> String {
    let country = text.len() == 2 && !matches!(text, "co" | "my" | "go" | "me" | "we" | "so");
    let vowels = text.contains(['a', 'e', 'i', 'o', 'u', 'y', 'A', 'E', 'I', 'O', 'U', 'Y']) || !text.is_ascii();
    if country || (!vowels && text.len() < 5) {
        return acronym::spell(text);
    }
    text.to_owned()
}
