//! Links between the files of a book.

use percent_encoding::percent_decode_str;

/// A place in a book: a file, and an anchor in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The file's path in the container.
    pub file: String,
    /// The anchor.
    pub anchor: Option<String>,
}

/// Where a link in `from` (a path in the container) leads, if it stays in the book. Percent-encoding is undone.
pub fn resolve(from: &str, href: &str) -> Option<Place> {
    let href = href.trim();
    let scheme = href.split_once(':').map(|(scheme, _)| scheme);
    if scheme.is_some_and(|s| !s.is_empty() && s.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))) {
        return None;
    }
    let (path, anchor) = match href.split_once('#') {
        Some((path, anchor)) => (path, Some(decoded(anchor)).filter(|anchor| !anchor.is_empty())),
        None => (href, None),
    };
    let path = decoded(path.split('?').next().unwrap_or(path));
    let file = if path.is_empty() {
        from.to_owned()
    } else {
        join(from, &path)
    };
    Some(Place { file, anchor })
}

/// `path`, relative to the folder of `from`, with `.` and `..` worked out.
fn join(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = if path.starts_with('/') {
        Vec::new()
    } else {
        from.split('/').collect()
    };
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(href: &str, file: &str, anchor: Option<&str>) {
        let wanted = Place {
            file: file.to_owned(),
            anchor: anchor.map(str::to_owned),
        };
        assert_eq!(resolve(FROM, href), Some(wanted));
    }

    const FROM: &str = "OEBPS/text/one.xhtml";

    #[test]
    fn links() {
        check("two.xhtml#a", "OEBPS/text/two.xhtml", Some("a"));
        check("../img/caf%C3%A9%201.png", "OEBPS/img/café 1.png", None);
        check("#note%201", FROM, Some("note 1"));
        check("../../../../x.xhtml#", "x.xhtml", None);
        check("./a/b.html", "OEBPS/text/a/b.html", None);
        assert_eq!(resolve(FROM, "https://example.org/"), None);
        assert_eq!(resolve(FROM, "mailto:a@b"), None);
    }
}
