//! What has been said, on disk, by content hash.
