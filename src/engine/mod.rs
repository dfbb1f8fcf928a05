//! Who says what, when: the synthesis thread, which owns the model.
