//! Bytes to text.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// How much of a file is looked through for the name of its encoding.
const DECLARATION: usize = 1024;

/// Decodes a page by its byte order mark, else by the encoding it declares, else as UTF-8, else as Windows-1252.
/// Null characters, which markup cannot hold, are dropped.
pub fn decode(bytes: &[u8]) -> String {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (declared(bytes).unwrap_or(UTF_8), bytes),
    };
    let (mut text, wrong) = encoding.decode_without_bom_handling(bytes);
    if wrong && encoding == UTF_8 {
        text = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    }
    if text.contains('\0') {
        text.replace('\0', "")
    } else {
        text.into_owned()
    }
}

/// The encoding named by `<?xml … encoding="…"?>` or `<meta charset="…">`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]);
    let label = ["encoding=", "charset="].into_iter().find_map(|key| {
        let after = &start[start.find(key)? + key.len()..];
        let after = after.trim_start_matches(['"', '\'']);
        after
            .split(|c: char| !(c.is_ascii_alphanumeric() || "-_.:".contains(c)))
            .next()
    })?;
    // A declaration that could be read byte by byte is not in UTF-16, whatever it says.
    Encoding::for_label(label.as_bytes()).map(Encoding::output_encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_a_book_may_come_in() {
        assert_eq!(decode("naïve".as_bytes()), "naïve");
        assert_eq!(decode(b"na\xefve"), "naïve");
        assert_eq!(
            decode(b"<?xml version='1.0' encoding='iso-8859-2'?>\xb1"),
            "<?xml version='1.0' encoding='iso-8859-2'?>ą"
        );
        assert_eq!(decode(b"\xff\xfea\0b\0"), "ab");
        assert_eq!(decode(b"a\0b"), "ab");
    }
}
