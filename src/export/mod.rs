//! What has been said becomes audio files.
