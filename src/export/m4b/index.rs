//! The index of an M4B file, `moov`: how its frames are to be read, which part of them is the sound, and where it stands.

use std::num::NonZeroU16;

use shiguredo_mp4::boxes::{
    AudioSampleEntryFields, EdtsBox, ElstBox, ElstEntry, EsdsBox, MoovBox, Mp4aBox, SampleEntry,
};
use shiguredo_mp4::descriptors::{DecoderConfigDescriptor, DecoderSpecificInfo, EsDescriptor, SlConfigDescriptor};
use shiguredo_mp4::{FixedPointNumber, Uint};

use crate::export::aac;

/// Players set memory aside by it.
const MOST_BITS_PER_SECOND: u32 = 128_000;

/// Cuts the index to the sound: from behind the encoder's `delay`, `samples` long.
pub(super) fn trimmed(mut moov: MoovBox, delay: u32, samples: u64) -> MoovBox {
    // There is one track, and the movie's clock is the track's.
    moov.mvhd_box.duration = samples;
    for track in &mut moov.trak_boxes {
        track.tkhd_box.duration = samples;
        let edit = ElstEntry {
            edit_duration: samples,
            media_time: i64::from(delay),
            media_rate: FixedPointNumber::new(1, 0),
        };
        track.edts_box = Some(EdtsBox {
            elst_box: Some(ElstBox { entries: vec![edit] }),
            unknown_boxes: vec![],
        });
    }
    moov
}

/// Says how the frames are to be read.
pub(super) fn sample_entry(rate: u32, config: [u8; 2]) -> SampleEntry {
    let audio = AudioSampleEntryFields {
        data_reference_index: NonZeroU16::MIN,
        channelcount: 1,
        samplesize: 16,
        samplerate: FixedPointNumber::new(rate as u16, 0),
    };
    let decoder = DecoderConfigDescriptor {
        object_type_indication: DecoderConfigDescriptor::OBJECT_TYPE_INDICATION_AUDIO_ISO_IEC_14496_3,
        stream_type: DecoderConfigDescriptor::STREAM_TYPE_AUDIO,
        up_stream: DecoderConfigDescriptor::UP_STREAM_FALSE,
        buffer_size_db: Uint::new(0),
        max_bitrate: MOST_BITS_PER_SECOND,
        avg_bitrate: aac::BIT_RATE,
        dec_specific_info: Some(DecoderSpecificInfo {
            payload: config.to_vec(),
        }),
    };
    let es = EsDescriptor {
        es_id: EsDescriptor::MIN_ES_ID,
        stream_priority: EsDescriptor::LOWEST_STREAM_PRIORITY,
        depends_on_es_id: None,
        url_string: None,
        ocr_es_id: None,
        dec_config_descr: decoder,
        sl_config_descr: SlConfigDescriptor,
    };
    SampleEntry::Mp4a(Mp4aBox {
        audio,
        esds_box: EsdsBox { es },
        unknown_boxes: vec![],
    })
}
