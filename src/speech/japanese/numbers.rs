//! Numbers, dates, clock times and money: how figures are read, with what is counted.
//!
//! UniDic reads 三十分 as さんじゅうふん. What follows a number changes it, and is changed by it, by rules of its own.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// How a part of a text is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// Words in hiragana, with gaps.
    pub kana: String,
}

/// A text with its figures in Chinese characters, and how these are read.
pub(super) fn in_words(text: &str) -> (String, Vec<Reading>) {
    let mut words = String::with_capacity(text.len());
    let mut readings = Vec::new();
    let mut done = 0;
    for found in FIGURES.captures_iter(text) {
        let whole = found.get_match();
        words.push_str(&text[done..whole.start()]);
        done = whole.end();
        let Some((written, kana)) = read(&found) else {
            words.push_str(whole.as_str());
            continue;
        };
        let begin = words.len();
        words.push_str(&written);
        readings.push(Reading {
            range: begin..words.len(),
            kana,
        });
    }
    words.push_str(&text[done..]);
    (words, readings)
}

/// How a counter begins, which is what changes with the number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Onset {
    /// Nothing changes.
    Plain,
    /// Plain, but for よ instead of よん.
    Yo,
    /// k: いっかい, ろっかい.
    K,
    /// s, t: いっさつ, はっさつ.
    ST,
    /// h that becomes p, and b after ん: いっぽん, さんぼん.
    H,
    /// h that becomes p, after ん too: いっぷん, さんぷん.
    F,
    /// p: いっぺーじ.
    P,
}

/// What is counted: as it is written, in hiragana, and how it begins. The longest come first.
const COUNTERS: [(&str, &str, Onset); 98] = [
    ("平方メートル", "へーほーめーとる", Onset::H),
    ("キログラム", "きろぐらむ", Onset::K),
    ("キロメートル", "きろめーとる", Onset::K),
    ("センチメートル", "せんちめーとる", Onset::ST),
    ("ヘクタール", "へくたーる", Onset::Plain),
    ("リットル", "りっとる", Onset::Plain),
    ("センチ", "せんち", Onset::ST),
    ("グラム", "ぐらむ", Onset::Plain),
    ("ユーロ", "ゆーろ", Onset::Plain),
    ("ポンド", "ぽんど", Onset::Plain),
    ("セント", "せんと", Onset::ST),
    ("ミリ", "みり", Onset::Plain),
    ("トン", "とん", Onset::ST),
    ("か所", "かしょ", Onset::K),
    ("カ所", "かしょ", Onset::K),
    ("ヶ所", "かしょ", Onset::K),
    ("箇所", "かしょ", Onset::K),
    ("丁目", "ちょーめ", Onset::ST),
    ("号室", "ごーしつ", Onset::Plain),
    ("年生", "ねんせー", Onset::Yo),
    ("年前", "ねんまえ", Onset::Yo),
    ("年後", "ねんご", Onset::Yo),
    ("日間", "にちかん", Onset::Plain),
    ("人前", "にんまえ", Onset::Yo),
    ("光年", "こーねん", Onset::K),
    ("パーセント", "ぱーせんと", Onset::P),
    ("メートル", "めーとる", Onset::Plain),
    ("ページ", "ぺーじ", Onset::P),
    ("ドル", "どる", Onset::Plain),
    ("キロ", "きろ", Onset::K),
    ("時間", "じかん", Onset::Yo),
    ("分間", "ふんかん", Onset::F),
    ("秒間", "びょーかん", Onset::Plain),
    ("週間", "しゅーかん", Onset::ST),
    ("年間", "ねんかん", Onset::Yo),
    ("年代", "ねんだい", Onset::Yo),
    ("世紀", "せーき", Onset::ST),
    ("か月", "かげつ", Onset::K),
    ("カ月", "かげつ", Onset::K),
    ("ヶ月", "かげつ", Onset::K),
    ("ヵ月", "かげつ", Onset::K),
    ("ヶ国", "かこく", Onset::K),
    ("か国", "かこく", Onset::K),
    ("番目", "ばんめ", Onset::Plain),
    ("人目", "にんめ", Onset::Yo),
    ("回目", "かいめ", Onset::K),
    ("年目", "ねんめ", Onset::Yo),
    ("km", "きろめーとる", Onset::K),
    ("cm", "せんちめーとる", Onset::ST),
    ("mm", "みりめーとる", Onset::Plain),
    ("kg", "きろぐらむ", Onset::K),
    ("年", "ねん", Onset::Yo),
    ("月", "がつ", Onset::Plain),
    ("日", "にち", Onset::Plain),
    ("時", "じ", Onset::Yo),
    ("分", "ふん", Onset::F),
    ("秒", "びょー", Onset::Plain),
    ("人", "にん", Onset::Yo),
    ("円", "えん", Onset::Yo),
    ("回", "かい", Onset::K),
    ("個", "こ", Onset::K),
    ("階", "かい", Onset::K),
    ("件", "けん", Onset::K),
    ("巻", "かん", Onset::K),
    ("本", "ほん", Onset::H),
    ("匹", "ひき", Onset::H),
    ("杯", "はい", Onset::H),
    ("泊", "はく", Onset::F),
    ("冊", "さつ", Onset::ST),
    ("歳", "さい", Onset::ST),
    ("才", "さい", Onset::ST),
    ("章", "しょー", Onset::ST),
    ("点", "てん", Onset::ST),
    ("頭", "とー", Onset::ST),
    ("頁", "ぺーじ", Onset::P),
    ("歩", "ほ", Onset::F),
    ("足", "そく", Onset::ST),
    ("軒", "けん", Onset::K),
    ("羽", "わ", Onset::Plain),
    ("通", "つー", Onset::ST),
    ("曲", "きょく", Onset::K),
    ("行", "ぎょー", Onset::Plain),
    ("着", "ちゃく", Onset::ST),
    ("名", "めー", Onset::Plain),
    ("位", "い", Onset::Plain),
    ("倍", "ばい", Onset::Plain),
    ("割", "わり", Onset::Plain),
    ("号", "ごー", Onset::Plain),
    ("代", "だい", Onset::Plain),
    ("話", "わ", Onset::Plain),
    ("席", "せき", Onset::ST),
    ("隻", "せき", Onset::ST),
    ("枚", "まい", Onset::Plain),
    ("台", "だい", Onset::Plain),
    ("度", "ど", Onset::Plain),
    ("番", "ばん", Onset::Plain),
    ("つ", "つ", Onset::Plain),
    ("%", "ぱーせんと", Onset::P),
];

