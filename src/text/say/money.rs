//! Money: £1,250.50, $3.5 million, US$20, 50¢, €20, $5–10, $5/hour.

use super::Dialect;
use super::attributive;
use super::number;
use super::old_money;
use super::quantity::{self, Quantity};
use super::token::{Cursor, Kind, one_of, same};

/// A currency by its sign, and one and several of its whole and its hundredth.
struct Currency {
    sign: &'static str,
    one: &'static str,
    many: &'static str,
    cent: &'static str,
    cents: &'static str,
}

const fn currency(
    sign: &'static str,
    one: &'static str,
    many: &'static str,
    cent: &'static str,
    cents: &'static str,
) -> Currency {
    Currency {
        sign,
        one,
        many,
        cent,
        cents,
    }
}

const CURRENCIES: [Currency; 15] = [
    currency("£", "pound", "pounds", "penny", "pence"),
    currency("$", "dollar", "dollars", "cent", "cents"),
    currency("€", "euro", "euros", "cent", "cents"),
    currency("¥", "yen", "yen", "sen", "sen"),
    currency("₹", "rupee", "rupees", "paisa", "paise"),
    currency("₩", "won", "won", "jeon", "jeon"),
    currency("₽", "rouble", "roubles", "kopeck", "kopecks"),
    currency("₪", "shekel", "shekels", "agora", "agorot"),
    currency("₺", "lira", "lira", "kurus", "kurus"),
    currency("₫", "dong", "dong", "hao", "hao"),
    currency("₱", "peso", "pesos", "centavo", "centavos"),
    currency("₦", "naira", "naira", "kobo", "kobo"),
    currency("₴", "hryvnia", "hryvnias", "kopeck", "kopecks"),
    currency("฿", "baht", "baht", "satang", "satang"),
    currency("CHF", "Swiss franc", "Swiss francs", "centime", "centimes"),
];

/// What else is printed for a sign.
const CODES: [(&str, &str); 8] = [
    ("EUR", "€"),
    ("USD", "$"),
    ("GBP", "£"),
    ("JPY", "¥"),
    ("INR", "₹"),
    ("Rs", "₹"),
    ("RUB", "₽"),
    ("₤", "£"),
];

/// Whose dollar it is.
const DOLLARS: [(&str, &str); 11] = [
    ("US", "U S "),
    ("A", "Australian "),
    ("AU", "Australian "),
    ("C", "Canadian "),
    ("CA", "Canadian "),
    ("CAN", "Canadian "),
    ("HK", "Hong Kong "),
    ("NZ", "New Zealand "),
    ("S", "Singapore "),
    ("SG", "Singapore "),
    ("NT", "New Taiwan "),
];

/// Letters glued behind an amount, or apart from it if there are several.
const MAGNITUDES: [(&str, &str); 12] = [
    ("k", "thousand"),
    ("K", "thousand"),
    ("m", "million"),
    ("M", "million"),
    ("mn", "million"),
    ("mm", "million"),
    ("MM", "million"),
    ("b", "billion"),
    ("B", "billion"),
    ("bn", "billion"),
    ("tn", "trillion"),
    ("trn", "trillion"),
];

const MAGNITUDE_WORDS: [&str; 8] = [
    "hundred", "thousand", "million", "billion", "trillion", "dozen", "lakh", "crore",
];

/// What an amount stands before without becoming plural: a five pound note.
const PRICED: &str = "note notes bill bills coin coins piece pieces fine prize reward bet ticket cheque check loan question tip \
    fee bonus deal stamp";

/// What an amount is for one of, behind a slash.
const PER: [(&str, &str); 17] = [
    ("hour", "hour"),
    ("hr", "hour"),
    ("day", "day"),
    ("week", "week"),
    ("wk", "week"),
    ("month", "month"),
    ("mo", "month"),
    ("year", "year"),
    ("yr", "year"),
    ("lb", "pound"),
    ("bbl", "barrel"),
    ("ton", "ton"),
    ("gal", "gallon"),
    ("kg", "kilogram"),
    ("oz", "ounce"),
    ("person", "person"),
    ("night", "night"),
];

/// A number of money, with “million” and its like.
struct Amount {
    number: Quantity,
    magnitude: Option<&'static str>,
    /// Whether a hyphen parts the two, as before a noun: a $5-million house.
    hyphened: bool,
}

