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

/// A web address or an e-mail address.
pub(super) fn address(cursor: &mut Cursor<'_>) -> Option<String> {
    let tokens = run(cursor)?;
    let said = spoken(tokens, cursor)?;
    cursor.at += tokens.len();
    Some(match cursor.page.urls {
        Urls::Short => said,
        Urls::LeaveOut => String::new(),
    })
}

/// The tokens up to the next white space, without the punctuation behind; nothing where that can't be an address.
fn run<'p>(cursor: &Cursor<'p>) -> Option<&'p [Token<'p>]> {
    let rest = cursor.page.tokens.get(cursor.at..)?;
    let [first, second, ..] = rest else { return None };
    let joined =
        matches!(second.text, "." | ":" | "@" | "-" | "_" | "+") || matches!(second.kind, Kind::Digits | Kind::Word);
    let begins = cursor.at_word_start() && matches!(first.kind, Kind::Word | Kind::Digits);
    if !begins || !joined {
        return None;
    }
    let ends = |t: &Token<'_>| t.kind == Kind::Space || matches!(t.text, "“" | "”" | "(" | ")" | "—" | "<" | ">");
    let end = rest.iter().position(ends).unwrap_or(rest.len());
    let last = rest
        .get(..end)?
        .iter()
        .rposition(|t| t.kind != Kind::Mark || t.text == "/")?;
    rest.get(..=last)
}

/// What is said for an address, if the tokens are one.
fn spoken(tokens: &[Token<'_>], cursor: &Cursor<'_>) -> Option<String> {
    if let [scheme, colon, slash, second, rest @ ..] = tokens {
        let known = ["http", "https", "ftp"]
            .iter()
            .any(|s| s.eq_ignore_ascii_case(scheme.text));
        if known && colon.text == ":" && slash.text == "/" && second.text == "/" {
            return Some(words(host(rest), cursor));
        }
    }
    if let Some(at) = tokens.iter().position(|t| t.text == "@") {
        let (name, domain) = (tokens.get(..at)?, tokens.get(at + 1..)?);
        let dotted = !name.is_empty() && domain.iter().any(|t| t.text == ".");
        return dotted.then(|| format!("{} at {}", words(name, cursor), words(domain, cursor)));
    }
    is_bare_host(tokens).then(|| words(host(tokens), cursor))
}

/// The name of the host, without `www` and what comes behind it.
fn host<'s, 'p>(tokens: &'s [Token<'p>]) -> &'s [Token<'p>] {
    let end = tokens
        .iter()
        .position(|t| matches!(t.text, "/" | ":" | "?" | "#"))
        .unwrap_or(tokens.len());
    match tokens.get(..end).unwrap_or(tokens) {
        [www, dot, rest @ ..] if www.text.eq_ignore_ascii_case("www") && dot.text == "." => rest,
        name => name,
    }
}

/// `www.example.com`, `example.co.uk/page`
fn is_bare_host(tokens: &[Token<'_>]) -> bool {
    let end = tokens.iter().position(|t| t.text == "/").unwrap_or(tokens.len());
    let name = tokens.get(..end).unwrap_or(tokens);
    let [first, .., before, dot, last] = name else {
        return matches!(name, [first, dot, last] if first.kind != Kind::Mark && dot.text == "." && DOMAINS.contains(&last.text));
    };
    let proper = name
        .iter()
        .all(|t| t.kind != Kind::Mark || matches!(t.text, "." | "-" | "_"));
    let known = first.text.eq_ignore_ascii_case("www") || DOMAINS.contains(&last.text);
    proper && known && dot.text == "." && before.kind != Kind::Mark
}

/// Names and numbers said, with the marks between them.
fn words(tokens: &[Token<'_>], cursor: &Cursor<'_>) -> String {
    let dialect = cursor.dialect();
    let said = tokens.iter().filter_map(|token| {
        Some(match (token.kind, token.text) {
            (Kind::Word, text) => name(text),
            (Kind::Digits, text) if text.len() < 3 => number::two_digits(text, dialect),
            (Kind::Digits, text) => number::digits(text, dialect),
            (_, ".") => "dot".to_owned(),
            (_, "_") => "underscore".to_owned(),
            (_, "+") => "plus".to_owned(),
            _ => return None,
        })
    });
    said.collect::<Vec<_>>().join(" ")
}

/// A part of a name: short ones without a vowel, and the countries, are spelled.
fn name(text: &str) -> String {
    let country = text.len() == 2 && !matches!(text, "co" | "my" | "go" | "me" | "we" | "so");
    let vowel = |c: char| !c.is_ascii() || "aeiouyAEIOUY".contains(c);
    let unsayable = text.len() < 5 && !text.contains(vowel);
    if country || unsayable {
        acronym::spell(text)
    } else {
        text.to_owned()
    }
}