/// Numbers and counters that are words of their own.
const SPECIAL: &str = "1人=ひとり 2人=ふたり 4月=しがつ 7月=しちがつ 9月=くがつ 1日=ついたち 2日=ふつか 3日=みっか 4日=よっか \
    5日=いつか 6日=むいか 7日=なのか 8日=よーか 9日=ここのか 10日=とーか 14日=じゅーよっか 20日=はつか 24日=にじゅーよっか \
    0時=れーじ 7時=しちじ 9時=くじ 17時=じゅーしちじ 19時=じゅーくじ 7時間=しちじかん 9時間=くじかん 20歳=はたち 20才=はたち \
    1つ=ひとつ 2つ=ふたつ 3つ=みっつ 4つ=よっつ 5つ=いつつ 6つ=むっつ 7つ=ななつ 8つ=やっつ 9つ=ここのつ 3階=さんがい \
    2日間=ふつかかん 3日間=みっかかん 4日間=よっかかん 5日間=いつかかん 6日間=むいかかん 7日間=なのかかん 8日間=よーかかん \
    9日間=ここのかかん 10日間=とーかかん 20日間=はつかかん 3足=さんぞく 3軒=さんげん 3羽=さんば 1人前=いちにんまえ 2人前=ににんまえ";

/// Figures, alone, in a date or time, as money, or with what is counted.
#[expect(clippy::expect_used, reason = "a constant pattern")]
static FIGURES: LazyLock<Regex> = LazyLock::new(|| {
    let counters: Vec<_> = COUNTERS.iter().map(|(written, ..)| regex::escape(written)).collect();
    let pattern = format!(
        r"(?x)(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})
        | (?P<phone>0\d{{1,3}}-\d{{2,4}}-\d{{3,4}})
        | (?P<parts>\d+)分の(?P<share>\d+)
        | (?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})
        | (?P<currency>[¥$€£])\s?(?P<amount>\d[\d,]*(?:\.\d+)?)(?P<much>[万億兆])?
        | (?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.(?P<fraction>\d+))?(?P<unit>[万億兆])?(?P<counter>{})?",
        counters.join("|")
    );
    Regex::new(&pattern).expect("the pattern is right")
});

