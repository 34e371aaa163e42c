//! The coordinate system of a `.prj` file: an EPSG number where the Korean systems are recognised,
//! otherwise the text itself for PROJ to read.

use crate::spatial::crs::EpsgCode;

/// False easting and northing, scale, central meridian and latitude of origin of the systems in use in
/// Korea (국가공간정보 기본법 시행령, and the EPSG register); Bessel 1841 is the old datum.
struct Known {
    code: u32,
    bessel: bool,
    meridian: f64,
    origin: f64,
    scale: f64,
    easting: f64,
    northing: f64,
}

const fn known(code: u32, bessel: bool, meridian: f64, northing: f64) -> Known {
    Known {
        code,
        bessel,
        meridian,
        origin: 38.0,
        scale: 1.0,
        easting: 200_000.0,
        northing,
    }
}

const fn unified(code: u32, bessel: bool) -> Known {
    Known {
        code,
        bessel,
        meridian: 127.5,
        origin: 38.0,
        scale: 0.9996,
        easting: 1_000_000.0,
        northing: 2_000_000.0,
    }
}

const fn utm(code: u32, meridian: f64) -> Known {
    Known {
        code,
        bessel: false,
        meridian,
        origin: 0.0,
        scale: 0.9996,
        easting: 500_000.0,
        northing: 0.0,
    }
}

/// The correction of 10.405″ that the old cadastral systems carry.
const MODIFIED: f64 = 0.002_890_277_777_777_8;

const KNOWN: &[Known] = &[
    known(5173, true, 125.0 + MODIFIED, 500_000.0),
    known(5174, true, 127.0 + MODIFIED, 500_000.0),
    known(5175, true, 127.0 + MODIFIED, 550_000.0),
    known(5176, true, 129.0 + MODIFIED, 500_000.0),
    known(5177, true, 131.0 + MODIFIED, 500_000.0),
    known(2098, true, 125.0, 500_000.0),
    known(2097, true, 127.0, 500_000.0),
    known(2096, true, 129.0, 500_000.0),
    unified(5178, true),
    unified(5179, false),
    known(5180, false, 125.0, 500_000.0),
    known(5181, false, 127.0, 500_000.0),
    known(5182, false, 127.0, 550_000.0),
    known(5183, false, 129.0, 500_000.0),
    known(5184, false, 131.0, 500_000.0),
    known(5185, false, 125.0, 600_000.0),
    known(5186, false, 127.0, 600_000.0),
    known(5187, false, 129.0, 600_000.0),
    known(5188, false, 131.0, 600_000.0),
    utm(32651, 123.0),
    utm(32652, 129.0),
];

/// The EPSG number of a system in well-known text.
pub(super) fn identify(wkt: &str) -> Option<EpsgCode> {
    let text: String = wkt
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect::<String>()
        .to_ascii_uppercase();
    stated(&text)
        .or_else(|| by_parameters(&text))
        .map(EpsgCode::new)
}

/// The number that the outermost element states of itself: the last one, before the last bracket.
fn stated(text: &str) -> Option<u32> {
    [("AUTHORITY[\"EPSG\",", "]]"), ("ID[\"EPSG\",", "]]")]
        .into_iter()
        .find_map(|(start, end)| {
            let after = &text[text.rfind(start)? + start.len()..];
            let number = after.strip_suffix(end)?.trim_matches('"');
            number.parse().ok()
        })
}

