//! Dates, clock times, ranges and abbreviations in words. Plain numbers eSpeak NG reads itself.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::Language;
use super::{hindi_numbers, quantities, roman};

/// How a language reads figures.
pub(super) struct Figures {
    language: Language,
    months: [&'static str; 12],
    /// What stands between the ends of a range.
    to: &'static str,
    abbreviations: &'static [(&'static str, &'static str)],
}

impl Figures {
    /// The figures of a language that is pronounced by rule.
    #[allow(clippy::too_many_lines, reason = "a table of words, a language after the other")]
    pub(super) fn of(language: Language) -> Self {
        let (months, to, abbreviations): (&str, _, &[_]) = match language {
            Language::French => (
                "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
                "à",
                &[
                    ("M.", "monsieur"),
                    ("MM.", "messieurs"),
                    ("Mme", "madame"),
                    ("Mmes", "mesdames"),
                    ("Mlle", "mademoiselle"),
                    ("Dr", "docteur"),
                    ("St", "saint"),
                    ("Ste", "sainte"),
                    ("n°", "numéro"),
                    ("nº", "numéro"),
                    ("p.", "page"),
                    ("pp.", "pages"),
                    ("av.", "avant"),
                    ("apr.", "après"),
                    ("J.-C.", "Jésus-Christ"),
                    ("tél.", "téléphone"),
                    ("Tél.", "téléphone"),
                    ("etc.", "etcétéra"),
                ],
            ),
            Language::Italian => (
                "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
                "a",
                &[
                    ("Sig.", "signor"),
                    ("sig.", "signor"),
                    ("Sig.ra", "signora"),
                    ("sig.ra", "signora"),
                    ("Dott.", "dottor"),
                    ("dott.", "dottor"),
                    ("Prof.", "professor"),
                    ("ecc.", "eccetera"),
                    ("pag.", "pagina"),
                    ("pagg.", "pagine"),
                    ("p.", "pagina"),
                    ("pp.", "pagine"),
                    ("n.", "numero"),
                    ("a.C.", "avanti Cristo"),
                    ("d.C.", "dopo Cristo"),
                    ("tel.", "telefono"),
                    ("Tel.", "telefono"),
                ],
            ),
            Language::Portuguese => (
                "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
                "a",
                &[
                    ("Sr.", "senhor"),
                    ("sr.", "senhor"),
                    ("Sra.", "senhora"),
                    ("sra.", "senhora"),
                    ("Dr.", "doutor"),
                    ("Dra.", "doutora"),
                    ("pág.", "página"),
                    ("pp.", "páginas"),
                    ("p.", "página"),
                    ("a.C.", "antes de Cristo"),
                    ("d.C.", "depois de Cristo"),
                    ("tel.", "telefone"),
                    ("Tel.", "telefone"),
                    ("etc.", "etcétera"),
                ],
            ),
            Language::Hindi => (
                "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
                "से",
                &[("डॉ.", "डॉक्टर"), ("कि.मी.", "किलोमीटर"), ("रु.", "रुपये")],
            ),
            _ => (
                "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
                "a",
                &[
                    ("Sr.", "señor"),
                    ("Sra.", "señora"),
                    ("Srta.", "señorita"),
                    ("Sres.", "señores"),
                    ("Dr.", "doctor"),
                    ("Dra.", "doctora"),
                    ("Ud.", "usted"),
                    ("Uds.", "ustedes"),
                    ("Vd.", "usted"),
                    ("pág.", "página"),
                    ("núm.", "número"),
                    ("n.º", "número"),
                    ("N.º", "número"),
                    ("nº", "número"),
                    ("Nº", "número"),
                    ("págs.", "páginas"),
                    ("p.", "página"),
                    ("pp.", "páginas"),
                    ("D.", "don"),
                    ("Dña.", "doña"),
                    ("tel.", "teléfono"),
                    ("Tel.", "teléfono"),
                    ("etc.", "etcétera"),
                ],
            ),
        };
        let mut names = [""; 12];
        for (name, month) in names.iter_mut().zip(months.split(' ')) {
            *name = month;
        }
        Self {
            language,
            months: names,
            to,
            abbreviations,
        }
    }

