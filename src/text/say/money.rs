//! Money: £1,250.50, $3.5 million, US$20, 50¢, €20.

use super::Dialect;
use super::number;
use super::old_money;
use super::quantity::{self, Quantity};
use super::token::{Cursor, Kind, one_of};

/// A currency: its sign, one, many, a hundredth, hundredths.
struct Currency(&'static str, &'static str, &'static str, &'static str, &'static str);

const CURRENCIES: [Currency; 15] = [
    Currency("£", "pound", "pounds", "penny", "pence"),
    Currency("$", "dollar", "dollars", "cent", "cents"),
    Currency("€", "euro", "euros", "cent", "cents"),
    Currency("¥", "yen", "yen", "sen", "sen"),
    Currency("₹", "rupee", "rupees", "paisa", "paise"),
    Currency("₩", "won", "won", "jeon", "jeon"),
    Currency("₽", "rouble", "roubles", "kopeck", "kopecks"),
    Currency("₪", "shekel", "shekels", "agora", "agorot"),
    Currency("₺", "lira", "lira", "kurus", "kurus"),
    Currency("₫", "dong", "dong", "hao", "hao"),
    Currency("₱", "peso", "pesos", "centavo", "centavos"),
    Currency("₦", "naira", "naira", "kobo", "kobo"),
    Currency("₴", "hryvnia", "hryvnias", "kopeck", "kopecks"),
    Currency("฿", "baht", "baht", "satang", "satang"),
    Currency("₿", "bitcoin", "bitcoins", "cent", "cents"),
];

/// Whose dollar it is.
const DOLLARS: [(&str, &str); 12] = [
    ("US", "U S"),
    ("A", "Australian"),
    ("AU", "Australian"),
    ("C", "Canadian"),
    ("CA", "Canadian"),
    ("CAN", "Canadian"),
    ("HK", "Hong Kong"),
    ("NZ", "New Zealand"),
    ("S", "Singapore"),
    ("SG", "Singapore"),
    ("R", ""),
    ("NT", "New Taiwan"),
];

/// Letters glued behind an amount.
const MAGNITUDES: [(&str, &str); 11] = [
    ("k", "thousand"),
    ("K", "thousand"),
    ("m", "million"),
    ("M", "million"),
    ("mn", "million"),
    ("mm", "million"),
    ("b", "billion"),
    ("B", "billion"),
    ("bn", "billion"),
    ("tn", "trillion"),
    ("trn", "trillion"),
];

/// What an amount stands before without becoming plural: a five pound note.
const PRICED: [&str; 22] = [
    "note", "notes", "bill", "bills", "coin", "coins", "piece", "pieces", "fine", "prize", "reward", "bet", "ticket",
    "cheque", "check", "loan", "question", "tip", "fee", "bonus", "deal", "stamp",
];

/// An amount with its sign in front.
pub(super) fn amount(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let whose = cursor.attempt(|c| {
        let letters = c.word()?;
        let (_, whose) = DOLLARS.iter().find(|(short, _)| *short == letters)?;
        (c.text() == "$").then_some(*whose)
    });
    let currency = sign(cursor)?;
    cursor.space();
    let from = quantity::read(cursor)?;
    let old =
        (currency.0 == "£" && from.fraction.is_none()).then(|| cursor.attempt(|c| old_money::sum(c, Some(&from))));
    if let Some(words) = old.flatten() {
        return Some(words);
    }
    let to = cursor.attempt(|c| {
        quantity::range_dash(c)?;
        sign(c);
        quantity::read(c)
    });
    let magnitude = magnitude(cursor);
    let name = |one: &Quantity| named(currency, one, magnitude, whose, priced(*cursor), dialect);
    Some(match to {
        Some(to) => format!("{} to {}", range_start(&from, magnitude, currency, dialect), name(&to)),
        None => name(&from),
    })
}

/// An amount with its sign or letters behind: 50¢, 20 €, 50p, 5s. 6d., 5/-, 500l.
pub(super) fn amount_before_sign(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    if let Some(words) = cursor.attempt(|c| old_money::sum(c, None)) {
        return Some(words);
    }
    let amount = quantity::read(cursor)?;
    if cursor.eat("¢") {
        return Some(counted(&amount, "cent", "cents", dialect));
    }
    if cursor.kind() == Some(Kind::Word) {
        if amount.whole.len() == 2 && cursor.eat("c") {
            return Some(counted(&amount, "cent", "cents", dialect));
        }
        cursor.eat("p").then_some(())?;
        let page = cursor.text() == "." && cursor.ahead(1).starts_with(|c: char| c.is_ascii_digit());
        return (!page).then(|| counted(&amount, "penny", "pence", dialect));
    }
    cursor.space();
    let currency = sign(cursor)?;
    let next_amount = cursor.kind() == Some(Kind::Digits);
    (!next_amount).then(|| named(currency, &amount, None, None, false, dialect))
}

fn sign(cursor: &mut Cursor<'_>) -> Option<&'static Currency> {
    // The old printers had an L for £, as in L100.
    let old_pounds = cursor.text() == "L"
        && cursor.at_word_start()
        && cursor.ahead(1).len() > 1
        && quantity::starts(cursor.ahead(1));
    let sign = if old_pounds { "£" } else { cursor.text() };
    let currency = CURRENCIES.iter().find(|c| c.0 == sign)?;
    cursor.step();
    Some(currency)
}

fn counted(amount: &Quantity, one: &str, many: &str, dialect: Dialect) -> String {
    format!(
        "{} {}",
        amount.words(dialect),
        if amount.is_singular() { one } else { many }
    )
}

/// “million” and its like behind an amount.
fn magnitude(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    const WORDS: [&str; 6] = ["hundred", "thousand", "million", "billion", "trillion", "dozen"];
    cursor.attempt(|c| {
        if c.kind() == Some(Kind::Word) {
            let letters = c.word()?;
            return MAGNITUDES
                .iter()
                .find(|(short, _)| *short == letters)
                .map(|(_, said)| *said);
        }
        if !c.space() {
            c.eat("-");
        }
        let word = c.word()?;
        let short = MAGNITUDES
            .iter()
            .find(|(short, _)| *short == word && short.len() > 1)
            .map(|(_, said)| *said);
        short.or_else(|| WORDS.into_iter().find(|w| super::token::same(w, word)))
    })
}

/// Whether a noun that is priced follows: a £5 note, a $20-bill.
fn priced(cursor: Cursor<'_>) -> bool {
    cursor.sees(|c| {
        if !c.space() {
            c.eat("-").then_some(())?;
        }
        one_of(c.word()?, &PRICED).then_some(())
    })
}

/// The first amount of a range, whose currency is named with the second.
fn range_start(from: &Quantity, magnitude: Option<&str>, currency: &Currency, dialect: Dialect) -> String {
    match &from.decimals {
        Some(cents) if cents.len() == 2 && magnitude.is_none() => named(currency, from, None, None, false, dialect),
        _ => from.words(dialect),
    }
}

fn named(
    currency: &Currency,
    amount: &Quantity,
    magnitude: Option<&str>,
    whose: Option<&str>,
    singular: bool,
    dialect: Dialect,
) -> String {
    let Currency(_, one, many, cent, cents) = currency;
    let unit = if singular || amount.is_singular() && magnitude.is_none() {
        one
    } else {
        many
    };
    let unit = match whose {
        Some(whose) if !whose.is_empty() => format!("{whose} {unit}"),
        Some(_) => if *unit == *one { "real" } else { "reais" }.to_owned(),
        None => (*unit).to_owned(),
    };
    if let Some(magnitude) = magnitude {
        return format!("{} {magnitude} {unit}", amount.words(dialect));
    }
    let Some(hundredths) = amount.decimals.as_deref().filter(|d| d.len() == 2) else {
        return match amount.fraction {
            Some(fraction) if amount.whole.is_empty() => {
                format!("{} {unit}", super::figure::part_words(fraction, false, one, dialect))
            }
            _ => format!("{} {unit}", amount.words(dialect)),
        };
    };
    let small = hundredths.trim_start_matches('0');
    let whole = number::cardinal(&amount.whole, dialect);
    let unit = if amount.whole == "1" {
        unit.replace(many, one)
    } else {
        unit
    };
    let small_unit = if small == "1" { cent } else { cents };
    match (amount.whole.trim_start_matches('0'), small) {
        (_, "") => format!("{whole} {unit}"),
        ("", _) => format!("{} {small_unit}", number::cardinal(small, dialect)),
        _ => format!("{whole} {unit} and {} {small_unit}", number::cardinal(small, dialect)),
    }
}
