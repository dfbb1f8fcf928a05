//! Money, measures, fractions and what is counted, in the Romance languages: the words for signs, and numbers that agree
//! with their noun. What stays in figures eSpeak NG reads right.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::Language;

/// How what a pattern has found is said.
type Say = fn(&Captures, Language) -> String;

/// `text` with quantities in words.
pub(super) fn in_words(text: &str, language: Language) -> String {
    let steps: [(&Regex, Say); 5] = [
        (&MONEY, money),
        (&FRACTION, fraction),
        (&MEASURE, measure),
        (&MINUS, minus),
        (&COUNTED, counted),
    ];
    steps.into_iter().fold(text.to_owned(), |text, (pattern, say)| {
        if text.contains(|symbol: char| symbol.is_ascii_digit()) {
            pattern
                .replace_all(&text, |found: &Captures| say(found, language))
                .into_owned()
        } else {
            text
        }
    })
}

/// Which of a language's four a table's column is.
fn of<T: Copy>(language: Language, [spanish, french, italian, portuguese]: [T; 4]) -> T {
    match language {
        Language::French => french,
        Language::Italian => italian,
        Language::Portuguese => portuguese,
        _ => spanish,
    }
}

#[expect(clippy::expect_used, reason = "constant patterns")]
fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is constant")
}

/// A number as it is printed: groups of three parted by points, commas or thin gaps, and decimals.
const NUMBER: &str = r"\d{1,3}(?:[.\u{a0}\u{202f} ]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?";

/// `25 €`, `R$ 12,50`, `$100`.
static MONEY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<before>R\$|US\$|[€$£])\s?(?P<first>{NUMBER})|\b(?P<second>{NUMBER})\s?(?P<behind>R\$|US\$|[€$£])"
    ))
});

/// The names of coins: one, and several; and how the hundredths are joined.
fn coins(sign: &str, language: Language) -> [&'static str; 2] {
    match sign {
        "R$" => ["real", of(language, ["reales", "réaux", "real", "reais"])],
        "£" => of(
            language,
            [
                ["libra", "libras"],
                ["livre", "livres"],
                ["sterlina", "sterline"],
                ["libra", "libras"],
            ],
        ),
        "€" => of(
            language,
            [
                ["euro", "euros"],
                ["euro", "euros"],
                ["euro", "euro"],
                ["euro", "euros"],
            ],
        ),
        _ => of(
            language,
            [
                ["dólar", "dólares"],
                ["dollar", "dollars"],
                ["dollaro", "dollari"],
                ["dólar", "dólares"],
            ],
        ),
    }
}

fn money(found: &Captures, language: Language) -> String {
    let part = |name: &str| found.name(name).map_or("", |part| part.as_str());
    let (sign, number) = if part("first").is_empty() {
        (part("behind"), part("second"))
    } else {
        (part("before"), part("first"))
    };
    let (whole, hundredths) = split(number);
    // Half a hundredth is no price, and a large round number may have millions behind it.
    if hundredths.len() > 2 {
        return format!("{number} {}", coins(sign, language)[1]);
    }
    let name = coins(sign, language)[usize::from(whole != "1")];
    let whole = agreeing(&whole, name, language);
    if hundredths.trim_start_matches('0').is_empty() {
        return format!("{whole} {name}");
    }
    let cents = if hundredths.len() == 1 {
        format!("{hundredths}0")
    } else {
        hundredths.trim_start_matches('0').to_owned()
    };
    match language {
        Language::French => format!("{whole} {name} {cents}"),
        Language::Italian => format!("{whole} {name} e {cents}"),
        Language::Portuguese => format!("{whole} {name} e {cents} centavos"),
        _ => format!("{whole} {name} con {cents}"),
    }
}

/// A printed number without its groups, and its decimals. A point before three figures parts groups, as does a gap.
fn split(number: &str) -> (String, String) {
    let (whole, decimals) = match number.split_once(',') {
        Some((whole, decimals)) => (whole, decimals),
        None => match number.rsplit_once('.') {
            Some((whole, rest)) if rest.len() != 3 => (whole, rest),
            _ => (number, ""),
        },
    };
    let whole = whole.chars().filter(char::is_ascii_digit).collect();
    (whole, decimals.to_owned())
}

/// `1/2`, `3/4`.
static FRACTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"(^|[\s(])([1-9])/([2-9]|10)\b"));

