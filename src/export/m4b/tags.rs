//! What an M4B file says about itself, in iTunes' tags.

use std::time::Duration;

use mp4ameta::{Chapter, Data, Fourcc, FreeformIdent, Img, MediaType, Userdata};
use shiguredo_mp4::LanguageCode;

use crate::export::{Mark, Tags};

/// The language as MP4 has it.
pub(super) fn language(tags: &Tags<'_>) -> LanguageCode {
    let letters = tags.language().and_then(|code| code.as_bytes().first_chunk::<3>());
    letters
        .and_then(|letters| LanguageCode::new(*letters))
        .unwrap_or(LanguageCode::UNDEFINED)
}

/// Tags under the names that players of audiobooks look for: the author is the artist, the narrator the composer.
pub(super) fn userdata(tags: &Tags<'_>, rate: u32) -> Userdata {
    let Tags {
        edition,
        chapter,
        marks,
        samples: _,
    } = tags;
    let book = &edition.book;
    let mut data = Userdata::default();
    data.set_media_type(MediaType::AudioBook);
    data.set_title(tags.title());
    data.set_album(&book.title);
    data.set_artist(book.author());
    data.set_album_artist(book.author());
    data.set_composer(&edition.narrator);
    data.set_data(Fourcc(*b"\xa9nrt"), Data::Utf8(edition.narrator.clone()));
    data.set_custom_genre("Audiobook");
    data.set_gapless_playback();
    data.set_encoder(concat!("lector ", env!("CARGO_PKG_VERSION")));
    if let Some(year) = tags.year() {
        data.set_year(year);
    }
    if let Some(description) = &book.description {
        data.set_description(description);
        data.set_data(Fourcc(*b"ldes"), Data::Utf8(description.clone()));
    }
    let mut set_free = |name: &'static str, value: &str| {
        data.set_data(
            FreeformIdent::new_static("com.apple.iTunes", name),
            Data::Utf8(value.to_owned()),
        );
    };
    set_free("NARRATOR", &edition.narrator);
    if let Some(language) = &book.language {
        set_free("LANGUAGE", language);
    }
    if let Some(publisher) = &book.publisher {
        set_free("PUBLISHER", publisher);
    }
    if let Some(series) = &book.series {
        set_free("SERIES", &series.name);
        if let Some(index) = &series.index {
            set_free("SERIES-PART", index);
        }
    }
    match &edition.cover {
        Some(cover) if cover.media_type == "image/jpeg" => data.set_artwork(Img::jpeg(cover.bytes.clone())),
        Some(cover) if cover.media_type == "image/png" => data.set_artwork(Img::png(cover.bytes.clone())),
        // MP4 has no others.
        Some(_) | None => {}
    }
    if let Some(chapter) = chapter {
        data.set_track_number(chapter.number.try_into().unwrap_or(u16::MAX));
        data.set_total_tracks(chapter.of.try_into().unwrap_or(u16::MAX));
    } else {
        // A chapter of the track has a length, which is cut to whole samples: a nanosecond more for each keeps a fraction
        // lost to rounding from taking a sample with it, and many from adding up.
        let time = |number, mark: &Mark| mark.time(rate) + Duration::from_nanos(number);
        let chapters = (0..).zip(marks);
        let chapters = chapters.map(|(number, mark)| Chapter::new(time(number, mark), mark.title.clone()));
        data.chapter_track_mut().extend(chapters);
    }
    data
}

/// Tells players that go by iTunes' tag where the sound begins, behind the encoder's `delay`, and how long it is.
pub(super) fn set_gapless(data: &mut Userdata, delay: u32, padding: u64, samples: u64) {
    let gapless = format!(" 00000000 {delay:08X} {padding:08X} {samples:016X}");
    data.set_data(
        FreeformIdent::new_static("com.apple.iTunes", "iTunSMPB"),
        Data::Utf8(gapless + &" 00000000".repeat(8)),
    );
}
