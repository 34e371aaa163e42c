//! Resolution of cameras in 만 화소 (10,000 pixels), the unit of 카메라화소수 in 전국CCTV표준데이터.

/// Fewer than these 만 화소 has no camera (the oldest analogue ones have 41); a bare number below is in
/// another unit, which nobody states.
const LEAST: f64 = 10.0;
/// More has no public camera: 100 million pixels.
const MOST: f64 = 10_000.0;
/// From here on a bare number counts single pixels.
const SINGLE_PIXELS: f64 = 100_000.0;

/// The resolutions of the cameras at a site, in 만 화소 (10,000 pixels).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pixels {
    /// Of the camera with fewest pixels.
    pub min_10k: u16,
    /// Of the camera with most pixels.
    pub max_10k: u16,
}

/// What was read, and whether it had to be brought to 만 화소.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The resolutions.
    pub pixels: Pixels,
    /// The text counted single pixels without saying so: `2000000` for 200만.
    pub was_single_pixels: bool,
}

/// Reads a text such as `200`, `200만화소`, `2M`, `1920x1080`, `FHD`, or a list with one entry for each
/// camera (`200,200,300`).
#[must_use]
pub fn read(text: &str) -> Option<Reading> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '×' | '*' => 'x',
            _ => c,
        })
        .collect();
    if text.is_empty() || text.len() > 200 {
        return None;
    }
    let thousands = without_thousands(&text);
    let text = thousands.as_deref().unwrap_or(&text);
    let (mut least, mut most, mut single) = (u16::MAX, 0, false);
    for part in text.split([',', '/', ';', '+', '~', '·']) {
        let (value, is_single) = one(part)?;
        single |= is_single;
        least = least.min(value);
        most = most.max(value);
    }
    Some(Reading {
        pixels: Pixels {
            min_10k: least,
            max_10k: most,
        },
        was_single_pixels: single,
    })
}

/// `2,073,600` without its separators. A group that begins with 0 cannot be an entry of a list, so this is
/// told from `200,200,200`.
fn without_thousands(text: &str) -> Option<String> {
    let number = text.strip_suffix("화소").unwrap_or(text);
    let mut groups = number.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let is_number = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let grouped = !rest.is_empty()
        && is_number(first)
        && first.len() <= 3
        && rest
            .iter()
            .all(|group| group.len() == 3 && is_number(group))
        && rest.iter().any(|group| group.starts_with('0'));
    grouped.then(|| text.replace(',', ""))
}

/// One entry in 만 화소, and whether it was a bare number of single pixels.
fn one(text: &str) -> Option<(u16, bool)> {
    let named = match text {
        "fhd" | "fullhd" | "1080p" => Some((1920.0, 1080.0)),
        "hd" | "720p" => Some((1280.0, 720.0)),
        "qhd" => Some((2560.0, 1440.0)),
        "uhd" | "4k" => Some((3840.0, 2160.0)),
        _ => None,
    };
    let sides = named.or_else(|| {
        let (width, height) = text.split_once('x')?;
        Some((number(width)?, number(height)?))
    });
    if let Some((width, height)) = sides {
        return Some((rounded(width * height / 10_000.0)?, false));
    }
    let ten_thousands = ["만화소급", "만화소", "만픽셀", "만"];
    let millions = [
        "메가픽셀",
        "메가화소",
        "메가",
        "megapixels",
        "megapixel",
        "mega",
        "mpixel",
        "mp",
        "m",
    ];
    let other_units = [
        ("천화소", 0.1),
        ("천픽셀", 0.1),
        ("십만화소", 10.0),
        ("백만화소", 100.0),
        ("백만픽셀", 100.0),
    ];
    if let Some((value, each)) = other_units
        .iter()
        .find_map(|(unit, each)| Some((text.strip_suffix(unit)?, each)))
    {
        return Some((rounded(number(value)? * each)?, false));
    }
    let with = |units: &[&str]| units.iter().find_map(|unit| text.strip_suffix(unit));
    if let Some(value) = with(&ten_thousands).map(number) {
        return Some((rounded(value?)?, false));
    }
    if let Some(value) = with(&millions).map(number) {
        return Some((rounded(value? * 100.0)?, false));
    }
    let (bare, said) = match text
        .strip_suffix("화소")
        .or_else(|| text.strip_suffix("픽셀"))
    {
        Some(bare) => (number(bare)?, true),
        None => (number(text)?, false),
    };
    if bare >= SINGLE_PIXELS {
        return Some((rounded(bare / 10_000.0)?, !said));
    }
    Some((rounded(bare)?, false))
}

fn number(text: &str) -> Option<f64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    digits.then(|| text.parse().ok()).flatten()
}

fn rounded(value: f64) -> Option<u16> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 10 and 10,000"
    )]
    (LEAST..=MOST)
        .contains(&value)
        .then(|| value.round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seen_writing_gives_ten_thousands_of_pixels() {
        for (text, min, max) in [
            ("200", 200, 200),
            ("41", 41, 41),
            ("130", 130, 130),
            ("200.0", 200, 200),
            ("200만", 200, 200),
            ("200만 화소", 200, 200),
            ("２００만화소", 200, 200),
            ("200,200,200", 200, 200),
            ("200,399,300", 200, 399),
            ("200/400", 200, 400),
            ("200만,130만", 130, 200),
            ("2M", 200, 200),
            ("2.1 MP", 210, 210),
            ("5메가", 500, 500),
            ("1920x1080", 207, 207),
            ("1920×1080", 207, 207),
            ("FHD", 207, 207),
            ("2000천화소", 200, 200),
            ("20십만화소", 200, 200),
            ("2백만화소", 200, 200),
            ("2,073,600", 207, 207),
            ("2000000화소", 200, 200),
        ] {
            assert_eq!(
                read(text),
                Some(Reading {
                    pixels: Pixels {
                        min_10k: min,
                        max_10k: max
                    },
                    was_single_pixels: text == "2,073,600",
                }),
                "{text}"
            );
        }
        assert!(read("2000000").unwrap().was_single_pixels);
        assert_eq!(read("2000000").unwrap().pixels.max_10k, 200);
    }

    #[test]
    fn what_has_no_one_meaning_is_not_read() {
        for text in [
            "",
            "0",
            "2",
            "20000",
            "200,0",
            "고화질",
            "-200",
            "200,,200",
            "x",
            "1e9",
            "99999999999",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,24}", near in "[0-9,.xMm만화소/ ]{0,16}") {
            for text in [text, near] {
                if let Some(reading) = read(&text) {
                    proptest::prop_assert!(reading.pixels.min_10k <= reading.pixels.max_10k);
                }
            }
        }
    }
}
