//! Character and named entities, as XHTML pages use them.

use std::borrow::Cow;

use quick_xml::escape::resolve_html5_entity;

/// What `&name;` stands for: HTML's names and numbers. Numbers from 128 to 159 are Windows-1252's, as in every browser.
pub fn resolve(name: &str) -> Option<Cow<'static, str>> {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(Cow::Borrowed);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => number.parse().ok()?,
    };
    let character = match u8::try_from(code) {
        Ok(byte @ 0x80..=0x9F) => encoding_rs::WINDOWS_1252.decode(&[byte]).0.chars().next()?,
        _ => char::from_u32(code).filter(|&c| c != '\0')?,
    };
    Some(Cow::Owned(character.to_string()))
}

/// The longest name there is, with room to spare.
const LONGEST_NAME: usize = 40;

/// The entity a text begins with, if it does, decoded, and the text after it.
pub fn leading(text: &str) -> Option<(Cow<'static, str>, &str)> {
    let name = text.strip_prefix('&')?;
    let end = name.bytes().take(LONGEST_NAME).position(|byte| byte == b';')?;
    Some((resolve(&name[..end])?, &name[end + 1..]))
}

/// Replaces the entities of an attribute's value; what is no entity stays as it is.
pub fn unescape(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        if let Some((text, after)) = leading(rest) {
            plain.push_str(&text);
            rest = after;
        } else {
            plain.push('&');
            rest = &rest[1..];
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers() {
        assert_eq!(unescape("&quot;a&#x2014;b&quot; &amp;c; &x y;"), "\"a—b\" &c; &x y;");
        assert_eq!(resolve("#150").as_deref(), Some("–"));
        assert_eq!(resolve("#0"), None);
        assert_eq!(resolve("#xD800"), None);
    }
}
