//! What to say: blocks become sentences, each with what the page shows and what is spoken.

mod sentence_id;

pub use sentence_id::SentenceId;
