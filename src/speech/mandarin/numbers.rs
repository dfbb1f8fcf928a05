//! Numbers, dates and clock times in Chinese characters.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// `text` with its figures in characters.
pub(super) fn in_words(text: &str) -> String {
    let plain: String = text.chars().map(plain).collect();
    if !plain.contains(|symbol: char| symbol.is_ascii_digit()) {
        return plain;
    }
    STEPS.iter().fold(plain, |text, (pattern, say)| {
        pattern.replace_all(&text, say).into_owned()
    })
}

/// Full-width figures, letters and signs, and the round zero, in their plain form.
fn plain(symbol: char) -> char {
    match symbol {
        '〇' => '零',
        '％' => '%',
        '￥' => '¥',
        '／' => '/',
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(symbol as u32 - 0xfee0).unwrap_or(symbol),
        _ => symbol,
    }
}

type Say = fn(&Captures) -> String;

/// What is replaced, one after the other.
#[expect(clippy::expect_used, reason = "constant patterns")]
static STEPS: LazyLock<[(Regex, Say); 13]> = LazyLock::new(|| {
    let steps: [(&str, Say); 13] = [
        (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", |found| {
            let part = |at: usize| found[at].trim_start_matches('0');
            format!("{}年{}月{}日", digits(&found[1]), number(part(2)), number(part(3)))
        }),
        (r"(\d{4})年", |found| format!("{}年", digits(&found[1]))),
        (r"(\d{1,2}):(\d{2})(?::\d{2})?", time),
        (r"(\d+):(\d+)", |found| {
            format!("{}比{}", number(&found[1]), number(&found[2]))
        }),
        (r"(\d[\d,.]*)%\s?[-~–—～]\s?(\d[\d,.]*%)", |found| {
            format!("百分之{}到{}", number(&found[1]), &found[2])
        }),
        (r"(\d[\d,]*(?:\.\d+)?)\s?%", |found| {
            format!("百分之{}", number(&found[1]))
        }),
        (r"(\d+)/(\d+)", |found| {
            format!("{}分之{}", number(&found[2]), number(&found[1]))
        }),
        (r"([¥$€£])\s?(\d[\d,]*(?:\.\d+)?)([万亿]?)", |found| {
            let unit = match &found[1] {
                "$" => "美元",
                "€" => "欧元",
                "£" => "英镑",
                _ => "元",
            };
            format!("{}{}{unit}", number(&found[2]), &found[3])
        }),
        (r"(^|\D)(0\d{2,3})-(\d{7,8})", |found| {
            format!("{}{}{}", &found[1], digits(&found[2]), digits(&found[3]))
        }),
        (r"(\d+)\s?[-~–—～]\s?(\d+)", |found| {
            format!("{}到{}", number(&found[1]), number(&found[2]))
        }),
        (
            r"(\d[\d,]*(?:\.\d+)?)\s?(km/h|km|cm|mm|kg|m²|m|g|°C)([^A-Za-z\d²/]|$)",
            measure,
        ),
        (
            r"(^|[^\d.,第初十百千零])2([个位名只本张件条次种家对双岁天年点周元块米里把头杯瓶层万亿句首篇封]|公里|公斤|小时|分钟|秒钟)",
            |found| format!("{}两{}", &found[1], &found[2]),
        ),
        (r"-?\d[\d,]*(?:\.\d+)?(℃)?", |found| {
            let unit = if found.get(1).is_some() { "摄氏度" } else { "" };
            format!("{}{unit}", number(found[0].trim_end_matches('℃')))
        }),
    ];
    steps.map(|(pattern, say)| (Regex::new(pattern).expect("the pattern is constant"), say))
});

/// `12km` → 12公里.
fn measure(found: &Captures) -> String {
    let unit = match &found[2] {
        "km/h" => return format!("每小时{}公里{}", &found[1], &found[3]),
        "km" => "公里",
        "cm" => "厘米",
        "mm" => "毫米",
        "kg" => "公斤",
        "m²" => "平方米",
        "m" => "米",
        "g" => "克",
        _ => "摄氏度",
    };
    format!("{}{unit}{}", &found[1], &found[3])
}

/// `10:05` → 十点零五分.
fn time(found: &Captures) -> String {
    let (hour, minute) = (found[1].parse::<u64>(), found[2].parse::<u64>());
    match (hour, minute) {
        (Ok(hour @ 0..=24), Ok(minute @ 0..60)) => {
            let hour = if hour == 2 { "两".to_owned() } else { cardinal(hour) };
            match minute {
                0 => format!("{hour}点"),
                1..10 => format!("{hour}点零{}分", cardinal(minute)),
                _ => format!("{hour}点{}分", cardinal(minute)),
            }
        }
        _ => found[0].to_owned(),
    }
}

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// One figure after the other.
fn digits(number: &str) -> String {
    let figures = number.chars().filter_map(|figure| figure.to_digit(10));
    figures.map(|figure| DIGITS[figure as usize]).collect()
}