fn fraction(found: &Captures, language: Language) -> String {
    let (parts, whole) = (&found[2], found[3].parse::<usize>().unwrap_or(0));
    let several = parts != "1";
    let names = of(
        language,
        [
            "medio tercio cuarto quinto sexto séptimo octavo noveno décimo",
            "demi tiers quart cinquième sixième septième huitième neuvième dixième",
            "mezzo terzo quarto quinto sesto settimo ottavo nono decimo",
            "meio terço quarto quinto sexto sétimo oitavo nono décimo",
        ],
    );
    let name = names.split(' ').nth(whole.saturating_sub(2)).unwrap_or_default();
    let ending = match language {
        Language::Italian if several => format!("{}i", name.trim_end_matches('o')),
        Language::French if name.ends_with('s') => name.to_owned(),
        _ if several => format!("{name}s"),
        _ => name.to_owned(),
    };
    let parts = match (several, whole) {
        (false, 2) if language != Language::French => return format!("{}{ending}", &found[1]),
        (false, _) => of(language, ["un", "un", "un", "um"]),
        _ => parts,
    };
    format!("{}{parts} {ending}", &found[1])
}

/// `10 km`, `120 km/h`, `20 °C`, `100 m²`.
static MEASURE: LazyLock<Regex> = LazyLock::new(|| {
    let units = "km/h|km²|km2|km|cm|mm|m²|m2|m³|m3|m|kg|mg|g|ml|cl|l|ha|kW|°C|ºC|°F|°|%|h|min|s";
    pattern(&format!(
        r"(?P<number>{NUMBER})(?P<gap>[\s\u{{a0}}\u{{202f}}]?)(?P<unit>{units})(?P<after>[^\p{{L}}\d²³/°º]|$)"
    ))
});

/// A unit, one and several.
fn unit(written: &str, language: Language) -> Option<[&'static str; 2]> {
    let names = match written {
        "km/h" => [
            "kilómetro por hora|kilómetros por hora",
            "kilomètre à l'heure|kilomètres à l'heure",
            "chilometro orario|chilometri orari",
            "quilômetro por hora|quilômetros por hora",
        ],
        "km²" | "km2" => [
            "kilómetro cuadrado|kilómetros cuadrados",
            "kilomètre carré|kilomètres carrés",
            "chilometro quadrato|chilometri quadrati",
            "quilômetro quadrado|quilômetros quadrados",
        ],
        "m²" | "m2" => [
            "metro cuadrado|metros cuadrados",
            "mètre carré|mètres carrés",
            "metro quadrato|metri quadrati",
            "metro quadrado|metros quadrados",
        ],
        "m³" | "m3" => [
            "metro cúbico|metros cúbicos",
            "mètre cube|mètres cubes",
            "metro cubo|metri cubi",
            "metro cúbico|metros cúbicos",
        ],
        "km" => [
            "kilómetro|kilómetros",
            "kilomètre|kilomètres",
            "chilometro|chilometri",
            "quilômetro|quilômetros",
        ],
        "m" => ["metro|metros", "mètre|mètres", "metro|metri", "metro|metros"],
        "cm" => [
            "centímetro|centímetros",
            "centimètre|centimètres",
            "centimetro|centimetri",
            "centímetro|centímetros",
        ],
        "mm" => [
            "milímetro|milímetros",
            "millimètre|millimètres",
            "millimetro|millimetri",
            "milímetro|milímetros",
        ],
        "kg" => ["kilo|kilos", "kilo|kilos", "chilo|chili", "quilo|quilos"],
        "g" => ["gramo|gramos", "gramme|grammes", "grammo|grammi", "grama|gramas"],
        "mg" => [
            "miligramo|miligramos",
            "milligramme|milligrammes",
            "milligrammo|milligrammi",
            "miligrama|miligramas",
        ],
        "l" => ["litro|litros", "litre|litres", "litro|litri", "litro|litros"],
        "cl" => [
            "centilitro|centilitros",
            "centilitre|centilitres",
            "centilitro|centilitri",
            "centilitro|centilitros",
        ],
        "ml" => [
            "mililitro|mililitros",
            "millilitre|millilitres",
            "millilitro|millilitri",
            "mililitro|mililitros",
        ],
        "ha" => [
            "hectárea|hectáreas",
            "hectare|hectares",
            "ettaro|ettari",
            "hectare|hectares",
        ],
        "°C" | "ºC" => [
            "grado centígrado|grados centígrados",
            "degré Celsius|degrés Celsius",
            "grado Celsius|gradi Celsius",
            "grau Celsius|graus Celsius",
        ],
        "°F" => [
            "grado Fahrenheit|grados Fahrenheit",
            "degré Fahrenheit|degrés Fahrenheit",
            "grado Fahrenheit|gradi Fahrenheit",
            "grau Fahrenheit|graus Fahrenheit",
        ],
        "°" => ["grado|grados", "degré|degrés", "grado|gradi", "grau|graus"],
        "%" => [
            "por ciento|por ciento",
            "pour cent|pour cent",
            "per cento|per cento",
            "por cento|por cento",
        ],
        "min" => ["minuto|minutos", "minute|minutes", "minuto|minuti", "minuto|minutos"],
        _ => return None,
    };
    let (one, several) = of(language, names).split_once('|')?;
    Some([one, several])
}

