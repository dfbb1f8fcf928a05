//! Measures: 5 km, 3 lbs, 6 ft 2 in., 5'10", 20°C, 40° N, 98 %.

use super::Dialect;
use super::figure;
use super::number;
use super::quantity::{self, Quantity};
use super::token::{Cursor, Kind, one_of};

/// How a unit is written, and one and many of it in words. Metres and litres are spelled the British way here.
struct Unit(&'static [&'static str], &'static str, &'static str);

const UNITS: [Unit; 62] = [
    Unit(&["km", "kms", "Km", "KM"], "kilometre", "kilometres"),
    Unit(&["m"], "metre", "metres"),
    Unit(&["cm", "cms"], "centimetre", "centimetres"),
    Unit(&["mm"], "millimetre", "millimetres"),
    Unit(&["μm"], "micrometre", "micrometres"),
    Unit(&["nm"], "nanometre", "nanometres"),
    Unit(&["ft"], "foot", "feet"),
    Unit(&["yd", "yds"], "yard", "yards"),
    Unit(&["mi"], "mile", "miles"),
    Unit(&["mls"], "mile", "miles"),
    Unit(&["lb", "lbs"], "pound", "pounds"),
    Unit(&["oz", "ozs"], "ounce", "ounces"),
    Unit(&["cwt"], "hundredweight", "hundredweight"),
    Unit(&["dwt"], "pennyweight", "pennyweight"),
    Unit(&["kg", "kgs", "Kg", "KG"], "kilogram", "kilograms"),
    Unit(&["g", "gm", "gms"], "gram", "grams"),
    Unit(&["mg"], "milligram", "milligrams"),
    Unit(&["μg", "mcg"], "microgram", "micrograms"),
    Unit(&["L"], "litre", "litres"),
    Unit(&["ml", "mL"], "millilitre", "millilitres"),
    Unit(&["cl"], "centilitre", "centilitres"),
    Unit(&["dl"], "decilitre", "decilitres"),
    Unit(&["pt", "pts"], "pint", "pints"),
    Unit(&["qt", "qts"], "quart", "quarts"),
    Unit(&["gal", "gals"], "gallon", "gallons"),
    Unit(&["tsp"], "teaspoon", "teaspoons"),
    Unit(&["tbsp"], "tablespoon", "tablespoons"),
    Unit(&["mph"], "mile per hour", "miles per hour"),
    Unit(&["kph", "kmh"], "kilometre per hour", "kilometres per hour"),
    Unit(&["mpg"], "mile per gallon", "miles per gallon"),
    Unit(&["rpm"], "revolution per minute", "revolutions per minute"),
    Unit(&["bpm"], "beat per minute", "beats per minute"),
    Unit(&["psi"], "pound per square inch", "pounds per square inch"),
    Unit(&["kn", "kt", "kts"], "knot", "knots"),
    Unit(&["hp"], "horsepower", "horsepower"),
    Unit(&["cc"], "C C", "C C"),
    Unit(&["ha"], "hectare", "hectares"),
    Unit(&["W"], "watt", "watts"),
    Unit(&["kW", "KW"], "kilowatt", "kilowatts"),
    Unit(&["MW"], "megawatt", "megawatts"),
    Unit(&["GW"], "gigawatt", "gigawatts"),
    Unit(&["kWh"], "kilowatt-hour", "kilowatt-hours"),
    Unit(&["V"], "volt", "volts"),
    Unit(&["kV"], "kilovolt", "kilovolts"),
    Unit(&["mA"], "milliamp", "milliamps"),
    Unit(&["Hz"], "hertz", "hertz"),
    Unit(&["kHz"], "kilohertz", "kilohertz"),
    Unit(&["MHz"], "megahertz", "megahertz"),
    Unit(&["GHz"], "gigahertz", "gigahertz"),
    Unit(&["KB", "kB"], "kilobyte", "kilobytes"),
    Unit(&["MB"], "megabyte", "megabytes"),
    Unit(&["GB"], "gigabyte", "gigabytes"),
    Unit(&["TB"], "terabyte", "terabytes"),
    Unit(&["dB"], "decibel", "decibels"),
    Unit(&["kJ"], "kilojoule", "kilojoules"),
    Unit(&["kcal"], "kilocalorie", "kilocalories"),
    Unit(&["ms"], "millisecond", "milliseconds"),
    Unit(&["sec", "secs"], "second", "seconds"),
    Unit(&["min", "mins"], "minute", "minutes"),
    Unit(&["hr", "hrs"], "hour", "hours"),
    Unit(&["yr", "yrs"], "year", "years"),
    Unit(&["wk", "wks"], "week", "weeks"),
];

