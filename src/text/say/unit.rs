//! Measures: 5 km, 3 lbs, 6 ft 2 in., 5'10", 10–12 kg, 98 %, 4' x 8'.

use super::Dialect;
use super::angle;
use super::attributive;
use super::fraction::Fraction;
use super::number;
use super::quantity::{self, Quantity};
use super::range;
use super::token::{Cursor, Kind, one_of, same};
use super::unit_table::Unit;

/// What is often measured: before these a measure is in the singular, a nine millimetre pistol.
const MEASURED: &str = "pistol gun bulb bag race run walk hike film camera lens cannon shell round bullet wire board plank wall \
    fence pole rope man woman shark drop fall engine tank bottle jar can weight sack disc disk record nail screen battery \
    supply socket turn rotation angle radius zone limit boat yacht strip mark hole gap ceiling tower sheet house relay \
    dash tin jack packet pack box carton tub steak joint type font text";

/// What is measured by the cup, which many recipes cut short to a letter.
const FOODS: &str = "flour sugar butter milk water cream oats rice oil shortening buttermilk molasses honey syrup nuts walnuts pecans \
    almonds raisins cheese broth stock chopped grated sliced diced packed sifted shredded brown white whole cold warm \
    hot boiling sour heavy melted cooked fresh dry dried all-purpose powdered vegetable chicken beef";

/// A quantity, or several with dashes or crosses between, and their unit.
pub(super) fn measure(cursor: &mut Cursor<'_>) -> Option<String> {
    if let Some(words) = cursor.attempt(feet_and_inches) {
        return Some(words);
    }
    let before = *cursor;
    // Route 9W, Flat 2L
    if one_of(
        before.word_before(),
        "route highway room flat apartment apt unit gate platform seat building bus",
    ) {
        return None;
    }
    let mut words = single_measure(cursor, &before)?;
    while let Some(side) = cursor.attempt(|c| range::cross(c).and_then(|()| single_measure(c, &before))) {
        words = format!("{words} by {side}");
    }
    // 350°F/180°C
    while let Some(other) = cursor.attempt(|c| c.eat("/").then(|| single_measure(c, &before)).flatten()) {
        words = format!("{words}, {other}");
    }
    Some(words)
}

/// A unit by another, without a number: in m/s, mW/cm².
pub(super) fn ratio(cursor: &mut Cursor<'_>) -> Option<String> {
    let known = cursor.at_word_start() && cursor.ahead(1) == "/" && Unit::of(cursor.text(), cursor.dialect()).is_some();
    let per = matches!(cursor.ahead(2), "s" | "h") || cursor.ahead(2).len() > 1;
    let unit = lettered(cursor).filter(|unit| known && per && unit.many.contains(" per "))?;
    let ends = !matches!(cursor.kind(), Some(Kind::Word | Kind::Digits));
    ends.then_some(unit.many)
}

/// A unit behind “per”: so much per lb.
pub(super) fn one_behind_per(cursor: &mut Cursor<'_>) -> Option<String> {
    let behind_per = same(cursor.word_before(), "per") && cursor.behind(1) == " ";
    let written = cursor.word().filter(|w| behind_per && w.len() > 1)?;
    let unit = match written {
        "in" | "st" | "ms" => return None,
        _ => Unit::of(written, cursor.dialect())?,
    };
    cursor.abbreviation_dot();
    Some(unit.one)
}

/// One quantity, or several with dashes or crosses between: 5–10, 5 x 4; with “million” and its like.
struct Amounts {
    words: String,
    last: Quantity,
    /// Whether there is nothing but one quantity.
    single: bool,
}

