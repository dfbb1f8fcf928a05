//! Where models come from: the catalogue, fetching, verifying, importing.
