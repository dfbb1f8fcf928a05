//! “Did you mean …?”

/// The candidate that looks most like `name`, if any looks like it at all.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Below this Jaro–Winkler similarity two names have little in common but their letters.
    const ALIKE: f64 = 0.75;

    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(similarity, _)| *similarity >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_its_name() {
        let voices = ["af_heart", "bf_emma", "bf_lily", "bm_lewis"];
        assert_eq!(nearest("bf_lilly", voices), Some("bf_lily"));
        assert_eq!(nearest("heart", voices), Some("af_heart"));
        assert_eq!(nearest("speeed", ["speed", "pitch", "voice"]), Some("speed"));
        assert_eq!(nearest("orchestra", voices), None);
        assert_eq!(nearest("", voices), None);
    }
}
