//! The terminal: one inbox, a pure `update`, views, widgets, keymap, theme.
