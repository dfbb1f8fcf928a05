//! What to say: blocks become sentences, each with what the page shows and what is spoken.

pub mod say;
