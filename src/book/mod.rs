//! EPUB files become books: metadata, a tree of chapters, blocks of text with their place in the source.