/// A number with sign, grouping commas and decimals. Long ones, and those that begin with a zero, are read figure by
/// figure, as of a telephone.
fn number(written: &str) -> String {
    let (sign, written) = written.strip_prefix('-').map_or(("", written), |rest| ("负", rest));
    let (whole, decimals) = written.split_once('.').unwrap_or((written, ""));
    let figures: String = whole.chars().filter(char::is_ascii_digit).collect();
    let is_code = figures.len() > 10 && !whole.contains(',') || figures.len() > 1 && figures.starts_with('0');
    let whole = match figures.parse::<u64>() {
        Ok(whole) if !is_code && whole < 10_u64.pow(16) => cardinal(whole),
        _ => digits(&figures),
    };
    let point = if decimals.is_empty() {
        String::new()
    } else {
        format!("点{}", digits(decimals))
    };
    format!("{sign}{whole}{point}")
}

/// A whole number below 10¹⁶ in groups of four figures.
fn cardinal(number: u64) -> String {
    if number == 0 {
        return DIGITS[0].to_owned();
    }
    let mut said = String::new();
    let mut skipped = false;
    for (size, name) in [
        (1_000_000_000_000, "万亿"),
        (100_000_000, "亿"),
        (10_000, "万"),
        (1, ""),
    ] {
        let group = number / size % 10_000;
        if group == 0 {
            skipped = !said.is_empty();
            continue;
        }
        if !said.is_empty() && (skipped || group < 1000) {
            said.push_str(DIGITS[0]);
        }
        said.push_str(&below_ten_thousand(group));
        said.push_str(name);
        skipped = false;
    }
    // 一十二 is 十二 at the beginning.
    said.strip_prefix("一十")
        .map_or(said.clone(), |rest| format!("十{rest}"))
}

fn below_ten_thousand(number: u64) -> String {
    let mut said = String::new();
    let mut gap = false;
    for (size, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let figure = number / size % 10;
        if figure == 0 {
            gap = !said.is_empty();
            continue;
        }
        if gap {
            said.push_str(DIGITS[0]);
        }
        said.push_str(DIGITS[figure as usize]);
        said.push_str(name);
        gap = false;
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_in_characters() {
        for (text, words) in [
            ("2024年4月23日", "二零二四年四月二十三日"),
            ("1999-12-05", "一九九九年十二月五日"),
            ("10:30、9:05、2:00", "十点三十分、九点零五分、两点"),
            ("50%和3.5%", "百分之五十和百分之三点五"),
            ("1/2", "二分之一"),
            ("共365页", "共三百六十五页"),
            (
                "10 12 20 100 110 1005 1050 20000 100000 1234567",
                "十 十二 二十 一百 一百一十 一千零五 一千零五十 二万 十万 一百二十三万四千五百六十七",
            ),
            ("100010001", "一亿零一万零一"),
            ("-5℃", "负五摄氏度"),
            ("2个人，12个人", "两个人，十二个人"),
            ("5-6岁", "五到六岁"),
            ("¥1,250.50，$5", "一千二百五十点五零元，五美元"),
            ("13800138000", "一三八零零一三八零零零"),
            ("１０％", "百分之十"),
            ("电话010-62345678", "电话零一零六二三四五六七八"),
            ("3月8日，第2天", "三月八日，第二天"),
            ("2月2日2点", "二月二日两点"),
            ("2024年5月20日下午3:45", "二零二四年五月二十日下午三点四十五分"),
            ("3公里，2公里，80公斤", "三公里，两公里，八十公斤"),
            ("0.5米，3.14", "零点五米，三点一四"),
            ("第21章", "第二十一章"),
            ("200元，2000人，2万人", "二百元，二千人，两万人"),
            ("三分之一、3/4", "三分之一、四分之三"),
            ("$3.5万", "三点五万美元"),
            ("20多岁，上世纪80年代", "二十多岁，上世纪八十年代"),
            ("5:00整", "五点整"),
            ("比分是3:2", "比分是三比二"),
            ("30%～50%", "百分之三十到百分之五十"),
            ("12km，5kg", "十二公里，五公斤"),
            ("37.5°C", "三十七点五摄氏度"),
        ] {
            assert_eq!(in_words(text), words);
        }
    }
}
