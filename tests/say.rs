//! How texts are said, through the public interface: a table of cases, laws over random text, and what the phonemiser
//! makes of the result.

use lector::text::say::{Dialect, SayOptions, Urls, say};

/// The cases: for whom, what is printed, what is said.
const CASES: &str = include_str!("data/say.tsv");

fn options(dialect: Dialect, heading: bool) -> SayOptions {
    SayOptions {
        dialect,
        heading,
        ..SayOptions::default()
    }
}

/// The dialects and the form a case is for, from its first column: `us`, `gb` or `both`, and perhaps `heading`.
fn readings(column: &str) -> Vec<SayOptions> {
    let heading = column.ends_with("heading");
    let dialects: &[Dialect] = match column.split(' ').next() {
        Some("us") => &[Dialect::Us],
        Some("gb") => &[Dialect::Gb],
        Some("both") => &[Dialect::Us, Dialect::Gb],
        other => panic!("no such dialect in the table of cases: {other:?}"),
    };
    dialects.iter().map(|dialect| options(*dialect, heading)).collect()
}

#[test]
fn the_table_of_cases() {
    let mut failures = Vec::new();
    for (number, line) in CASES
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
    {
        let columns: Vec<&str> = line.split('\t').collect();
        let [column, printed, expected] = columns[..] else {
            panic!("line {} has no three columns", number + 1)
        };
        for options in readings(column) {
            let spoken = say(printed, &options).spoken;
            if spoken != expected {
                failures.push(format!(
                    "{}: {:?} {printed}\n    said     {spoken}\n    expected {expected}",
                    number + 1,
                    options.dialect
                ));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} cases fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}