/// An amount with its sign in front.
pub(super) fn amount(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let dialect = cursor.dialect();
    let whose = cursor.attempt(whose_dollar).unwrap_or("");
    let currency = sign(cursor)?;
    if !whose.is_empty() {
        cursor.eat("US");
    }
    cursor.space();
    let pounds = currency.sign == "£";
    let old = cursor.attempt(|c| {
        let pounds = quantity::read(c).filter(|q| pounds && q.fraction.is_none())?;
        // £12. 10s. 6d.
        c.attempt(|c| {
            let stopped = c.eat(".") && c.space();
            let shillings = c.sees(|c| c.digits().and_then(|_| c.eat("s").then_some(())));
            (stopped && shillings).then_some(())
        });
        old_money::sum(c, Some(&pounds))
    });
    if old.is_some() {
        return old;
    }
    let from = read(cursor)?;
    if let Some(words) = cursor.attempt(|c| round_plural(c, &from, currency)) {
        return Some(words);
    }
    let to = cursor.attempt(|c| {
        quantity::range_dash(c)?;
        sign(c);
        read(c)
    });
    let per = cursor
        .attempt(per)
        .map_or_else(String::new, |unit| format!(" per {unit}"));
    let singular = priced(&before, *cursor);
    let name = |amount: &Amount| named(currency, amount, whose, singular || amount.hyphened, dialect);
    let words = match to {
        Some(to) if from.magnitude.is_some() && from.magnitude != to.magnitude || from.cents().is_some() => {
            format!("{} to {}", name(&from), name(&to))
        }
        Some(to) => format!("{} to {}", from.number.words(dialect), name(&to)),
        None => name(&from),
    };
    let worth = cursor.sees(|c| (c.eat("'") && c.eat("s") && c.space() && c.eat("worth")).then_some(()));
    if worth {
        cursor.at += 2;
        return Some(words + "'");
    }
    Some(words + &per)
}

/// An amount with its sign or letters behind: 50¢, 20 €, 50p, 5s. 6d.
pub(super) fn amount_before_sign(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let dialect = cursor.dialect();
    if let Some(words) = cursor.attempt(|c| old_money::sum(c, None)) {
        return Some(words);
    }
    let labelled = one_of(
        cursor.word_before(),
        "fig figure table page note no number section chapter plate line class year",
    );
    let number = cursor
        .attempt(|c| {
            let number = read_number(c)?;
            let before_sign = matches!(c.text(), "€") || c.text() == " " && matches!(c.ahead(1), "€");
            before_sign.then_some(number)
        })
        .or_else(|| quantity::read(cursor))?;
    let counted = |one: &str, many: &str, singular: bool| {
        let singular = singular || number.is_singular();
        format!("{} {}", number.words(dialect), if singular { one } else { many })
    };
    match cursor.text() {
        "¢" => {
            cursor.step();
            let per = cursor
                .attempt(per)
                .map_or_else(String::new, |unit| format!(" per {unit}"));
            return Some(counted("cent", "cents", priced(&before, *cursor)) + &per);
        }
        "c" if number.whole.len() == 2 && !labelled => {
            cursor.step();
            return Some(counted("cent", "cents", priced(&before, *cursor)));
        }
        // The lines of a screen: 1080p.
        "p" if matches!(number.whole.as_str(), "480" | "720" | "1080" | "1440" | "2160") => {
            cursor.step();
            return Some(format!("{} P", number::pairs(&number.whole, dialect)));
        }
        // Not the page in “3p.5”.
        "p" if !(cursor.ahead(1) == "." && quantity::starts(cursor.ahead(2))) => {
            cursor.step();
            return Some(counted("penny", "pence", false));
        }
        _ => cursor.space(),
    };
    // “the 3Rs”
    if one_of(before.word_before(), "the") && cursor.text() == "Rs" {
        cursor.step();
        return Some(format!("{} R's", number.words(dialect)));
    }
    let currency = sign(cursor)?;
    let amount = Amount {
        number,
        magnitude: None,
        hyphened: false,
    };
    (cursor.kind() != Some(Kind::Digits)).then(|| named(currency, &amount, "", false, dialect))
}

fn whose_dollar(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    // $US 30
    let behind = cursor.text() == "$" && cursor.ahead(1) == "US";
    if behind && matches!(cursor.token_ahead(2), Some(t) if t.kind == Kind::Digits || t.kind == Kind::Space) {
        return Some("U S ");
    }
    let letters = cursor.word()?;
    let (_, whose) = DOLLARS.iter().find(|(short, _)| *short == letters)?;
    let apart = cursor
        .attempt(|c| (letters == "US" && c.space() && c.text() == "$" && quantity::starts(c.ahead(1))).then_some(()));
    (apart.is_some() || cursor.text() == "$").then_some(*whose)
}