/// Units that are written glued to their number only, for apart they are letters or words.
const GLUED: [&str; 4] = ["m", "g", "V", "W"];

/// What a unit in words is.
#[derive(Clone)]
struct Named {
    one: String,
    many: String,
}

/// A quantity, or a range of two, and its unit.
pub(super) fn measure(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let dialect = cursor.dialect();
    if let Some(words) = cursor.attempt(feet_and_inches) {
        return Some(words);
    }
    let mut amounts = vec![quantity::read(cursor)?];
    let mut link = "to";
    while let Some((found, amount)) = cursor.attempt(next_amount) {
        link = found;
        amounts.push(amount);
    }
    let magnitude = cursor.attempt(magnitude);
    let apart = cursor.space();
    let hyphen = !apart && cursor.eat("-");
    let glued = !apart && !hyphen;
    let unit = if apart && magnitude.is_none() && GLUED.contains(&cursor.text()) && !spaced_letter_is_unit(*cursor) {
        return None;
    } else {
        read_unit(cursor, glued, amounts.iter().any(|a| a.decimals.is_some()))?
    };
    let last = amounts.last()?.clone();
    let words = amounts
        .iter()
        .map(|a| a.words(dialect))
        .collect::<Vec<_>>()
        .join(&format!(" {link} "));
    let attributive = hyphen || attributive(&before, *cursor);
    let words = match (last.fraction, magnitude) {
        (Some(fraction), None) if amounts.len() == 1 && last.whole.is_empty() && unit.one != "percent" => {
            let determined = one_of(before.word_before(), &["a", "an", "the"]);
            return Some(format!(
                "{} {}",
                figure::part_words(fraction, determined, &unit.one, dialect),
                unit.one
            ));
        }
        (_, Some(magnitude)) => format!("{words} {magnitude}"),
        (_, None) => words,
    };
    let singular = attributive || amounts.len() == 1 && last.is_singular() && magnitude.is_none();
    let joint = if hyphen { "-" } else { " " };
    let words = format!("{words}{joint}{}", if singular { &unit.one } else { &unit.many });
    Some(match smaller_unit(cursor, &unit.one) {
        Some(smaller) => format!("{words} {smaller}"),
        None => words,
    })
}

/// The other end of a range, or the next side of something: 5–10 km, 5 x 4 in.
fn next_amount(cursor: &mut Cursor<'_>) -> Option<(&'static str, Quantity)> {
    let dash = cursor.attempt(quantity::range_dash).map(|()| "to");
    let link = dash.or_else(|| cursor.attempt(figure::cross).map(|()| "by"))?;
    Some((link, quantity::read(cursor)?))
}

/// Whether a single letter apart from its number is a unit all the same: it isn't the next word of a sentence.
fn spaced_letter_is_unit(cursor: Cursor<'_>) -> bool {
    let mut after = cursor;
    after.step();
    match after.kind() {
        None | Some(Kind::Raised) => true,
        Some(Kind::Space) => !after.sees_capital_word(),
        Some(Kind::Mark) => matches!(after.text(), "," | "." | ";" | ")" | "/" | "”" | "?" | "!"),
        _ => false,
    }
}

fn magnitude(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    cursor.space().then_some(())?;
    let word = cursor.word()?;
    ["hundred", "thousand", "million", "billion", "trillion"]
        .into_iter()
        .find(|m| *m == word)
}

/// Whether the measure stands before a noun, in the singular: a 6 ft man.
fn attributive(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    const NOT_NOUNS: [&str; 26] = [
        "long", "wide", "high", "deep", "tall", "thick", "away", "from", "of", "to", "or", "and", "in", "at", "by",
        "for", "on", "with", "below", "above", "but", "is", "was", "as", "than", "per",
    ];
    let next = after.next_word();
    one_of(before.word_before(), &["a", "an"]) && next.starts_with(char::is_lowercase) && !NOT_NOUNS.contains(&next)
}