/// What figures are in characters, and in kana.
fn read(found: &Captures) -> Option<(String, String)> {
    let group = |name| found.name(name).map(|part| part.as_str());
    let plain = |name| group(name).and_then(|figures| figures.replace(',', "").parse::<u64>().ok());
    let both = |parts: &[(u64, &str)]| {
        let written = parts.iter().map(|(number, counter)| characters(*number) + counter);
        let kana: Vec<_> = parts
            .iter()
            .map(|(number, counter)| counted(*number, counter))
            .collect();
        (written.collect(), kana.join(" "))
    };
    if let (Some(year), Some(month), Some(day)) = (plain("year"), plain("month"), plain("day")) {
        return Some(both(&[(year, "年"), (month, "月"), (day, "日")]));
    }
    if let Some(phone) = group("phone") {
        return Some(telephone(phone));
    }
    if let (Some(parts), Some(share)) = (plain("parts"), plain("share")) {
        let written = format!("{}分の{}", characters(parts), characters(share));
        return Some((written, format!("{} ぶん の {}", words(parts), words(share))));
    }
    if let (Some(hour), Some(minute)) = (plain("hour"), plain("minute")) {
        return Some(if minute == 0 {
            both(&[(hour, "時")])
        } else {
            both(&[(hour, "時"), (minute, "分")])
        });
    }
    if let Some(currency) = group("currency") {
        let (written, kana) = match currency {
            "$" => ("ドル", "どる"),
            "€" => ("ユーロ", "ゆーろ"),
            "£" => ("ポンド", "ぽんど"),
            _ => ("円", "えん"),
        };
        let amount = group("amount")?.replace(',', "");
        let (whole, fraction) = amount
            .split_once('.')
            .map_or((amount.as_str(), None), |(a, b)| (a, Some(b)));
        let (mut characters, mut said) = figures(whole, fraction, group("much"))?;
        characters.push_str(written);
        said.push(' ');
        said.push_str(kana);
        return Some((characters, said));
    }
    let whole = group("number")?.replace(',', "");
    let counter = group("counter").unwrap_or_default();
    if group("fraction").is_none() && group("unit").is_none() && !(whole.len() > 1 && whole.starts_with('0')) {
        return Some(both(&[(whole.parse().ok()?, counter)]));
    }
    let (mut written, mut kana) = figures(&whole, group("fraction"), group("unit"))?;
    written.push_str(counter);
    if let Some((_, said, _)) = COUNTERS.iter().find(|(written, ..)| *written == counter) {
        kana.push(' ');
        kana.push_str(said);
    }
    Some((written, kana))
}

/// A telephone number, figure by figure, its parts joined by *no*.
fn telephone(number: &str) -> (String, String) {
    let figures = |part: &str| {
        part.bytes()
            .map(|figure| usize::from(figure - b'0'))
            .collect::<Vec<_>>()
    };
    let parts: Vec<_> = number.split('-').map(figures).collect();
    let written = parts
        .iter()
        .flatten()
        .map(|figure| characters(*figure as u64))
        .collect();
    let said = |part: &Vec<usize>| part.iter().map(|figure| DIGITS[*figure]).collect::<Vec<_>>().join(" ");
    (written, parts.iter().map(said).collect::<Vec<_>>().join(" の "))
}

/// Figures that nothing is fused with: with a fraction, a large unit, or nought before them.
fn figures(whole: &str, fraction: Option<&str>, unit: Option<&str>) -> Option<(String, String)> {
    let (mut written, mut kana) = if whole.len() > 1 && whole.starts_with('0') {
        // A telephone number, a house number: figure by figure.
        let figures: Vec<_> = whole.bytes().map(|figure| u64::from(figure - b'0')).collect();
        let kana: Vec<_> = figures.iter().map(|figure| DIGITS[*figure as usize]).collect();
        (
            figures.iter().map(|figure| characters(*figure)).collect(),
            kana.join(" "),
        )
    } else {
        let number = whole.parse().ok()?;
        (characters(number), words(number))
    };
    if let Some(fraction) = fraction {
        written.push('点');
        kana.push_str(" てん");
        for figure in fraction.bytes().map(|figure| usize::from(figure - b'0')) {
            written.push_str(&characters(figure as u64));
            kana.push(' ');
            kana.push_str(DIGITS[figure]);
        }
    }
    if let Some((large, said)) = LARGE.into_iter().find(|(large, _)| unit == Some(*large)) {
        written.push_str(large);
        kana.push_str(said);
    }
    Some((written, kana))
}

const DIGITS: [&str; 10] = [
    "ぜろ",
    "いち",
    "に",
    "さん",
    "よん",
    "ご",
    "ろく",
    "なな",
    "はち",
    "きゅー",
];

/// Ten thousands of ten thousands.
const LARGE: [(&str, &str); 4] = [("万", "まん"), ("億", "おく"), ("兆", "ちょー"), ("京", "けー")];

