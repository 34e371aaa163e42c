//! Bytes to text: UTF-8, UTF-16 with a byte-order mark, or CP949.
//!
//! CP949 is what `encoding_rs` calls EUC-KR: the WHATWG label means windows-949, the superset that
//! Korean offices write. A few unreadable bytes are replaced and reported row by row; more refuse the
//! file.

use encoding_rs::{DecoderResult, EUC_KR, Encoding, UTF_16BE, UTF_16LE};

use super::Error;

/// More unreadable sequences than this, and the encoding must be another one.
const TOLERATED: usize = 20;

/// A decoded text.
#[derive(Debug)]
pub(super) struct Decoded {
    text: String,
    /// Bytes of a byte-order mark at its beginning.
    mark: usize,
    /// Name of the encoding for the report.
    pub(super) encoding: &'static str,
}

impl Decoded {
    /// The text without its byte-order mark.
    pub(super) fn text(&self) -> &str {
        &self.text[self.mark..]
    }
}

/// Decodes a file; takes its bytes, so that large files are not held twice.
///
/// # Errors
/// When it is in no encoding that is read; names the offset of the first unreadable byte.
pub(super) fn decode(bytes: Vec<u8>, file: &str) -> Result<Decoded, Error> {
    let refuse = |offset| Error::Encoding {
        file: file.to_owned(),
        offset,
    };
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let (text, errors) = replace(encoding, rest);
            return match errors {
                Some(Unreadable { first, count }) if count > TOLERATED => Err(refuse(first + 2)),
                _ => Ok(Decoded {
                    text,
                    mark: 0,
                    encoding: "UTF-16",
                }),
            };
        }
    }
    let marked = bytes.starts_with(b"\xEF\xBB\xBF");
    let (mark, encoding) = if marked {
        (3, "UTF-8 (BOM)")
    } else {
        (0, "UTF-8")
    };
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => {
            return Ok(Decoded {
                text,
                mark,
                encoding,
            });
        }
        Err(error) => error.into_bytes(),
    };
    // UTF-8 with a few damaged bytes is still UTF-8: CP949 would read its Hangul as rubbish.
    let damaged = utf8_errors(&bytes);
    if marked || (damaged.count <= TOLERATED && has_utf8_hangul(&bytes)) {
        if damaged.count > TOLERATED {
            return Err(refuse(damaged.first));
        }
        return Ok(Decoded {
            text: String::from_utf8_lossy(&bytes).into_owned(),
            mark,
            encoding,
        });
    }
    match replace(EUC_KR, &bytes) {
        (_, Some(Unreadable { first, count })) if count > TOLERATED => Err(refuse(first)),
        (text, _) => Ok(Decoded {
            text,
            mark: 0,
            encoding: "CP949",
        }),
    }
}

/// Sequences of bytes that are no characters.
#[derive(Debug, Clone, Copy)]
struct Unreadable {
    /// Offset of the first.
    first: usize,
    /// How many there are; counting may stop once there are too many.
    count: usize,
}

/// What is not UTF-8.
fn utf8_errors(bytes: &[u8]) -> Unreadable {
    let (mut offset, mut errors) = (0, Unreadable { first: 0, count: 0 });
    for chunk in bytes.utf8_chunks() {
        offset += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            if errors.count == 0 {
                errors.first = offset;
            }
            errors.count += 1;
            if errors.count > TOLERATED {
                break;
            }
            offset += chunk.invalid().len();
        }
    }
    errors
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

/// Decodes with U+FFFD for what cannot be read.
fn replace(encoding: &'static Encoding, bytes: &[u8]) -> (String, Option<Unreadable>) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // Two bytes of CP949 become three of UTF-8.
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2 + 16);
    let (mut read, mut errors) = (0, None::<Unreadable>);
    loop {
        let (result, used) =
            decoder.decode_to_string_without_replacement(&bytes[read..], &mut text, true);
        read += used;
        match result {
            DecoderResult::InputEmpty => return (text, errors),
            DecoderResult::OutputFull => text.reserve((bytes.len() - read).max(16) * 3),
            DecoderResult::Malformed(length, after) => {
                let first = read.saturating_sub(usize::from(length) + usize::from(after));
                errors.get_or_insert(Unreadable { first, count: 0 }).count += 1;
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], text: &str, encoding: &str) {
        let decoded = decode(bytes.to_vec(), "f.csv").unwrap();
        assert_eq!((decoded.text(), decoded.encoding), (text, encoding));
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
        assert_eq!(decode(bytes.clone(), "f").unwrap().encoding, "UTF-8");
    }

    #[test]
    fn other_encodings_are_refused_with_the_offset() {
        let bytes = [b"abc".as_slice(), &[0xFF; 50]].concat();
        assert!(matches!(
            decode(bytes.clone(), "f"),
            Err(Error::Encoding { offset: 3, .. })
        ));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let _ = decode(bytes.clone(), "f");
        }
    }
}