fn sign(cursor: &mut Cursor<'_>) -> Option<&'static Currency> {
    // The old printers had an L for £, as in L100.
    let number = cursor.ahead(1);
    let old_pounds = cursor.text() == "L" && cursor.at_word_start() && number.len() > 1 && quantity::starts(number);
    let sign = if old_pounds { "£" } else { cursor.text() };
    let code = CODES.iter().find(|(code, _)| *code == sign);
    let sign = code.map_or(sign, |(_, sign)| sign);
    let currency = CURRENCIES.iter().find(|c| c.sign == sign)?;
    let word = cursor.word();
    if word.is_none() {
        cursor.step();
    } else if word == Some("Rs") && cursor.ahead(1) == " " {
        cursor.eat(".");
    }
    Some(currency)
}

/// 12,50: a comma before two figures parts cents, as on the Continent.
fn read_number(cursor: &mut Cursor<'_>) -> Option<Quantity> {
    let mut number = quantity::read(cursor)?;
    let cents = cursor.attempt(|c| {
        c.eat(",").then_some(())?;
        let cents = c.digits().filter(|cents| cents.len() == 2)?;
        (!quantity::starts(c.ahead(1)) || c.text() == " ").then_some(cents)
    });
    if number.is_plain() {
        number.decimals = cents.map(str::to_owned);
    }
    Some(number)
}

fn read(cursor: &mut Cursor<'_>) -> Option<Amount> {
    let number = read_number(cursor)?;
    let hyphened = cursor.text() == "-";
    let magnitude = cursor.attempt(magnitude);
    Some(Amount {
        number,
        magnitude,
        hyphened: hyphened && magnitude.is_some(),
    })
}

/// “million” and its like behind a number.
fn magnitude(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    let glued = cursor.kind() == Some(Kind::Word);
    if !glued && !cursor.space() {
        cursor.eat("-");
    }
    let word = cursor.word()?;
    let short = MAGNITUDES
        .iter()
        .find(|(short, _)| *short == word && (glued || short.len() > 1 || *short == "m"));
    short
        .map(|(_, said)| *said)
        .or_else(|| MAGNITUDE_WORDS.into_iter().find(|w| !glued && same(w, word)))
}

/// $100s: hundreds of dollars.
fn round_plural(cursor: &mut Cursor<'_>, amount: &Amount, currency: &Currency) -> Option<String> {
    cursor.eat("s").then_some(())?;
    let figures = &amount.number.whole;
    let words = number::cardinal(figures, cursor.dialect());
    // a wad of $20s
    if matches!(figures.as_str(), "5" | "10" | "20" | "50") && amount.number.is_plain() {
        return Some(number::plural(&words));
    }
    let round = figures.starts_with('1') && figures.trim_end_matches('0').len() == 1;
    let name = words.strip_prefix("one ").filter(|_| round)?;
    Some(format!("{} of {}", number::plural(name), currency.many))
}

/// Whether a noun that is priced follows: a £5 note, a $20-bill, a £5-a-week job, a $400 suit.
fn priced(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    if after.text() == "-" && after.ahead(1) == "a" {
        return true;
    }
    let of_money = after.sees(|c| {
        if !c.space() {
            c.eat("-").then_some(())?;
        }
        one_of(c.word()?, PRICED).then_some(())
    });
    of_money || attributive::is_before_noun(before, after) || attributive::is_before_plural(after)
}

/// /hour, /lb
fn per(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    cursor.eat("/").then_some(())?;
    let word = cursor.word()?;
    PER.iter().find(|(short, _)| *short == word).map(|(_, said)| *said)
}

impl Amount {
    /// The hundredths, where two figures are printed for them.
    fn cents(&self) -> Option<&str> {
        self.number
            .decimals
            .as_deref()
            .filter(|d| d.len() == 2 && self.magnitude.is_none())
    }
}

fn named(currency: &Currency, amount: &Amount, whose: &str, singular: bool, dialect: Dialect) -> String {
    let number = &amount.number;
    let one = singular
        || amount.magnitude.is_none() && (number.is_singular() || number.whole == "1" && amount.cents().is_some());
    let unit = format!("{whose}{}", if one { currency.one } else { currency.many });
    let words = number.words(dialect);
    if let Some(magnitude) = amount.magnitude {
        return format!("{words} {magnitude} {unit}");
    }
    match (amount.cents(), number.fraction) {
        (Some(cents), _) => with_cents(currency, number, cents, (&unit, singular), dialect),
        (None, Some(fraction)) if number.whole.is_empty() => {
            format!("{} {unit}", fraction.part_of(currency.one, false, dialect))
        }
        (None, _) => format!("{words} {unit}"),
    }
}

/// “two dollars and fifty cents”, “ninety-nine cents”, “two dollars”; all in the singular before what costs it.
fn with_cents(
    currency: &Currency,
    number: &Quantity,
    cents: &str,
    (unit, singular): (&str, bool),
    dialect: Dialect,
) -> String {
    let cents = cents.trim_start_matches('0');
    let whole = number::cardinal(&number.whole, dialect);
    if cents.is_empty() {
        return format!("{whole} {unit}");
    }
    // A burger may be a ninety-nine cent burger, but a bus fare is a fifty pence fare.
    let cent_unit = if cents == "1" || singular && currency.cent != "penny" {
        currency.cent
    } else {
        currency.cents
    };
    let cents = number::cardinal(cents, dialect);
    if number.value_of_whole() == 0 {
        format!("{cents} {cent_unit}")
    } else {
        format!("{whole} {unit} and {cents} {cent_unit}")
    }
}