/// A number in kana, with a gap after each ten thousand.
fn words(number: u64) -> String {
    if number == 0 {
        return DIGITS[0].to_owned();
    }
    let mut groups = Vec::new();
    let mut rest = number;
    for power in 0..5usize {
        let four = rest % 10_000;
        rest /= 10_000;
        if four > 0 {
            let unit = power
                .checked_sub(1)
                .and_then(|at| LARGE.get(at))
                .map_or("", |(_, said)| said);
            let mut said = below_ten_thousand(four);
            if four == 1_000 && power > 0 {
                said.insert_str(0, "いっ");
            }
            if unit == "ちょー" && said.ends_with("いち") {
                said = said.trim_end_matches('ち').to_owned() + "っ";
            }
            groups.push(said + unit);
        }
    }
    groups.reverse();
    groups.join(" ")
}

fn below_ten_thousand(number: u64) -> String {
    let digit = |at: u32| (number / 10u64.pow(at) % 10) as usize;
    let place = |digit: usize, unit: &str, odd: &[(usize, &str)]| match digit {
        0 => String::new(),
        _ => odd.iter().find(|(number, _)| *number == digit).map_or_else(
            || {
                if digit == 1 {
                    unit.to_owned()
                } else {
                    DIGITS[digit].to_owned() + unit
                }
            },
            |(_, said)| (*said).to_owned(),
        ),
    };
    let mut said = place(digit(3), "せん", &[(3, "さんぜん"), (8, "はっせん")]);
    said += &place(
        digit(2),
        "ひゃく",
        &[(3, "さんびゃく"), (6, "ろっぴゃく"), (8, "はっぴゃく")],
    );
    said += &place(digit(1), "じゅー", &[]);
    if digit(0) > 0 {
        said += DIGITS[digit(0)];
    }
    said
}

/// A number in Chinese characters.
fn characters(number: u64) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if number == 0 {
        return DIGITS[0].to_string();
    }
    let mut written = String::new();
    for power in (0..5u32).rev() {
        let four = number / 10_000u64.pow(power) % 10_000;
        for (place, unit) in [(1_000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let digit = (four / place % 10) as usize;
            if digit > 1 || digit == 1 && place == 1 {
                written.push(DIGITS[digit]);
            }
            if digit > 0 {
                written.push_str(unit);
            }
        }
        if four > 0 && power > 0 {
            written.push_str(LARGE[power as usize - 1].0);
        }
    }
    written
}

/// A number of something, in kana.
fn counted(number: u64, counter: &str) -> String {
    let key = format!("{number}{counter}");
    let special = SPECIAL.split(' ').filter_map(|pair| pair.split_once('='));
    if let Some((_, said)) = special.into_iter().find(|(written, _)| *written == key) {
        return said.to_owned();
    }
    let said = words(number);
    let Some((_, kana, onset)) = COUNTERS.iter().find(|(written, ..)| *written == counter) else {
        return said;
    };
    fused(&said, kana, *onset)
}

/// A number and what is counted, each as the other makes it.
fn fused(number: &str, counter: &str, onset: Onset) -> String {
    let stops: &[(&str, &str)] = match onset {
        Onset::Plain => &[],
        Onset::Yo => &[("よん", "よ")],
        Onset::ST => &[("いち", "いっ"), ("はち", "はっ"), ("じゅー", "じゅっ")],
        Onset::P => &[
            ("いち", "いっ"),
            ("はち", "はっ"),
            ("じゅー", "じゅっ"),
            ("ひゃく", "ひゃっ"),
        ],
        Onset::K | Onset::H | Onset::F => &[
            ("いち", "いっ"),
            ("ろく", "ろっ"),
            ("はち", "はっ"),
            ("じゅー", "じゅっ"),
            ("ひゃく", "ひゃっ"),
        ],
    };
    let stop = stops
        .iter()
        .find_map(|(end, short)| Some(number.strip_suffix(end)?.to_owned() + short));
    let is_h = matches!(onset, Onset::H | Onset::F);
    let after_n = number.ends_with('ん') && (onset == Onset::F || !number.ends_with("よん"));
    match stop {
        Some(short) if is_h => short + &voiced(counter, "ぱぴぷぺぽ"),
        Some(short) => short + counter,
        None if is_h && after_n => {
            number.to_owned()
                + &voiced(
                    counter,
                    if onset == Onset::F {
                        "ぱぴぷぺぽ"
                    } else {
                        "ばびぶべぼ"
                    },
                )
        }
        None => format!("{number} {counter}"),
    }
}

/// A word that begins with an h, with it in another form.
fn voiced(word: &str, row: &str) -> String {
    let Some(first) = word.chars().next() else {
        return String::new();
    };
    let form = "はひふへほ".chars().zip(row.chars()).find(|(plain, _)| *plain == first);
    form.map_or(first, |(_, form)| form).to_string() + &word[first.len_utf8()..]
}

#[cfg(test)]
mod tests;