impl Amounts {
    fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        let dialect = cursor.dialect();
        let mut last = quantity::read(cursor)?;
        let mut words = hundreds(&last, dialect).unwrap_or_else(|| last.words(dialect));
        let mut single = true;
        while let Some((link, amount)) = cursor.attempt(next_amount) {
            words = format!("{words} {link} {}", amount.words(dialect));
            (last, single) = (amount, false);
        }
        if let Some(magnitude) = cursor.attempt(magnitude) {
            (words, single) = (format!("{words} {magnitude}"), false);
        }
        Some(Self { words, last, single })
    }

    /// The fraction that alone is measured: ½ lb.
    fn part(&self) -> Option<Fraction> {
        self.last.fraction.filter(|_| self.single && self.last.whole.is_empty())
    }
}

/// “fifteen hundred”, of metres as of men.
fn hundreds(amount: &Quantity, dialect: Dialect) -> Option<String> {
    let figures = &amount.whole;
    let round = figures.len() == 4 && figures.starts_with('1') && figures.ends_with("00") && !figures.ends_with("000");
    (round && amount.is_plain()).then(|| number::pairs(figures, dialect))
}

fn single_measure(cursor: &mut Cursor<'_>, before: &Cursor<'_>) -> Option<String> {
    let amounts = Amounts::read(cursor)?;
    let apart = cursor.space();
    let hyphen = !apart && cursor.eat("-");
    // A single letter is a unit where it is glued to its number, apart from it only where no word can stand.
    let letter_apart = apart && amounts.single && matches!(cursor.text(), "m" | "g" | "V" | "W" | "K");
    // “N.N.W. ½ W.” is a course, “I-80 W” a road.
    let course = amounts.part().is_some() || before.behind(1) == "-";
    if letter_apart && cursor.text() == "W" && course {
        return None;
    }
    if cursor.text() == "K" && !(apart && amounts.last.value_of_whole() > 99) {
        return None;
    }
    // 14st is a weight, 21st is an ordinal.
    let figures = &amounts.last.whole;
    let ordinal = !apart && cursor.text() == "st" && figures.ends_with('1') && !figures.ends_with("11");
    if ordinal || letter_apart && !spaced_letter_is_unit(*cursor) {
        return None;
    }
    let unit = {
        let glued = !apart && !hyphen;
        let seconds = glued && amounts.last.decimals.is_some() || amounts.part().is_some();
        read_unit(cursor, &amounts.last, glued, seconds)?
    };
    let joint = if hyphen { "-" } else { " " };
    if let Some(part) = amounts.part().filter(|_| unit.one != "percent") {
        let behind_article = one_of(before.word_before(), "a an the");
        let mut part = part.part_of(&unit.one, behind_article || hyphen, cursor.dialect());
        if hyphen {
            // three-quarter-inch plywood
            part = part.trim_end_matches('s').replace(' ', "-");
        }
        return Some(format!("{part}{joint}{}", unit.one));
    }
    let one = amounts.single && amounts.last.is_singular();
    // 6ft-tall
    let compound = cursor.text() == "-" && one_of(cursor.ahead(1), "tall long wide high deep thick square diameter");
    let name = if hyphen || one || compound || is_attributive(before, *cursor, &unit) {
        &unit.one
    } else {
        &unit.many
    };
    let smaller = cursor
        .attempt(|c| smaller_unit(c, &unit.one))
        .map_or_else(String::new, |smaller| format!(" {smaller}"));
    let words = if is_of_packets(&unit) {
        amounts.words.replace(" by ", " ")
    } else {
        amounts.words
    };
    Some(format!("{words}{joint}{name}{smaller}"))
}

/// The other end of a range, or the next side of something: 5–10 km, 5 x 4 in.
fn next_amount(cursor: &mut Cursor<'_>) -> Option<(&'static str, Quantity)> {
    let dash = cursor.attempt(quantity::range_dash).map(|()| "to");
    let link = dash.or_else(|| cursor.attempt(range::cross).map(|()| "by"))?;
    Some((link, quantity::read(cursor)?))
}

