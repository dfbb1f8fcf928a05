//! Replacing sounds by sounds: how one alphabet's signs are written in another.

/// Replaces, from left to right, the longest part one of the tables has; what none has stays.
///
/// A table is written `from→to`, with spaces between the pairs; an empty `to` takes the part out.
pub(super) fn replace(text: &str, tables: &[&str]) -> String {
    let pairs: Vec<(&str, &str)> = tables
        .iter()
        .flat_map(|table| table.split_whitespace())
        .filter_map(|pair| pair.split_once('→'))
        .collect();
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let fitting = pairs.iter().filter(|(from, _)| rest.starts_with(from));
        let length = if let Some((from, to)) = fitting.max_by_key(|(from, _)| from.len()) {
            replaced.push_str(to);
            from.len()
        } else {
            replaced.push(sign);
            sign.len_utf8()
        };
        rest = &rest[length..];
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_wins_and_the_rest_stays() {
        assert_eq!(replace("tʃat", &["t→T tʃ→ʧ", "a→"]), "ʧT");
        assert_eq!(replace("˥", &["˥→→"]), "→");
    }
}