fn measure(found: &Captures, language: Language) -> String {
    let part = |name: &str| found.name(name).map_or("", |part| part.as_str());
    let (number, written, after) = (part("number"), part("unit"), part("after"));
    // A degree alone close to a number is an ordinal's mark.
    let names = unit(written, language).filter(|_| written != "°" || !part("gap").is_empty());
    let Some(names) = names else {
        return found[0].to_owned();
    };
    let (whole, decimals) = split(number);
    let one = whole == "1" && decimals.is_empty() || language == Language::French && whole == "0";
    let name = names[usize::from(!one)];
    let whole = if decimals.is_empty() {
        agreeing(&whole, name, language)
    } else {
        format!("{whole},{decimals}")
    };
    format!("{whole} {name}{after}")
}

/// `-5`, at the beginning or behind a gap.
static MINUS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(^|[\s(])[-−](\d)"));

fn minus(found: &Captures, language: Language) -> String {
    let word = of(language, ["menos", "moins", "meno", "menos"]);
    format!("{}{word} {}", &found[1], &found[2])
}

/// A whole number and the word behind it.
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?P<call>\b(?i:capítulo|capitolo|página|pagina|número|numero|artículo|articolo|artigo|siglo|século|secolo|año|",
        r"anno|ano|tomo|volumen|volume|piso|calle|rua|via)\s)?",
        r"(?P<rest>[\d.,:/-])?\b(?P<number>\d{1,6}) (?P<noun>\p{Ll}{2,})"
    ))
});

fn counted(found: &Captures, language: Language) -> String {
    let (number, noun) = (&found["number"], &found["noun"]);
    // What is numbered is not counted, nor is the end of a longer number; four figures without a point are a year.
    let is_year = number.len() == 4 && number.parse().is_ok_and(|year: u32| (1100..2100).contains(&year));
    if found.name("call").is_some() || found.name("rest").is_some() || is_year {
        return found[0].to_owned();
    }
    format!("{} {noun}", agreeing(number, noun, language))
}

/// A number as it stands before a noun: *un libro*, *una casa*, *duas meninas*, *doscientas páginas*. French nouns do not
/// show their gender.
fn agreeing(number: &str, noun: &str, language: Language) -> String {
    let Ok(count) = number.parse::<u32>() else {
        return number.to_owned();
    };
    let stays = || number.to_owned();
    // What follows a number without being counted.
    if NOT_COUNTED.contains(&noun) {
        return stays();
    }
    let feminine = is_feminine(noun, language);
    match language {
        Language::Spanish => spanish(count, feminine).unwrap_or_else(stays),
        Language::Portuguese => portuguese(count, feminine).unwrap_or_else(stays),
        Language::Italian if count == 1 => italian_one(noun, feminine).to_owned(),
        _ => stays(),
    }
}

/// Words that begin with small letters and are counted by no number before them.
const NOT_COUNTED: [&str; 34] = [
    "de", "del", "da", "do", "das", "dos", "di", "della", "des", "du", "de", "et", "la", "las", "el", "los", "le",
    "il", "lo", "por", "per", "para", "pela", "pelo", "mil", "mila", "mille", "milhas", "hasta", "na", "no", "ao",
    "era", "ed",
];