fn by_parameters(text: &str) -> Option<u32> {
    let bessel = text.contains("BESSEL") || text.contains("6377397");
    if !text.starts_with("PROJ") {
        return match () {
            () if !text.starts_with("GEO") => None,
            () if bessel => Some(4162),
            () if text.contains("WGS") => Some(4326),
            () if text.contains("KOREA") || text.contains("GRS") => Some(4737),
            () => None,
        };
    }
    if text.contains("AUXILIARY_SPHERE")
        || text.contains("PSEUDO-MERCATOR")
        || text.contains("PSEUDO_MERCATOR")
    {
        return Some(3857);
    }
    if !text.contains("TRANSVERSE_MERCATOR")
        && !text.contains("TRANSVERSEMERCATOR")
        && !text.contains("GAUSS_KRUGER")
    {
        return None;
    }
    let parameter = |name: &str| -> Option<f64> {
        let start = format!("PARAMETER[\"{name}\",");
        let after = &text[text.find(&start)? + start.len()..];
        after[..after.find([']', ','])?].parse().ok()
    };
    let (meridian, origin) = (
        parameter("CENTRAL_MERIDIAN")?,
        parameter("LATITUDE_OF_ORIGIN")?,
    );
    let (easting, northing) = (parameter("FALSE_EASTING")?, parameter("FALSE_NORTHING")?);
    let scale = parameter("SCALE_FACTOR").unwrap_or(1.0);
    let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
    KNOWN
        .iter()
        .find(|system| {
            system.bessel == bessel
                && near(system.meridian, meridian)
                && near(system.origin, origin)
                && near(system.scale, scale)
                && near(system.easting, easting)
                && near(system.northing, northing)
        })
        .map(|system| system.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tm(spheroid: &str, meridian: &str, northing: &str) -> String {
        format!(
            r#"PROJCS["x",GEOGCS["g",DATUM["d",SPHEROID[{spheroid}]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],
            PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",200000.0],PARAMETER["False_Northing",{northing}],
            PARAMETER["Central_Meridian",{meridian}],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",38.0],UNIT["Meter",1.0]]"#
        )
    }

    #[test]
    fn korean_systems_are_known_by_their_parameters() {
        let (bessel, grs) = (
            r#""Bessel_1841",6377397.155,299.1528128"#,
            r#""GRS_1980",6378137.0,298.257222101"#,
        );
        for (wkt, code) in [
            (tm(bessel, "127.0028902777778", "500000.0"), 5174),
            (tm(bessel, "127.0", "500000.0"), 2097),
            (tm(grs, "127.0", "500000.0"), 5181),
            (tm(grs, "125.0", "600000.0"), 5185),
            (tm(grs, "127.0", "600000"), 5186),
            (tm(grs, "129.0", "600000.0"), 5187),
            (tm(grs, "131.0", "600000.0"), 5188),
        ] {
            assert_eq!(identify(&wkt), Some(EpsgCode::new(code)), "{wkt}");
        }
        assert_eq!(identify(&tm(grs, "128.0", "600000.0")), None);
    }

    #[test]
    fn a_number_that_the_text_states_of_itself_is_believed() {
        let stated = r#"PROJCS["Korea 2000 / Unified CS",GEOGCS["Korea 2000",AUTHORITY["EPSG","4737"]],AUTHORITY["EPSG","5179"]]"#;
        assert_eq!(identify(stated), Some(EpsgCode::new(5179)));
        let inner_only = r#"PROJCS["x",GEOGCS["Korea 2000",AUTHORITY["EPSG","4737"]],UNIT["m",1]]"#;
        assert_eq!(identify(inner_only), None);
        let newer = r#"PROJCRS["Korea 2000",BASEGEOGCRS["x",ID["EPSG",4737]],ID["EPSG",5186]]"#;
        assert_eq!(identify(newer), Some(EpsgCode::new(5186)));
    }

    #[test]
    fn systems_of_degrees_and_the_web_map_are_known() {
        for (wkt, code) in [
            (
                r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]"#,
                4326,
            ),
            (
                r#"GEOGCS["GCS_Korea_2000",DATUM["D_Korea_2000",SPHEROID["GRS_1980",6378137.0,298.257222101]]]"#,
                4737,
            ),
            (
                r#"PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984"],PROJECTION["Mercator_Auxiliary_Sphere"]]"#,
                3857,
            ),
        ] {
            assert_eq!(identify(wkt), Some(EpsgCode::new(code)), "{wkt}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(PROJCS|GEOGCS|PARAMETER|AUTHORITY|\\[|\\]|\"EPSG\"|,|[0-9가]){0,30}") {
            let _ = identify(&text);
        }
    }
}
