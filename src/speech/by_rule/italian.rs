//! Italian: long consonants.

/// Consonants that go on are written twice, as the C program does; stops and affricates keep their `ː`.
pub(super) fn correct(said: &mut String) {
    for (long, double) in [
        ("mː", "mm"),
        ("nː", "nn"),
        ("ɲː", "ɲɲ"),
        ("fː", "ff"),
        ("vː", "vv"),
        ("sː", "ss"),
        ("lː", "ll"),
        ("rː", "rr"),
    ] {
        *said = said.replace(long, double);
    }
}