/// Whether a single letter apart from its number is a unit all the same: it isn't the next word of a sentence.
fn spaced_letter_is_unit(cursor: Cursor<'_>) -> bool {
    let mut after = cursor;
    after.step();
    match after.kind() {
        None | Some(Kind::Raised) => true,
        Some(Kind::Digits) => matches!(after.text(), "2" | "3"),
        Some(Kind::Space) => !after.sees_capital_word(),
        Some(Kind::Mark) => matches!(after.text(), "," | "." | ";" | ")" | "/" | "”" | "?" | "!" | "·"),
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

/// Whether the measure stands before a noun, in the singular: a 6 ft man, 105mm howitzers, the 8.8 cm Flak.
fn is_attributive(before: &Cursor<'_>, after: Cursor<'_>, unit: &Unit) -> bool {
    const LENGTHS: &str = "millimetre millimeter centimetre centimeter metre meter foot inch yard mile degree";
    let next = after.next_word();
    let long = one_of(&unit.one, LENGTHS);
    let model = unit.one.starts_with("milli") || unit.one.starts_with("centi");
    one_of(next.strip_suffix('s').unwrap_or(next), MEASURED)
        || attributive::is_before_noun(before, after)
        || one_of(before.word_before(), "a an") && after.sees(range::cross)
        || long && attributive::is_before_plural(after)
        || long && model && after.behind(1) != "." && after.sees_capital_word()
}

/// Whether a cross before the unit counts packets, and no side of something: 2 x 400g tins.
fn is_of_packets(unit: &Unit) -> bool {
    one_of(
        &unit.one,
        "gram kilogram ounce pound litre liter millilitre milliliter pint",
    )
}

/// Whether “pt” is the size of type, and no pint: 12pt, 6pt bold.
fn is_of_type(amount: &Quantity, mut cursor: Cursor<'_>) -> bool {
    const TYPE: &str = "type font text bold italic roman times leading letters sans";
    cursor.step();
    let stopped = cursor.eat(".");
    amount.value_of_whole() > 7 && !stopped || one_of(cursor.next_word(), TYPE)
}

/// Whether h or s, a space behind its number, is a time: 24 h, 9.58 s, but not “the 30 s”.
fn is_time_apart(cursor: &Cursor<'_>, amount: &Quantity) -> bool {
    let mut after = *cursor;
    after.step();
    let ends =
        after.text() != "'" && !matches!(after.kind(), Some(Kind::Word | Kind::Digits)) && !after.sees_capital_word();
    let spaced = cursor.behind(1) == " ";
    let decade =
        amount.decimals.is_none() && (amount.whole.len() == 4 || amount.whole.ends_with('0') && cursor.text() == "s");
    let later = one_of(after.next_word(), "later apart before after behind ahead long");
    spaced && ends && (!decade || later)
}

/// Whether F or C behind a number is a heat: an oven is spoken of.
fn is_of_oven(cursor: &Cursor<'_>, amount: &Quantity) -> bool {
    const OVEN: &str = "oven preheat heat heated bake baked roast temperature degrees thermometer";
    let hot = (100..=600).contains(&amount.value_of_whole());
    hot && cursor.near(20).0.iter().any(|t| one_of(t.text, OVEN))
}

fn read_unit(cursor: &mut Cursor<'_>, amount: &Quantity, glued: bool, seconds: bool) -> Option<Unit> {
    if let Some(angle) = cursor.attempt(angle::degrees) {
        return Some(angle);
    }
    let apart_letter = !glued && is_time_apart(cursor, amount);
    let sign = match cursor.text() {
        "%" => Some(Unit::new("percent", "percent")),
        "‰" => Some(Unit::new("per mille", "per mille")),
        "″" if glued => Some(Unit::new("inch", "inches")),
        "′" if glued => Some(Unit::new("foot", "feet")),
        "pt" if is_of_type(amount, *cursor) => Some(Unit::new("point", "points")),
        "pc" if glued => Some(Unit::new("percent", "percent")),
        "h" if apart_letter && !(cursor.ahead(1) == "." && cursor.ahead(2) == "p") => Some(Unit::new("hour", "hours")),
        "s" if apart_letter => Some(Unit::new("second", "seconds")),
        "F" | "C" if is_of_oven(cursor, amount) => Some(match cursor.text() {
            "F" => Unit::new("degree Fahrenheit", "degrees Fahrenheit"),
            _ => Unit::new("degree Celsius", "degrees Celsius"),
        }),
        "pp" if !cursor.sees(is_before_number) => Some(Unit::new("page", "pages")),
        "c" if !glued && cursor.ahead(1) == "." && one_of(cursor.ahead(3), FOODS) => Some(Unit::new("cup", "cups")),
        "pts" if amount.value_of_whole() > 20 => Some(Unit::new("point", "points")),
        "h" if glued && cursor.ahead(1) != "." => Some(Unit::new("hour", "hours")),
        "l" if glued && amount.decimals.is_some() => Unit::of("L", cursor.dialect()),
        "s" if seconds => Some(Unit::new("second", "seconds")),
        "l" if !glued && cursor.ahead(2) == "of" => Unit::of("L", cursor.dialect()),
        _ => None,
    };
    if sign.is_some() {
        let stopped = matches!(cursor.text(), "pt" | "pp" | "c");
        cursor.step();
        if stopped {
            cursor.abbreviation_dot();
        }
        return sign;
    }
    cursor
        .attempt(per_cent)
        .or_else(|| cursor.attempt(dotted))
        .or_else(|| lettered(cursor))
}

/// Whether a number follows the word and its full stop, so that the word is a label of it and no unit: vol. 3 pp. 12–14.
fn is_before_number(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.step();
    cursor.eat(".");
    cursor.space();
    cursor.digits().map(|_| ())
}

/// A unit in letters, with what makes it square, cubic, or a speed: sq. ft, m², km/h.
fn lettered(cursor: &mut Cursor<'_>) -> Option<Unit> {
    let power = cursor.attempt(power_before);
    let Some(unit) = cursor.attempt(|c| simple_unit(c, power.is_some())) else {
        // “5 sq. miles”: the unit is a word.
        return power
            .filter(|_| cursor.kind() == Some(Kind::Word))
            .map(|power| Unit::new(power, power));
    };
    let power = power.or_else(|| cursor.attempt(power_behind));
    let unit = power.map_or_else(|| unit.clone(), |power| unit.powered(power));
    let Some(per) = cursor.attempt(per_unit) else {
        return Some(unit);
    };
    let long = per.ends_with("metre") || per.ends_with("meter") || per == "foot" || per == "inch";
    Some(unit.per(&match cursor.attempt(power_behind) {
        Some(power) if long => format!("{power} {per}"),
        Some("square") => format!("{per} squared"),
        Some(_) => format!("{per} cubed"),
        None => per,
    }))
}

/// sq. and cu.
fn power_before(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    let power = match cursor.word()? {
        "sq" => "square",
        "cu" | "cub" => "cubic",
        "fl" => "fluid",
        _ => return None,
    };
    cursor.eat(".");
    cursor.space();
    Some(power)
}

/// ² and ³, or the plain figure where there is no better.
fn power_behind(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    let power = match cursor.text() {
        "²" | "2" => "square",
        "³" | "3" => "cubic",
        _ => return None,
    };
    cursor.step();
    Some(power)
}

/// One of the table, or an inch, whose “in” must be told from the word.
fn simple_unit(cursor: &mut Cursor<'_>, after_power: bool) -> Option<Unit> {
    let letters = cursor.word()?;
    let capital = cursor.sees(|c| (c.eat(".") && c.sees_capital_word()).then_some(()));
    let new_sentence = capital && !cursor.page.shouting;
    if letters == "in" || letters == "ins" {
        let marked = cursor.kind() == Some(Kind::Raised) || cursor.text() == "." && !new_sentence;
        (marked || after_power).then_some(())?;
        cursor.abbreviation_dot();
        return Some(Unit::new("inch", "inches"));
    }
    if letters == "m" && is_mile(cursor) {
        cursor.step();
        return Some(Unit::new("mile", "miles"));
    }
    let unit = Unit::of(letters, cursor.dialect())?;
    if !new_sentence && (letters.len() > 1 || matches!(letters, "m" | "g")) {
        cursor.abbreviation_dot();
    }
    Some(unit)
}

/// “2 m. from town”: metres have no full stop, and in old books “m.” is a mile.
fn is_mile(cursor: &Cursor<'_>) -> bool {
    const AWAY: &str = "from off distant away north south east west N S E W above below beyond";
    cursor.text() == "." && cursor.ahead(1) == " " && one_of(cursor.ahead(2), AWAY)
}

/// m.p.h. and h.p.
fn dotted(cursor: &mut Cursor<'_>) -> Option<Unit> {
    let mut letters = String::new();
    while let Some(letter) = cursor.attempt(|c| {
        let letter = c.word().filter(|w| w.len() == 1)?;
        c.abbreviation_dot().then_some(letter)
    }) {
        letters.push_str(&letter.to_ascii_lowercase());
    }
    Unit::of(&letters, cursor.dialect()).filter(|_| letters.len() > 1)
}

/// p.c.
fn per_cent(cursor: &mut Cursor<'_>) -> Option<Unit> {
    cursor.eat_one_of(&["p", "P"])?;
    let read = cursor.eat(".") && cursor.eat_one_of(&["c", "C"]).is_some() && cursor.abbreviation_dot();
    read.then(|| Unit::new("percent", "percent"))
}

/// /h, /s, /kg behind another unit.
fn per_unit(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.eat("/").then_some(())?;
    let name = match cursor.text() {
        "h" | "hr" => "hour",
        "s" | "sec" => "second",
        "day" => "day",
        _ => return simple_unit(cursor, false).map(|unit| unit.one),
    };
    cursor.step();
    Some(name.to_owned())
}

/// The smaller unit that follows a larger: 6 ft 2 in., 12 lb 4 oz.
fn smaller_unit(cursor: &mut Cursor<'_>, larger: &str) -> Option<String> {
    let (written, one, many): (&[&str], &str, &str) = match larger {
        "foot" => (&["in", "ins", "inches", "inch", "″"], "inch", "inches"),
        "stone" => (&["lb", "lbs", "pounds"], "pound", "pounds"),
        "pound" => (&["oz", "ozs", "ounces", "ounce"], "ounce", "ounces"),
        "hour" => (&["min", "mins", "minutes", "m"], "minute", "minutes"),
        "minute" => (&["sec", "secs", "seconds", "s"], "second", "seconds"),
        _ => return None,
    };
    cursor.eat(",");
    cursor.space();
    let amount = quantity::read(cursor)?;
    cursor.space();
    cursor.eat_one_of(written)?;
    let new_sentence = cursor.sees(|c| (c.eat(".") && c.sees_capital_word()).then_some(()));
    if !new_sentence {
        cursor.abbreviation_dot();
    }
    Some(format!(
        "{} {}",
        amount.words(cursor.dialect()),
        if amount.is_singular() { one } else { many }
    ))
}

/// 5'10", 6′ 2″, 5'10
fn feet_and_inches(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let feet = cursor.digits()?;
    cursor.eat("′").then_some(())?;
    let marked = cursor.attempt(|c| {
        c.space();
        let inches = quantity::read(c)?;
        let marked = c.eat("″") || c.eat("”") || c.eat("′") && c.eat("′");
        marked.then_some(inches)
    });
    let unmarked =
        |c: &mut Cursor<'_>| quantity::read(c).filter(|q| q.whole.len() < 3 && q.value().is_some_and(|n| n < 12));
    let inches = marked.or_else(|| cursor.attempt(unmarked))?;
    Some(format!(
        "{} foot {}",
        number::cardinal(feet, dialect),
        inches.words(dialect)
    ))
}
