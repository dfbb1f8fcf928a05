//! The units of measure, as they are cut short and as they are said.

use super::Dialect;

/// A unit in words.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// One of it: “foot”.
    pub one: String,
    /// Several: “feet”.
    pub many: String,
}

impl Unit {
    pub fn new(one: &str, many: &str) -> Self {
        Self {
            one: one.to_owned(),
            many: many.to_owned(),
        }
    }

    /// “square mile”, “square miles”
    pub fn powered(&self, power: &str) -> Self {
        Self {
            one: format!("{power} {}", self.one),
            many: format!("{power} {}", self.many),
        }
    }

    /// “mile per hour”, “miles per hour”
    pub fn per(&self, unit: &str) -> Self {
        Self {
            one: format!("{} per {unit}", self.one),
            many: format!("{} per {unit}", self.many),
        }
    }

    /// The unit that is written with these letters, spelled as the dialect does.
    pub fn of(letters: &str, dialect: Dialect) -> Option<Self> {
        let (_, one, many) = UNITS.iter().find(|(written, _, _)| written.contains(&letters))?;
        Some(match dialect {
            Dialect::Gb => Self::new(one, many),
            Dialect::Us => Self::new(&american(one), &american(many)),
        })
    }
}

fn american(name: &str) -> String {
    name.replace("metre", "meter").replace("litre", "liter")
}

/// How a unit is written, and one and several of it in words, spelled the British way.
const UNITS: [(&[&str], &str, &str); 63] = [
    (&["km", "kms", "Km", "KM"], "kilometre", "kilometres"),
    (&["m"], "metre", "metres"),
    (&["cm", "cms"], "centimetre", "centimetres"),
    (&["mm"], "millimetre", "millimetres"),
    (&["μm"], "micrometre", "micrometres"),
    (&["nm"], "nanometre", "nanometres"),
    (&["ft"], "foot", "feet"),
    (&["yd", "yds"], "yard", "yards"),
    (&["mi"], "mile", "miles"),
    (&["mls"], "mile", "miles"),
    (&["lb", "lbs"], "pound", "pounds"),
    (&["oz", "ozs"], "ounce", "ounces"),
    (&["st"], "stone", "stone"),
    (&["cwt"], "hundredweight", "hundredweight"),
    (&["dwt"], "pennyweight", "pennyweight"),
    (&["kg", "kgs", "Kg", "KG"], "kilogram", "kilograms"),
    (&["g", "gm", "gms"], "gram", "grams"),
    (&["mg"], "milligram", "milligrams"),
    (&["μg", "mcg"], "microgram", "micrograms"),
    (&["L"], "litre", "litres"),
    (&["ml", "mL"], "millilitre", "millilitres"),
    (&["cl"], "centilitre", "centilitres"),
    (&["dl"], "decilitre", "decilitres"),
    (&["pt", "pts"], "pint", "pints"),
    (&["qt", "qts"], "quart", "quarts"),
    (&["gal", "gals"], "gallon", "gallons"),
    (&["tsp"], "teaspoon", "teaspoons"),
    (&["tbsp"], "tablespoon", "tablespoons"),
    (&["mph"], "mile per hour", "miles per hour"),
    (&["kph", "kmh"], "kilometre per hour", "kilometres per hour"),
    (&["mpg"], "mile per gallon", "miles per gallon"),
    (&["rpm"], "revolution per minute", "revolutions per minute"),
    (&["bpm"], "beat per minute", "beats per minute"),
    (&["psi"], "pound per square inch", "pounds per square inch"),
    (&["kn", "kt", "kts"], "knot", "knots"),
    (&["hp"], "horsepower", "horsepower"),
    (&["cc"], "C C", "C C"),
    (&["ha"], "hectare", "hectares"),
    (&["W"], "watt", "watts"),
    (&["kW", "KW"], "kilowatt", "kilowatts"),
    (&["MW"], "megawatt", "megawatts"),
    (&["GW"], "gigawatt", "gigawatts"),
    (&["kWh"], "kilowatt-hour", "kilowatt-hours"),
    (&["V"], "volt", "volts"),
    (&["kV"], "kilovolt", "kilovolts"),
    (&["mA"], "milliamp", "milliamps"),
    (&["Hz"], "hertz", "hertz"),
    (&["kHz"], "kilohertz", "kilohertz"),
    (&["MHz"], "megahertz", "megahertz"),
    (&["GHz"], "gigahertz", "gigahertz"),
    (&["KB", "kB"], "kilobyte", "kilobytes"),
    (&["MB"], "megabyte", "megabytes"),
    (&["GB"], "gigabyte", "gigabytes"),
    (&["TB"], "terabyte", "terabytes"),
    (&["dB"], "decibel", "decibels"),
    (&["kJ"], "kilojoule", "kilojoules"),
    (&["kcal"], "kilocalorie", "kilocalories"),
    (&["ms"], "millisecond", "milliseconds"),
    (&["sec", "secs"], "second", "seconds"),
    (&["min", "mins"], "minute", "minutes"),
    (&["hr", "hrs"], "hour", "hours"),
    (&["yr", "yrs"], "year", "years"),
    (&["wk", "wks"], "week", "weeks"),
];
