//! Bytes to text: UTF-8, UTF-16 with a byte-order mark, or CP949.
//!
//! CP949 is what `encoding_rs` calls EUC-KR: the WHATWG label means windows-949, the superset that
//! Korean offices write. A few unreadable bytes are replaced and reported row by row; more refuse the
//! file.

use encoding_rs::{Decoder, DecoderResult, EUC_KR, Encoding, UTF_16BE, UTF_16LE};

use super::Error;

/// Bytes of text decoded at a time, where all of it is wanted.
const DECODED_AT_A_TIME: usize = 1 << 20;
/// More unreadable sequences than this, and the encoding must be another one.
const TOLERATED: usize = 20;

/// Name of CP949 in the report.
pub(super) const CP949: &str = "CP949";

/// A file whose encoding is known.
pub(super) enum Encoded {
    /// Its text.
    Text(Decoded),
    /// Bytes in CP949, or in nothing that is read.
    Cp949(Vec<u8>),
}

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
    match recognise(bytes, file)? {
        Encoded::Text(decoded) => Ok(decoded),
        Encoded::Cp949(bytes) => decode_cp949(&bytes, file),
    }
}

/// Decodes bytes in CP949.
///
/// # Errors
/// As [`decode`].
pub(super) fn decode_cp949(bytes: &[u8], file: &str) -> Result<Decoded, Error> {
    whole(Replacing::cp949(bytes), CP949, file)
}

/// All of a text that is not UTF-8.
fn whole(mut decoder: Replacing, encoding: &'static str, file: &str) -> Result<Decoded, Error> {
    // Two bytes of CP949 or UTF-16 become three of UTF-8.
    let length = decoder.bytes.len();
    let mut text = Vec::with_capacity(length + length / 2 + 16);
    while decoder.decode(&mut text, DECODED_AT_A_TIME) {}
    decoder.check(file)?;
    Ok(Decoded {
        // What a decoder wrote is UTF-8.
        text: String::from_utf8(text).unwrap_or_default(),
        mark: 0,
        encoding,
    })
}

/// Refuses bytes in which more is no CP949 than can be damage.
///
/// # Errors
/// As [`decode`].
pub(super) fn check_cp949(bytes: &[u8], file: &str) -> Result<(), Error> {
    let (mut decoder, mut text) = (Replacing::cp949(bytes), Vec::new());
    while decoder.decode(&mut text, DECODED_AT_A_TIME) {
        text.clear();
    }
    decoder.check(file)
}

/// The first bytes in CP949 as text.
pub(super) fn head(bytes: &[u8], most: usize) -> String {
    let cut = &bytes[..bytes.len().min(most)];
    let mut decoder = Replacing::cp949(cut);
    // Half a character at the cut is no error.
    decoder.last = cut.len() == bytes.len();
    let mut text = Vec::with_capacity(cut.len() * 2);
    while decoder.decode(&mut text, DECODED_AT_A_TIME) {}
    String::from_utf8(text).unwrap_or_default()
}

/// Tells the encoding of a file, and decodes all but CP949.
///
/// # Errors
/// As [`decode`], for the encodings that it decodes.
pub(super) fn recognise(bytes: Vec<u8>, file: &str) -> Result<Encoded, Error> {
    let refuse = |offset| Error::Encoding {
        file: file.to_owned(),
        offset,
    };
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        if bytes.starts_with(mark) {
            let decoder = Replacing::new(encoding, &bytes, mark.len());
            return whole(decoder, "UTF-16", file).map(Encoded::Text);
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
            return Ok(Encoded::Text(Decoded {
                text,
                mark,
                encoding,
            }));
        }
        Err(error) => error.into_bytes(),
    };
    // UTF-8 with a few damaged bytes is still UTF-8: CP949 would read its Hangul as rubbish.
    let damaged = utf8_errors(&bytes);
    if marked || (damaged.count <= TOLERATED && has_utf8_hangul(&bytes)) {
        if damaged.count > TOLERATED {
            return Err(refuse(damaged.first));
        }
        return Ok(Encoded::Text(Decoded {
            text: String::from_utf8_lossy(&bytes).into_owned(),
            mark,
            encoding,
        }));
    }
    Ok(Encoded::Cp949(bytes))
}

/// Sequences of bytes that are no characters.
#[derive(Debug, Clone, Copy)]
struct Unreadable {
    /// Offset of the first.
    first: usize,
    /// How many there are; counting may stop once there are too many.
    count: usize,
}

/// Bytes being decoded, with U+FFFD for what cannot be read.
pub(super) struct Replacing<'b> {
    bytes: &'b [u8],
    read: usize,
    decoder: Decoder,
    errors: Unreadable,
    /// Nothing follows the bytes.
    last: bool,
    ended: bool,
}

impl<'b> Replacing<'b> {
    pub(super) fn cp949(bytes: &'b [u8]) -> Self {
        Self::new(EUC_KR, bytes, 0)
    }

    /// Begins behind so many bytes.
    fn new(encoding: &'static Encoding, bytes: &'b [u8], behind: usize) -> Self {
        Self {
            bytes,
            read: behind,
            decoder: encoding.new_decoder_without_bom_handling(),
            errors: Unreadable { first: 0, count: 0 },
            last: true,
            ended: false,
        }
    }

    /// Bytes that were read.
    pub(super) fn read(&self) -> usize {
        self.read
    }

    /// Refuses what was read, when more of it is unreadable than can be damage.
    ///
    /// # Errors
    /// Names the offset of the first unreadable byte.
    pub(super) fn check(&self, file: &str) -> Result<(), Error> {
        if self.errors.count <= TOLERATED {
            return Ok(());
        }
        Err(Error::Encoding {
            file: file.to_owned(),
            offset: self.errors.first,
        })
    }

    /// Decodes further behind `text`, at most so many bytes of text; false at the end, which errors beyond
    /// number are too.
    pub(super) fn decode(&mut self, text: &mut Vec<u8>, most: usize) -> bool {
        if self.ended {
            return false;
        }
        let mut end = text.len();
        text.resize(end + most, 0);
        loop {
            let (result, used, written) = self.decoder.decode_to_utf8_without_replacement(
                &self.bytes[self.read..],
                &mut text[end..],
                self.last,
            );
            (self.read, end) = (self.read + used, end + written);
            match result {
                DecoderResult::OutputFull => break,
                DecoderResult::InputEmpty => self.ended = true,
                DecoderResult::Malformed(length, after) => {
                    if self.errors.count == 0 {
                        let back = usize::from(length) + usize::from(after);
                        self.errors.first = self.read.saturating_sub(back);
                    }
                    self.errors.count += 1;
                    self.ended = self.errors.count > TOLERATED;
                    let sign = '\u{FFFD}'.len_utf8();
                    if text.len() < end + sign {
                        text.resize(end + sign, 0);
                    }
                    char::REPLACEMENT_CHARACTER.encode_utf8(&mut text[end..end + sign]);
                    end += sign;
                }
            }
            if self.ended {
                break;
            }
        }
        text.truncate(end);
        true
    }
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
