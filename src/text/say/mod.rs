//! How a text is said: numbers, dates, abbreviations and symbols become the words a good reader would speak.
//!
//! ```text
//! characters ──▶ tokens ──▶ quotation marks ──▶ rules ──▶ assembly
//! clean          token      quote                            one file a subject    spoken text and spans
//! ```
//!
//! One pass: at each token the rules for its kind are tried in order, the first that knows what to say takes as many
//! tokens as it understands, and what none of them takes is a plain word or punctuation.

mod abbreviation;
mod acronym;
mod angle;
mod assembly;
mod attributive;
mod capital;
mod clean;
mod clock;
mod code;
mod compass;
mod date;
mod duration;
mod era;
mod figure;
mod fraction;
mod initials;
mod inverse;
mod label;
mod law;
mod meridiem;
mod money;
mod name;
mod number;
mod old_money;
mod ordinal;
mod phone;
mod plain;
mod power;
mod punctuation;
mod quantity;
mod quote;
mod range;
mod roman;
mod ruler;
mod scripture;
mod spacing;
mod symbol;
mod table;
mod token;
mod unit;
mod unit_table;
mod web;
mod worded_unit;

use std::ops::Range;

pub(super) use meridiem::{ends as meridiem_ends, joins as meridiem_joins};

use assembly::Assembly;
use clean::Clean;
use punctuation::Punctuation;
use token::{Cursor, Kind, Page};

/// Whose English.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// American: “one hundred five”, 3/4/1881 is March.
    #[default]
    Us,
    /// British: “one hundred and five”, 3/4/1881 is in April.
    Gb,
}

/// What becomes of web and e-mail addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Urls {
    /// The host's name is said: “example dot com”.
    #[default]
    Short,
    /// Nothing is said.
    LeaveOut,
}

/// How to say a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SayOptions {
    /// Whose English.
    pub dialect: Dialect,
    /// What becomes of web and e-mail addresses.
    pub urls: Urls,
    /// Whether the text is a heading: a numeral at its head is a number, even “I.”, and capitals are a title's.
    pub heading: bool,
}

/// A part of what the page shows and what is said for it, as ranges of bytes.
///
/// Either may be empty: what isn't said is a span with nothing spoken, a space put between two words one with nothing
/// shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Bytes of the shown text.
    pub shown: Range<usize>,
    /// Bytes of [`Said::spoken`].
    pub spoken: Range<usize>,
}

/// A text in plain words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Letters, spaces, apostrophes and hyphens in words, and `. , ; : ! ? — … “ ” ( )`. Nothing else.
    pub spoken: String,
    /// In order, each beginning where the last ends, in both texts; together they are the whole of both.
    pub spans: Vec<Span>,
}

/// Says an English text. Letters of other scripts pass through as they are.
#[must_use]
pub fn say(shown: &str, options: &SayOptions) -> Said {
    let clean = Clean::new(shown);
    let mut tokens = token::tokenize(&clean.text);
    quote::resolve(&mut tokens);
    let page = Page::new(tokens, *options);
    let starts: Vec<usize> = page.tokens.iter().map(|t| t.start).chain([clean.text.len()]).collect();
    let shown_by = |tokens: Range<usize>| {
        let byte = |at: usize| starts.get(at).copied().unwrap_or(clean.text.len());
        clean.shown(&(byte(tokens.start)..byte(tokens.end)))
    };
    let mut assembly = Assembly::default();
    let mut cursor = page.start();
    while let Some(kind) = cursor.kind() {
        let start = cursor;
        if let Some(words) = rules(kind).iter().find_map(|rule| cursor.attempt(|c| rule(c))) {
            assembly.words(words, shown_by(start.at..cursor.at));
            continue;
        }
        match kind {
            Kind::Space => {
                cursor.step();
                assembly.space(shown_by(start.at..cursor.at));
            }
            Kind::Mark => {
                Punctuation {
                    start,
                    cursor: &mut cursor,
                    assembly: &mut assembly,
                    shown: shown_by,
                }
                .say();
            }
            Kind::Word | Kind::Digits | Kind::Raised => {
                cursor.step();
                assembly.words(plain::word(start.text()).into_owned(), shown_by(start.at..cursor.at));
            }
        }
    }
    assembly.finish(shown.len())
}

/// Reads what it knows at the cursor and says it in words; empty words leave it out.
type Rule = fn(&mut Cursor<'_>) -> Option<String>;

/// The rules that can begin with a token of this kind, the most particular first.
fn rules(kind: Kind) -> &'static [Rule] {
    match kind {
        Kind::Word => WORD_RULES,
        Kind::Digits => DIGIT_RULES,
        Kind::Mark => MARK_RULES,
        Kind::Raised => &[symbol::raised],
        Kind::Space => &[],
    }
}

const DIGIT_RULES: &[Rule] = &[
    web::address,
    phone::telephone,
    phone::with_word,
    scripture::book_number,
    ordinal::model,
    law::report,
    date::figures_first,
    duration::duration,
    clock::time,
    money::amount_before_sign,
    unit::measure,
    ordinal::battalion,
    ordinal::ordinal,
    ordinal::plural,
    plain::hidden_year,
    phone::chain,
    fraction::part_of,
    range::ratio,
    range::slashed,
    code::network_address,
    code::version,
    range::range,
    range::crossed,
    figure::number,
];

const WORD_RULES: &[Rule] = &[
    web::address,
    inverse::unit,
    code::code_point,
    spacing::letter_spaced,
    spacing::drop_cap,
    plain::half_hidden,
    phone::isbn,
    money::amount,
    scripture::book_number,
    scripture::reference,
    date::month_first,
    date::weekday,
    worded_unit::unit,
    law::chapter_of_act,
    label::label,
    name::plural_title,
    name::street_or_saint,
    name::title,
    name::company,
    abbreviation::with_slash,
    compass::point,
    abbreviation::done_by,
    roman::numeral,
    abbreviation::versus,
    initials::dotted,
    abbreviation::per_cent,
    abbreviation::century,
    era::small_letters,
    unit::ratio,
    unit::one_behind_per,
    abbreviation::following,
    abbreviation::state,
    abbreviation::state_code,
    abbreviation::edition,
    abbreviation::senor_or_sister,
    abbreviation::plain,
    acronym::first_letter,
    clock::parted_oclock,
    symbol::greek,
    acronym::behind_mark,
    acronym::mixed,
    acronym::glued,
    acronym::capitals,
    spacing::broken_word,
    power::product,
    symbol::letter_x,
    angle::scale,
];

const MARK_RULES: &[Rule] = &[
    phone::telephone,
    era::span,
    money::amount,
    old_money::less_than_a_penny,
    law::subsection,
    ordinal::niner,
    ordinal::plural,
    ordinal::short_year,
    code::calibre,
    unit::measure,
    fraction::part_of,
    range::range,
    range::crossed,
    figure::number,
    symbol::et_cetera,
    symbol::sharp,
    symbol::stars,
    symbol::section,
    symbol::minus,
    symbol::plus_or_times,
    symbol::about_or_at,
    power::caret,
    power::over,
    symbol::between,
    symbol::anywhere,
];