fn read_unit(cursor: &mut Cursor<'_>, glued: bool, decimal: bool) -> Option<Named> {
    if let Some(angle) = cursor.attempt(degrees) {
        return Some(angle);
    }
    match cursor.text() {
        "s" if glued && decimal => return step_to(cursor, "second", "seconds"),
        "%" => return step_to(cursor, "percent", "percent"),
        "‰" => return step_to(cursor, "per mille", "per mille"),
        "″" if glued => return step_to(cursor, "inch", "inches"),
        "′" if glued => return step_to(cursor, "foot", "feet"),
        "p" | "P" => return cursor.attempt(per_cent),
        "m" | "M" | "h" | "H" if cursor.ahead(1) == "." => {
            if let Some(named) = cursor.attempt(dotted) {
                return Some(named);
            }
        }
        _ => {}
    }
    let power = cursor.attempt(|c| {
        let power = match c.word()? {
            "sq" => "square",
            "cu" | "cub" => "cubic",
            _ => return None,
        };
        c.eat(".");
        c.space();
        Some(power)
    });
    let mut unit = simple_unit(cursor, power.is_some())?;
    let raised = (cursor.kind() == Some(Kind::Raised)).then(|| cursor.text());
    let power = power.or(match raised {
        Some("2" | "²") => Some("square"),
        Some("3" | "³") => Some("cubic"),
        _ => None,
    });
    if let Some(power) = power {
        if raised.is_some() {
            cursor.step();
        }
        unit = Named {
            one: format!("{power} {}", unit.one),
            many: format!("{power} {}", unit.many),
        };
    }
    if let Some(per) = cursor.attempt(per_unit) {
        unit = Named {
            one: format!("{} per {per}", unit.one),
            many: format!("{} per {per}", unit.many),
        };
    }
    Some(unit)
}

fn step_to(cursor: &mut Cursor<'_>, one: &str, many: &str) -> Option<Named> {
    cursor.step();
    Some(Named {
        one: one.to_owned(),
        many: many.to_owned(),
    })
}

/// One of the table, or an inch, whose “in” must be told from the word.
fn simple_unit(cursor: &mut Cursor<'_>, after_power: bool) -> Option<Named> {
    let letters = cursor.word()?;
    if letters == "in" || letters == "ins" {
        let raised = cursor.kind() == Some(Kind::Raised);
        let dotted = cursor.text() == "." && (!cursor.sees(|c| (c.eat(".") && c.sees_capital_word()).then_some(())));
        (raised || dotted || after_power).then_some(())?;
        cursor.abbreviation_dot();
        return Some(Named {
            one: "inch".into(),
            many: "inches".into(),
        });
    }
    let Unit(_, one, many) = UNITS.iter().find(|unit| unit.0.contains(&letters))?;
    if letters.len() > 1 || letters == "m" || letters == "g" {
        unit_dot(cursor);
    }
    let spelled = |name: &str| match cursor.dialect() {
        Dialect::Us => name.replace("metre", "meter").replace("litre", "liter"),
        Dialect::Gb => name.to_owned(),
    };
    Some(Named {
        one: spelled(one),
        many: spelled(many),
    })
}

/// The full stop behind a unit, unless a new sentence follows.
fn unit_dot(cursor: &mut Cursor<'_>) {
    if cursor.text() == "." && !cursor.sees(|c| (c.eat(".") && c.sees_capital_word()).then_some(())) {
        cursor.abbreviation_dot();
    }
}

/// m.p.h. and h.p.
fn dotted(cursor: &mut Cursor<'_>) -> Option<Named> {
    let mut letters = String::new();
    while let Some(letter) = cursor.attempt(|c| {
        let letter = c.word().filter(|w| w.len() == 1)?;
        (c.text() == ".").then_some(letter)
    }) {
        letters.push_str(&letter.to_ascii_lowercase());
        if !cursor.abbreviation_dot() || cursor.text() == "." {
            break;
        }
    }
    let Unit(_, one, many) = UNITS
        .iter()
        .find(|unit| letters.len() > 1 && unit.0.contains(&letters.as_str()))?;
    Some(Named {
        one: (*one).to_owned(),
        many: (*many).to_owned(),
    })
}

