//! Which element of a page is lit up while which part of the sound is heard.

use std::fmt::Write;

/// The overlay of one page.
#[derive(Clone, Debug, Default)]
pub(super) struct Overlay {
    /// Its sentences, in the order in which they are heard.
    pub(super) clips: Vec<Clip>,
}

/// A sentence and its sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clip {
    /// The element around it.
    pub(super) element: String,
    /// The file, in the same folder.
    pub(super) audio: String,
    /// From when in it, in milliseconds.
    pub(super) start: u64,
    /// Until when.
    pub(super) end: u64,
}

impl Overlay {
    /// How long it lasts.
    pub(super) fn milliseconds(&self) -> u64 {
        self.clips.iter().map(|clip| clip.end - clip.start).sum()
    }

    /// The document, for a page that lies there.
    pub(super) fn document(&self, page: &str) -> String {
        let page = quick_xml::escape::escape(page);
        let mut text = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <smil xmlns=\"http://www.w3.org/ns/SMIL\" version=\"3.0\">\n\
             <body>\n",
        );
        for Clip {
            element,
            audio,
            start,
            end,
        } in &self.clips
        {
            let (start, end) = (seconds(*start), seconds(*end));
            // Writing to a string does not fail.
            let _ = writeln!(
                text,
                "<par><text src=\"{page}#{element}\"/><audio src=\"{audio}\" clipBegin=\"{start}s\" clipEnd=\"{end}s\"/></par>"
            );
        }
        text + "</body>\n</smil>\n"
    }
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000)
}