    /// `text` with its figures in words, or in figures that eSpeak NG reads right.
    pub(super) fn in_words(&self, text: &str) -> String {
        let text = match self.language {
            Language::Spanish => spanish_signs(text),
            _ => Cow::Borrowed(text),
        };
        let text = self.abbreviations_in(&text);
        if !text.contains(|symbol: char| symbol.is_numeric()) && self.language == Language::Hindi {
            return text;
        }
        let text = match self.language {
            Language::Hindi => text,
            _ => roman::replace(&text, |number, ending| self.ordinal(number, ending)),
        };
        let text = DATE.replace_all(&text, |found: &Captures| self.date(found));
        let text = TIME.replace_all(&text, |found: &Captures| self.time(found));
        let text = RANGE.replace_all(&text, |found: &Captures| {
            format!("{} {} {}", &found[1], self.to, &found[2])
        });
        if self.language == Language::Hindi {
            hindi_numbers::in_words(&text)
        } else {
            quantities::in_words(&self.first_of_month(&text), self.language)
        }
    }

    fn abbreviations_in(&self, text: &str) -> String {
        let spell = |word: &str, is_last: bool| {
            let core = word.trim_start_matches(|symbol: char| !symbol.is_alphanumeric());
            let lead = &word[..word.len() - core.len()];
            let bare = core.trim_end_matches([',', ';', ':', ')', '”', '!', '?']);
            let entry = |bare: &str| self.abbreviations.iter().find(|(short, _)| *short == bare);
            let (bare, entry) = match entry(bare) {
                Some(entry) => (bare, Some(entry)),
                None => (bare.trim_end_matches('.'), entry(bare.trim_end_matches('.'))),
            };
            entry.map(|(short, long)| {
                let stop = if is_last && short.ends_with('.') && bare.len() == core.len() {
                    "."
                } else {
                    ""
                };
                format!("{lead}{long}{stop}{}", &core[bare.len()..])
            })
        };
        let words: Vec<&str> = text.split(' ').collect();
        let spelled = words.iter().enumerate().map(|(at, word)| {
            let is_last = at + 1 == words.len();
            spell(word, is_last).unwrap_or_else(|| (*word).to_owned())
        });
        spelled.collect::<Vec<_>>().join(" ")
    }

    /// The first of a month is an ordinal in Italian and Portuguese: `1 maggio`, `1 de maio`.
    fn first_of_month(&self, text: &str) -> String {
        let joined = match self.language {
            Language::Italian => " ",
            Language::Portuguese => " de ",
            _ => return text.to_owned(),
        };
        self.months.iter().fold(text.to_owned(), |text, month| {
            let written = format!("1{joined}{month}");
            let begins =
                |at: usize| !text[..at].ends_with(|before: char| before.is_alphanumeric() || ".,/-".contains(before));
            let places: Vec<usize> = text
                .match_indices(&written)
                .map(|(at, _)| at)
                .filter(|at| begins(*at))
                .collect();
            let mut text = text.clone();
            for at in places.into_iter().rev() {
                text.insert(at + 1, 'º');
            }
            text
        })
    }

    /// *Luis XIV*, *siglo XIX*, *secolo XIX*.
    fn ordinal(&self, number: u32, ending: &str) -> String {
        match self.language {
            Language::French => format!("{number}{ending}"),
            Language::Italian => format!("{number}º"),
            _ if ending == "ª" => format!("{number}ª"),
            _ if number <= 10 => format!("{number}º"),
            _ => number.to_string(),
        }
    }

    fn date(&self, found: &Captures) -> String {
        let number = |name: &str| found.name(name).and_then(|part| part.as_str().parse::<usize>().ok());
        let (Some(day), Some(month), Some(year)) = (
            number("day").or_else(|| number("iso_day")),
            number("month").or_else(|| number("iso_month")),
            number("year").or_else(|| number("iso_year")),
        ) else {
            return found[0].to_owned();
        };
        let Some(name) = month
            .checked_sub(1)
            .and_then(|month| self.months.get(month))
            .filter(|_| (1..=31).contains(&day))
        else {
            return found[0].to_owned();
        };
        match self.language {
            Language::French if day == 1 => format!("1er {name} {year}"),
            Language::Italian if day == 1 => format!("1º {name} {year}"),
            Language::Hindi if (1100..2000).contains(&year) && year % 100 != 0 => {
                format!("{day} {name} {} सौ {}", year / 100, year % 100)
            }
            Language::French | Language::Italian | Language::Hindi => format!("{day} {name} {year}"),
            Language::Portuguese if day == 1 => format!("1º de {name} de {year}"),
            _ => format!("{day} de {name} de {year}"),
        }
    }