/// p.c.
fn per_cent(cursor: &mut Cursor<'_>) -> Option<Named> {
    cursor.step();
    (cursor.eat(".") && cursor.eat_one_of(&["c", "C"]).is_some() && cursor.abbreviation_dot()).then_some(())?;
    Some(Named {
        one: "percent".into(),
        many: "percent".into(),
    })
}

/// /h, /s, /kg behind another unit.
fn per_unit(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.eat("/").then_some(())?;
    match cursor.text() {
        "h" | "hr" => step_to(cursor, "hour", ""),
        "s" | "sec" => step_to(cursor, "second", ""),
        "day" => step_to(cursor, "day", ""),
        _ => simple_unit(cursor, false),
    }
    .map(|unit| unit.one)
}

/// °, °C, ° N; 40°26′46″ N
fn degrees(cursor: &mut Cursor<'_>) -> Option<Named> {
    let dialect = cursor.dialect();
    cursor.eat_one_of(&["°", "º"])?;
    let mut rest = String::new();
    let scale = cursor.attempt(|c| {
        c.space();
        let scale = match c.word()? {
            "C" => "Celsius",
            "F" => "Fahrenheit",
            "K" => "Kelvin",
            "R" => "Réaumur",
            _ => return None,
        };
        c.abbreviation_dot();
        Some(scale)
    });
    if let Some(scale) = scale {
        return Some(Named {
            one: format!("degree {scale}"),
            many: format!("degrees {scale}"),
        });
    }
    for (mark, one, many) in [("′", "minute", "minutes"), ("″", "second", "seconds")] {
        let part = cursor.attempt(|c| {
            c.space();
            let figures = c.digits()?;
            c.eat_one_of(&[mark, "'"]).map(|_| figures)
        });
        if let Some(figures) = part {
            let name = if figures.trim_start_matches('0') == "1" {
                one
            } else {
                many
            };
            rest = format!("{rest} {} {name}", number::cardinal(figures, dialect));
        }
    }
    let point = cursor.attempt(|c| {
        c.space();
        let point = match c.word()? {
            "N" => "north",
            "S" => "south",
            "E" => "east",
            "W" => "west",
            _ => return None,
        };
        c.abbreviation_dot();
        Some(point)
    });
    if let Some(point) = point {
        rest = format!("{rest} {point}");
    }
    Some(Named {
        one: format!("degree{rest}"),
        many: format!("degrees{rest}"),
    })
}

/// The smaller unit that follows a larger: 6 ft 2 in., 12 lb 4 oz.
fn smaller_unit(cursor: &mut Cursor<'_>, larger: &str) -> Option<String> {
    let dialect = cursor.dialect();
    let (written, one, many): (&[&str], &str, &str) = match larger {
        "foot" => (&["in", "ins", "inches", "inch", "″"], "inch", "inches"),
        "pound" => (&["oz", "ozs", "ounces", "ounce"], "ounce", "ounces"),
        "hour" => (&["min", "mins", "minutes"], "minute", "minutes"),
        "minute" => (&["sec", "secs", "seconds"], "second", "seconds"),
        _ => return None,
    };
    cursor.attempt(|c| {
        c.eat(",");
        c.space();
        let amount = quantity::read(c)?;
        c.space();
        c.eat_one_of(written)?;
        unit_dot(c);
        Some(format!(
            "{} {}",
            amount.words(dialect),
            if amount.is_singular() { one } else { many }
        ))
    })
}

/// 5'10", 6′ 2″, 5'
fn feet_and_inches(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let feet = cursor.digits()?;
    cursor.eat("′").then_some(())?;
    let inches = cursor.attempt(|c| {
        c.space();
        let inches: Quantity = quantity::read(c)?;
        (c.eat("″") || c.eat("”") || c.attempt(two_primes).is_some()).then_some(inches)
    });
    let inches =
        inches.or_else(|| cursor.attempt(|c| quantity::read(c).filter(|q| q.value().is_some_and(|n| n < 12))))?;
    Some(format!(
        "{} foot {}",
        number::cardinal(feet, dialect),
        inches.words(dialect)
    ))
}

fn two_primes(cursor: &mut Cursor<'_>) -> Option<()> {
    (cursor.eat("′") && cursor.eat("′")).then_some(())
}
