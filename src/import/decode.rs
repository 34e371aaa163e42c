//! Bytes to text: UTF-8, UTF-16 with a byte-order mark, or CP949.
//!
//! CP949 is what `encoding_rs` calls EUC-KR: the WHATWG label means windows-949, the superset that
//! Korean offices write. A few unreadable bytes are replaced and reported row by row; more refuse the
//! file.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, EUC_KR, Encoding, UTF_16BE, UTF_16LE};

use super::Error;

/// More unreadable sequences than this, and the encoding must be another one.
const TOLERATED: usize = 20;

/// A decoded text.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    /// Name of the encoding for the report.
    pub(super) encoding: &'static str,
}

/// Decodes a file.
///
/// # Errors
/// When it is in no encoding that is read; names the offset of the first unreadable byte.
pub(super) fn decode<'a>(bytes: &'a [u8], file: &str) -> Result<Decoded<'a>, Error> {
    let refuse = |offset| Error::Encoding {
        file: file.to_owned(),
        offset,
    };
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let (text, first) = replace(encoding, rest);
            return match first {
                Some((offset, count)) if count > TOLERATED => Err(refuse(offset + 2)),
                _ => Ok(Decoded {
                    text: text.into(),
                    encoding: "UTF-16",
                }),
            };
        }
    }
    let (rest, encoding) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, "UTF-8 (BOM)"),
        None => (bytes, "UTF-8"),
    };
    let Some(utf8_errors) = utf8_errors(rest) else {
        return Ok(Decoded {
            text: String::from_utf8_lossy(rest),
            encoding,
        });
    };
    let (text, cp949_errors) = replace(EUC_KR, rest);
    let cp949_count = cp949_errors.map_or(0, |(_, count)| count);
    // UTF-8 with a few damaged bytes is still UTF-8: CP949 would read its Hangul as rubbish.
    if encoding == "UTF-8 (BOM)" || (utf8_errors.1 <= TOLERATED && has_utf8_hangul(rest)) {
        return if utf8_errors.1 > TOLERATED {
            Err(refuse(utf8_errors.0))
        } else {
            Ok(Decoded {
                text: String::from_utf8_lossy(rest),
                encoding,
            })
        };
    }
    if cp949_count > TOLERATED {
        return Err(refuse(cp949_errors.map_or(0, |(offset, _)| offset)));
    }
    Ok(Decoded {
        text: text.into(),
        encoding: "CP949",
    })
}

/// Offset of the first and number of all sequences that are not UTF-8; `None` when there are none.
fn utf8_errors(bytes: &[u8]) -> Option<(usize, usize)> {
    if std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    let (mut offset, mut first, mut count) = (0, None, 0);
    for chunk in bytes.utf8_chunks() {
        offset += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            first.get_or_insert(offset);
            count += 1;
            offset += chunk.invalid().len();
        }
    }
    first.map(|first| (first, count))
}

/// Whether the valid parts hold more Hangul syllables than a CP949 text can by accident.
fn has_utf8_hangul(bytes: &[u8]) -> bool {
    let hangul = |text: &str| text.chars().filter(|c| ('가'..='힣').contains(c)).count();
    bytes
        .utf8_chunks()
        .map(|chunk| hangul(chunk.valid()))
        .sum::<usize>()
        > TOLERATED
}

/// Decodes with U+FFFD for what cannot be read; also offset of the first and number of such places.
fn replace(encoding: &'static Encoding, bytes: &[u8]) -> (String, Option<(usize, usize)>) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
    let (mut read, mut first, mut count) = (0, None, 0);
    loop {
        let (result, used) =
            decoder.decode_to_string_without_replacement(&bytes[read..], &mut text, true);
        read += used;
        match result {
            DecoderResult::InputEmpty => return (text, first.map(|first| (first, count))),
            DecoderResult::OutputFull => text.reserve((bytes.len() - read).max(16) * 3),
            DecoderResult::Malformed(length, after) => {
                first.get_or_insert(read.saturating_sub(usize::from(length) + usize::from(after)));
                count += 1;
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, encoding: &str) {
        let decoded = decode(bytes, "f.csv").unwrap();
        assert_eq!((decoded.text.as_ref(), decoded.encoding), (text, encoding));
    }

    fn cp949(text: &str) -> Vec<u8> {
        EUC_KR.encode(text).0.into_owned()
    }

    #[test]
    fn the_encodings_of_real_files_are_told_apart() {
        check("위도,경도\n".as_bytes(), "위도,경도\n", "UTF-8");
        check("\u{FEFF}위도".as_bytes(), "위도", "UTF-8 (BOM)");
        check(&cp949("위도,경도\n"), "위도,경도\n", "CP949");
        // 똠 and 펲 are in the Microsoft superset only, not in EUC-KR.
        check(&cp949("똠방각하,펲시콜라"), "똠방각하,펲시콜라", "CP949");
        check(b"\xFF\xFE\x04\xC7\xC4\xB3", "위도", "UTF-16");
        check(b"\xFE\xFF\xC7\x04\xB3\xC4", "위도", "UTF-16");
        check(b"lat,lon", "lat,lon", "UTF-8");
    }

    #[test]
    fn a_few_damaged_bytes_are_replaced() {
        let mut bytes = cp949("서울특별시 광진구 자양로");
        bytes.extend_from_slice(b",\xFF,1\n");
        check(&bytes, "서울특별시 광진구 자양로,\u{FFFD},1\n", "CP949");
        let mut bytes = "서울특별시 광진구 자양로 대한민국 서울특별시 광진구 구의동 어린이대공원"
            .as_bytes()
            .to_vec();
        bytes.extend_from_slice(b"\xEC\x84");
        assert_eq!(decode(&bytes, "f").unwrap().encoding, "UTF-8");
    }

    #[test]
    fn other_encodings_are_refused_with_the_offset() {
        let bytes = [b"abc".as_slice(), &[0xFF; 50]].concat();
        assert!(matches!(
            decode(&bytes, "f"),
            Err(Error::Encoding { offset: 3, .. })
        ));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let _ = decode(&bytes, "f");
        }
    }
}