/// Whether a noun is feminine, as far as its ending tells.
fn is_feminine(noun: &str, language: Language) -> bool {
    const MASCULINE: [&str; 30] = [
        "día",
        "días",
        "dia",
        "dias",
        "mapa",
        "mapas",
        "problema",
        "problemas",
        "poema",
        "poemas",
        "tema",
        "temas",
        "sistema",
        "sistemas",
        "programa",
        "programas",
        "poeta",
        "poetas",
        "artista",
        "artistas",
        "grama",
        "gramas",
        "cinema",
        "miligrama",
        "miligramas",
        "clima",
        "idioma",
        "idiomas",
        "guarda",
        "planeta",
    ];
    const FEMININE: [&str; 16] = [
        "mano", "manos", "mão", "mãos", "noche", "noches", "noite", "noites", "vez", "veces", "vezes", "tarde",
        "tardes", "mujer", "mujeres", "calle",
    ];
    let ends = |endings: &[&str]| endings.iter().any(|ending| noun.ends_with(ending));
    if MASCULINE.contains(&noun) {
        return false;
    }
    FEMININE.contains(&noun)
        || match language {
            Language::Italian => ends(&["a", "zione", "sione", "tà", "tù"]),
            Language::Portuguese => ends(&["a", "as", "ção", "ções", "são", "sões", "dade", "dades", "gem", "gens"]),
            _ => ends(&["a", "as", "ción", "ciones", "sión", "siones", "dad", "dades", "tud"]),
        }
}

/// *un*, *una*, *veintiún*, *treinta y una*, *doscientas*: in words where eSpeak NG would say *uno* or *-cientos*.
fn spanish(count: u32, feminine: bool) -> Option<String> {
    let hundreds = count % 1000 / 100;
    let mut said = Vec::new();
    let agrees = feminine && (2..=9).contains(&hundreds);
    let ends_in_one = count % 10 == 1 && count % 100 != 11;
    if !agrees && !ends_in_one {
        return None;
    }
    if count >= 1000 {
        said.push(format!("{}000", count / 1000));
    }
    if agrees {
        let names = "doscientas trescientas cuatrocientas quinientas seiscientas setecientas ochocientas novecientas";
        said.extend(names.split(' ').nth(hundreds as usize - 2).map(str::to_owned));
    } else if hundreds > 0 {
        said.push(if hundreds == 1 {
            "ciento".to_owned()
        } else {
            format!("{}", hundreds * 100)
        });
    }
    match (count % 100, feminine) {
        (0, _) => {}
        (1, true) => said.push("una".to_owned()),
        (1, false) => said.push("un".to_owned()),
        (21, true) => said.push("veintiuna".to_owned()),
        (21, false) => said.push("veintiún".to_owned()),
        (rest, _) if rest % 10 == 1 && rest > 30 => {
            let one = if feminine { "una" } else { "un" };
            said.push(format!("{} y {one}", rest - 1));
        }
        (rest, _) => said.push(rest.to_string()),
    }
    Some(said.join(" "))
}

/// *uma*, *duas*, *vinte e duas*, *duzentas*.
fn portuguese(count: u32, feminine: bool) -> Option<String> {
    if !feminine {
        return None;
    }
    let (hundreds, units) = (count % 1000 / 100, count % 10);
    let names = ["uma", "duas"];
    let agrees_in_units = matches!(units, 1 | 2) && !matches!(count % 100, 11 | 12);
    if !agrees_in_units && hundreds < 2 {
        return None;
    }
    let mut said = Vec::new();
    if count >= 1000 {
        said.push(format!("{}000", count / 1000));
    }
    match hundreds {
        0 => {}
        1 if count.is_multiple_of(100) => said.push("cem".to_owned()),
        1 => said.push("cento".to_owned()),
        _ => {
            let hundred = "duzentas trezentas quatrocentas quinhentas seiscentas setecentas oitocentas novecentas";
            said.extend(hundred.split(' ').nth(hundreds as usize - 2).map(str::to_owned));
        }
    }
    let rest = count % 100;
    if agrees_in_units {
        if rest > 20 {
            said.push((rest - units).to_string());
        }
        said.extend(names.get(units as usize - 1).map(|name| (*name).to_owned()));
    } else if rest > 0 {
        said.push(rest.to_string());
    }
    Some(said.join(" e "))
}

/// *un libro*, *uno zio*, *una casa*.
fn italian_one(noun: &str, feminine: bool) -> &'static str {
    let mut letters = noun.chars();
    let impure = matches!(letters.next(), Some('z' | 'x' | 'y'))
        || noun.starts_with("gn")
        || noun.starts_with("ps")
        || noun.starts_with('s') && letters.next().is_some_and(|second| !"aeiou".contains(second));
    match (feminine, impure) {
        (true, _) => "una",
        (false, true) => "uno",
        (false, false) => "un",
    }
}

#[cfg(test)]
mod tests;
