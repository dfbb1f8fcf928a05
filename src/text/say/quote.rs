//! Tells quotation marks, apostrophes and the marks for feet and inches apart.
//!
//! All are printed with the same few characters. After this step the rules see `“` and `”` for a quotation's ends, `'`
//! for an apostrophe, `′` and `″` for primes, and nothing else of the kind.

use super::fraction;
use super::token::{Kind, Token, one_of};

/// Words that are written with an apostrophe for what they have lost in front.
const ELIDED: &str = "tis tisn't twas twasn't twere twill twould twixt em im er is as ad ave ere e ead ouse ome ow ell un til till \
    cause cos coz bout round neath gainst mongst tween fraid cept pon nuff n nother tude d ll s";

/// Decides about every such mark in `tokens`.
pub(super) fn resolve(tokens: &mut [Token<'_>]) {
    let mut state = Open::before(tokens);
    for at in 0..tokens.len() {
        let Some(mark) = tokens.get(at).filter(|t| t.kind == Kind::Mark).map(|t| t.text) else {
            continue;
        };
        let role = match mark {
            "“" | "”" | "\"" | "«" | "»" => double(tokens, at, mark, &mut state),
            "‘" | "’" | "'" | "`" | "´" | "‚" => {
                if is_pair(tokens, at, mark) {
                    pair(tokens, at, mark)
                } else {
                    single(tokens, at, mark, &mut state)
                }
            }
            _ => continue,
        };
        if let Some(token) = tokens.get_mut(at) {
            token.text = role;
        }
    }
}

/// Which quotations are open, and where the last one can close.
struct Open {
    double: bool,
    single: bool,
    /// The last mark behind punctuation or a word, which could close a quotation.
    last_close: usize,
    /// The last one behind punctuation, which can do nothing else.
    last_sure_close: usize,
}

impl Open {
    fn before(tokens: &[Token<'_>]) -> Self {
        let close = |sure: bool| {
            let found = (0..tokens.len()).rev().find(|at| {
                let after_mark = before(tokens, *at) == Some(Kind::Mark);
                is_close(tokens, *at) && (after_mark || !sure && !is_dialect_word(tokens, *at))
            });
            found.unwrap_or(0)
        };
        Self {
            double: false,
            single: false,
            last_close: close(false),
            last_sure_close: close(true),
        }
    }

    fn closes_after(&self, at: usize) -> bool {
        self.last_close > at + 1
    }
}

/// Whether the same mark stands twice, typed for a double one.
fn is_pair(tokens: &[Token<'_>], at: usize, mark: &str) -> bool {
    let double = matches!(mark, "‘" | "’" | "'" | "`" | "´") && tokens.get(at + 1).is_some_and(|t| t.text == mark);
    double && !is_prime(tokens, at)
}

fn kind(tokens: &[Token<'_>], at: usize) -> Option<Kind> {
    tokens.get(at).map(|t| t.kind)
}

/// Kind of the token before `at`.
fn before(tokens: &[Token<'_>], at: usize) -> Option<Kind> {
    at.checked_sub(1).and_then(|at| kind(tokens, at))
}

fn is_prime(tokens: &[Token<'_>], at: usize) -> bool {
    before(tokens, at) == Some(Kind::Digits)
}

/// Two single marks in a row are typed for a double one. The second is emptied.
fn pair(tokens: &mut [Token<'_>], at: usize, mark: &str) -> &'static str {
    let opens = matches!(mark, "‘" | "`") || (mark == "'" && kind(tokens, at + 2) == Some(Kind::Word));
    if let Some(second) = tokens.get_mut(at + 1) {
        second.text = "\u{200b}";
    }
    if opens { "“" } else { "”" }
}

fn double(tokens: &[Token<'_>], at: usize, mark: &str, open: &mut Open) -> &'static str {
    let after_gap = before(tokens, at).is_none_or(|k| k == Kind::Space);
    let before_gap = kind(tokens, at + 1).is_none_or(|k| k == Kind::Space);
    let opens = match mark {
        "”" if !open.double && is_inch(tokens, at) => return "″",
        "“" => true,
        "”" => false,
        "\"" if !open.double && is_behind_number(tokens, at) => return "″",
        _ if after_gap != before_gap => after_gap,
        // thunder—"Aloo!"—and so on: a word or its full stop is before one end, a word behind the other.
        "\"" if is_dash(tokens, at + 1) && !is_dash(tokens, at.wrapping_sub(1)) => false,
        "\"" if is_dash(tokens, at.wrapping_sub(1)) && !is_dash(tokens, at + 1) => true,
        "«" => true,
        "»" => false,
        _ => !open.double,
    };
    open.double = opens;
    if opens { "“" } else { "”" }
}

fn is_dash(tokens: &[Token<'_>], at: usize) -> bool {
    tokens.get(at).is_some_and(|t| matches!(t.text, "—" | "–"))
}

/// Whether figures or a fraction stand directly before.
fn is_behind_number(tokens: &[Token<'_>], at: usize) -> bool {
    let token = at.checked_sub(1).and_then(|at| tokens.get(at));
    token.is_some_and(|t| t.kind == Kind::Digits || fraction::vulgar(t.text).is_some())
}

/// Whether a closing mark behind a number is one of inches: a 10” pizza, 5′ 4” tall, 8½” x 11”.
fn is_inch(tokens: &[Token<'_>], at: usize) -> bool {
    const SIZES: &str = "x by long wide tall high deep thick square across";
    let text = |at: Option<usize>| at.and_then(|at| tokens.get(at)).map_or("", |t| t.text);
    let start = (0..at).rev().find(|at| {
        let part = tokens
            .get(*at)
            .is_some_and(|t| t.kind == Kind::Digits || t.text == "." || t.text == "-");
        !part && fraction::vulgar(text(Some(*at))).is_none()
    });
    let before = start.map_or("", |at| {
        if text(Some(at)) == " " {
            text(at.checked_sub(1))
        } else {
            text(Some(at))
        }
    });
    let measured = one_of(before, "a an the x by two three four five six") || matches!(before, "′" | "×");
    let spaced = text(Some(at + 1)) == " ";
    let after = text(Some(at + 1 + usize::from(spaced)));
    let goes_on = spaced && after.starts_with(char::is_lowercase) || matches!(after, "," | ";" | ")" | ".");
    is_behind_number(tokens, at) && (measured && goes_on || one_of(after, SIZES) || after == "×")
}

/// Whether inches follow a mark that then is one of feet: 5’ 4”, 6'x4'.
fn is_before_inches(tokens: &[Token<'_>], at: usize) -> bool {
    let text = |n: usize| tokens.get(at + n).map_or("", |t| t.text);
    let skip = usize::from(text(1) == " ");
    let figures = text(1 + skip).starts_with(|c: char| c.is_ascii_digit());
    let crossed = matches!(text(1), "x" | "X") && text(2).starts_with(|c: char| c.is_ascii_digit());
    crossed || figures && matches!(text(2 + skip), "”" | "\"" | "″" | "½" | "¼" | "¾")
}

fn single(tokens: &[Token<'_>], at: usize, mark: &str, open: &mut Open) -> &'static str {
    if mark != "‘" && is_prime(tokens, at) && is_before_inches(tokens, at) {
        return "′";
    }
    let next = tokens.get(at + 1);
    let touches_before = matches!(before(tokens, at), Some(Kind::Word | Kind::Digits | Kind::Raised));
    let opens = match (next.map(|t| t.kind), touches_before) {
        (Some(Kind::Word), false) => opens_word(tokens, at, mark, open),
        (Some(Kind::Digits), false) => mark != "’" && !is_decade(tokens, at, open),
        (Some(Kind::Digits), true) if is_prime(tokens, at) => return "′",
        (Some(Kind::Word | Kind::Digits), true) => return "'",
        (None | Some(Kind::Space), false) if before(tokens, at).is_none_or(|k| k == Kind::Space) => return "'",
        (Some(Kind::Mark), false) => {
            mark == "‘" || (mark == "'" && before(tokens, at).is_none_or(|k| k == Kind::Space))
        }
        _ => return close_or_apostrophe(tokens, at, mark, open),
    };
    if opens {
        open.single = true;
        "“"
    } else if next.is_some_and(|t| matches!(t.kind, Kind::Word | Kind::Digits)) {
        "'"
    } else {
        close_or_apostrophe(tokens, at, mark, open)
    }
}

/// Whether a mark in front of a word opens a quotation, rather than standing for lost letters.
fn opens_word(tokens: &[Token<'_>], at: usize, mark: &str, open: &Open) -> bool {
    let elided = tokens.get(at + 1).is_some_and(|t| one_of(t.text, ELIDED));
    match mark {
        "’" => false,
        _ if elided => open.last_sure_close > at + 1,
        "‘" => true,
        _ => open.closes_after(at),
    }
}

/// Whether two figures without a century follow, as in '90s and the class of '98.
fn is_decade(tokens: &[Token<'_>], at: usize, open: &Open) -> bool {
    let tens = tokens.get(at + 1).is_some_and(|t| t.text.len() == 2);
    tens && (tokens.get(at + 2).is_some_and(|t| t.text == "s") || !open.closes_after(at))
}

/// Whether the mark at `at` can close a quotation: nothing is glued to it behind.
fn is_close(tokens: &[Token<'_>], at: usize) -> bool {
    tokens
        .get(at)
        .is_some_and(|t| t.kind == Kind::Mark && matches!(t.text, "’" | "'" | "´"))
        && !matches!(before(tokens, at), None | Some(Kind::Space))
        && !matches!(kind(tokens, at + 1), Some(Kind::Word | Kind::Digits))
}

/// A mark behind a word, figure or punctuation.
fn close_or_apostrophe(tokens: &[Token<'_>], at: usize, mark: &str, open: &mut Open) -> &'static str {
    if before(tokens, at) == Some(Kind::Digits) && !open.single && mark == "'" {
        return "′";
    }
    let after_word = before(tokens, at) == Some(Kind::Word);
    // “the boys’ books,’ he said”: what follows an s is an apostrophe if the quotation is closed later.
    let lost_letter = after_word && (!open.single || ends_cut_short(tokens, at) && closes_first(tokens, at, open));
    if lost_letter {
        return "'";
    }
    open.single = false;
    "”"
}

/// Whether the open quotation is closed later, before another is opened.
fn closes_first(tokens: &[Token<'_>], at: usize, open: &Open) -> bool {
    let opens = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|t| t.text == "‘" || t.text == "'" && before(tokens, at) == Some(Kind::Space))
            && kind(tokens, at + 1) == Some(Kind::Word)
    };
    let next = (at + 1..tokens.len()).find(|later| is_close(tokens, *later) || opens(*later));
    open.closes_after(at) && next.is_some_and(|next| is_close(tokens, next))
}

/// Whether the word before ends as words do that lose their last letters: boys', goin', an', o', th', wi'.
fn ends_cut_short(tokens: &[Token<'_>], at: usize) -> bool {
    let word = at.checked_sub(1).and_then(|at| tokens.get(at)).map_or("", |t| t.text);
    word.ends_with(['s', 'z']) || word.ends_with("in") || is_dialect_word(tokens, at)
}

/// Whether the word before is never whole: an', o', th', wi'.
fn is_dialect_word(tokens: &[Token<'_>], at: usize) -> bool {
    let word = at.checked_sub(1).and_then(|at| tokens.get(at)).map_or("", |t| t.text);
    one_of(word, "an o th wi ol t mos tha ha")
}