    fn time(&self, found: &Captures) -> String {
        let number = |name: &str| found.name(name).and_then(|part| part.as_str().parse::<u32>().ok());
        let hour = number("hour").or_else(|| number("ore")).unwrap_or(24);
        let minute = number("minute")
            .or_else(|| number("minutes"))
            .or_else(|| number("minuti"));
        let by_letter = found.name("letter").is_some();
        let at = found.name("at").map_or("", |part| part.as_str());
        if hour > 24 || minute.is_some_and(|minute| minute > 59) || by_letter && self.language == Language::Hindi {
            return found[0].to_owned();
        }
        if !at.is_empty() && self.language != Language::Italian {
            return found[0].to_owned();
        }
        let hours = self.hours(hour);
        let minutes = minute.filter(|&minute| minute > 0);
        match (self.language, minutes) {
            (Language::French, Some(minutes)) => format!("{hours} {minutes}"),
            (Language::Hindi, None) => format!("{hour} बजे"),
            (Language::Hindi, Some(minutes)) => format!("{hour} बजकर {minutes} मिनट"),
            (Language::Italian, Some(minutes)) => format!("{at}{hours} e {minutes}"),
            (Language::Italian, None) => format!("{at}{hours}"),
            (Language::Portuguese, Some(minutes)) => format!("{hours} e {minutes}"),
            (Language::Portuguese, None) => format!("{hours} {}", if hour == 1 { "hora" } else { "horas" }),
            (_, Some(minutes)) => format!("{hours} y {minutes}"),
            (_, None) => hours,
        }
    }

    /// The hour, which is feminine in the Romance languages.
    fn hours(&self, hour: u32) -> String {
        let feminine = match (self.language, hour) {
            (Language::French, 1) => "une heure",
            (Language::French, 21) => "vingt et une heures",
            (Language::French, _) => return format!("{hour} heures"),
            (Language::Spanish | Language::Italian, 1) => "una",
            (Language::Spanish, 21) => "veintiuna",
            (Language::Portuguese, 1) => "uma",
            (Language::Portuguese, 2) => "duas",
            (Language::Portuguese, 21) => "vinte e uma",
            (Language::Portuguese, 22) => "vinte e duas",
            _ => return hour.to_string(),
        };
        feminine.to_owned()
    }
}

/// Spanish ordinals and abbreviations with a gap or a point in them, in the form the rest reads: `2.º`, `3er`, `EE. UU.`,
/// `a. C.`.
fn spanish_signs(text: &str) -> Cow<'_, str> {
    #[expect(clippy::expect_used, reason = "constant patterns")]
    static SIGNS: LazyLock<[(Regex, &str); 6]> = LazyLock::new(|| {
        [
            (r"\b(\d+)\.([ºª])", "$1$2"),
            (r"\b1er\b", "primer"),
            (r"\b3er\b", "tercer"),
            (r"\bEE\.\s?UU\.", "Estados Unidos"),
            (r"\ba\.\s?C\.", "antes de Cristo"),
            (r"\bd\.\s?C\.", "después de Cristo"),
        ]
        .map(|(pattern, sign)| (Regex::new(pattern).expect("the pattern is constant"), sign))
    });
    SIGNS.iter().fold(Cow::Borrowed(text), |text, (pattern, sign)| {
        Cow::Owned(pattern.replace_all(&text, *sign).into_owned())
    })
}

/// `23/04/1987`, `23.4.1987`, `1987-04-23`.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})\b",
        r"|\b(?P<iso_year>\d{4})-(?P<iso_month>\d{2})-(?P<iso_day>\d{2})\b",
    ))
    .expect("the pattern is constant")
});

/// `10:30`, `10h30`, `10 h`, `ore 10.30`, with the word for hours that may follow.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"\b(?P<hour>\d{1,2})(?::(?P<minute>\d{2})|(?P<letter>\s?h)(?:\s?(?P<minutes>\d{2}))?)\b(?:\s?(?:h|hs|hrs|horas|heures|बजे)\b)?",
        r"|\b(?P<at>(?i:ore|alle|dalle|le)\s)(?P<ore>\d{1,2})\.(?P<minuti>\d{2})\b",
    ))
    .expect("the pattern is constant")
});

/// `1914-1918`, `pp. 3–5`.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static RANGE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(\d+)\s?[-–]\s?(\d+)\b").expect("the pattern is constant"));
