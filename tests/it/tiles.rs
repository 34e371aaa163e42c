//! Tiles over the real router, decoded by a reader of others and compared with a plain scan of the sites.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use geo::{Area, BoundingRect, Geometry, Intersects, Length, MultiPolygon, Polygon, Validation};
use http_body_util::BodyExt;
use mvt_reader::Reader;
use mvt_reader::feature::Value as Attribute;
use serde_json::Value;
use siya::dataset::{Dataset, DatasetBuilder};
use siya::http::state::Settings;
use siya::http::{AppState, router};
use siya::model::Purpose;
use siya::query::items::ItemsQuery;
use siya::query::{Collection, Feature};
use siya::spatial::LonLat;
use siya::spatial::tile::TileId;
use siya::tiles::{BUFFER, EXTENT, MAX_BYTES, tile};
use tower::ServiceExt;

use super::synthetic::{Random, release, site, usual_radius};

const TILES: &str = "/api/collections/cameras/tiles/WebMercatorQuad";
const COVERED: &str = "/api/collections/coverage/tiles/WebMercatorQuad";
const AREAS: &str = "/api/collections/capture-areas/tiles/WebMercatorQuad";

/// A town of 3,000 sites around a corner of four tiles of level 12, of two institutions and all kinds of
/// ranges: circles, sectors narrow and wide, none.
fn town(count: u32, spread: f64) -> Dataset {
    let mut random = Random(14);
    let mut builder = DatasetBuilder::new();
    let releases = ["3040000", "4140000"].map(|code| builder.add_release(release(code)));
    let corner = TileId::new(12, 1586, 3494).unwrap().bbox();
    for id in 1..=count {
        let at = LonLat::new(
            corner.west + random.normal() * spread,
            corner.north + random.normal() * spread,
        );
        let radius = (id % 11 != 0).then(|| usual_radius(&mut random));
        let mut record = site(at.unwrap(), radius, radius, 0.7);
        record.purpose = Purpose::ALL[id as usize % Purpose::ALL.len()];
        if id % 5 == 0 {
            record.row_range.bearing_deg = Some(f64::from(id % 360));
            record.row_range.width_deg = Some(f64::from(20 + id % 335));
        }
        builder.add_site(releases[id as usize % 2], id, &record);
    }
    builder.build()
}

static DATASET: LazyLock<Dataset> = LazyLock::new(|| town(3000, 0.04));
static APP: LazyLock<Router> =
    LazyLock::new(|| router(AppState::new(town(3000, 0.04), Settings::default())));

async fn get(path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = Request::get(path)
        .header(header::HOST, "siya.example")
        .body(Body::empty())
        .unwrap();
    let response = APP.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    (parts.status, parts.headers, body)
}

async fn json(path: &str) -> Value {
    let (status, _, body) = get(path).await;
    assert_eq!(status, StatusCode::OK, "{path}");
    serde_json::from_slice(&body).unwrap()
}

/// The features of a tile with one layer: id, shape and attributes.
fn decoded(bytes: &[u8], layer: &str) -> Vec<(Option<u64>, Geometry, BTreeMap<String, String>)> {
    if bytes.is_empty() {
        return Vec::new();
    }
    assert!(bytes.len() < MAX_BYTES, "{}", bytes.len());
    let reader = Reader::new(bytes.to_vec()).unwrap();
    assert_eq!(reader.get_layer_names().unwrap(), [layer]);
    let about = &reader.get_layer_metadata().unwrap()[0];
    assert_eq!((about.version, about.extent), (2, EXTENT));
    let features = reader.get_features_as::<f64>(0).unwrap();
    assert_eq!(features.len(), about.feature_count);
    let text = |value: &Attribute| match value {
        Attribute::String(text) => text.clone(),
        Attribute::Double(number) => number.to_string(),
        Attribute::UInt(number) => number.to_string(),
        Attribute::Bool(mark) => mark.to_string(),
        other => panic!("{other:?}"),
    };
    features
        .into_iter()
        .map(|feature| {
            let attributes = feature.properties.unwrap_or_default();
            let attributes = attributes
                .iter()
                .map(|(name, value)| (name.clone(), text(value)));
            (feature.id, feature.geometry, attributes.collect())
        })
        .collect()
}

/// The tiles of a level around the town.
fn around(z: u8) -> Vec<(u32, u32)> {
    let shift = z - 12;
    let (row, column) = (1586 << shift, 3494 << shift);
    let reach = 1 << shift;
    (row - 2 * reach..row + 2 * reach)
        .flat_map(|row| (column - 2 * reach..column + 2 * reach).map(move |column| (row, column)))
        .collect()
}

#[tokio::test]
async fn from_level_12_on_every_site_is_in_one_tile_as_itself() {
    for z in [12, 13] {
        let mut seen = BTreeSet::new();
        for (row, column) in around(z) {
            let (status, _, body) = get(&format!("{TILES}/{z}/{row}/{column}")).await;
            assert_eq!(status, StatusCode::OK);
            let id = TileId::new(z, row, column).unwrap();
            for (site, shape, attributes) in decoded(&body, "cameras") {
                let site_id = u32::try_from(site.unwrap()).unwrap();
                assert!(seen.insert(site_id), "{site_id} is in two tiles");
                let site = DATASET.find_by_id(site_id).unwrap();
                let class = DATASET.class(site);
                assert_eq!(attributes["purpose"], class.purpose.code());
                assert_eq!(attributes["range_basis"], class.range.basis.code());
                let point = match &shape {
                    Geometry::Point(point) => *point,
                    Geometry::MultiPoint(points) if points.0.len() == 1 => points.0[0],
                    other => panic!("{other:?}"),
                };
                let (lon, lat) = DATASET.position(site);
                let (x, y) = id.project(lon, lat, f64::from(EXTENT));
                let off = (point.x() - x).hypot(point.y() - y);
                assert!(off < 0.75, "{off}");
            }
        }
        let all: BTreeSet<u32> = (1..=3000).collect();
        let beyond = |id: &&u32| {
            let (lon, lat) = DATASET.position(DATASET.find_by_id(**id).unwrap());
            let at = TileId::at(z, lon, lat).unwrap();
            !around(z).contains(&(at.row(), at.column()))
        };
        let outside: BTreeSet<u32> = all.iter().filter(beyond).copied().collect();
        assert!(outside.len() < 300, "{}", outside.len());
        assert_eq!(seen, &all - &outside);
    }
}

#[tokio::test]
async fn above_level_12_sites_are_counted_and_none_is_missing() {
    for z in [0, 5, 11] {
        let mut count = 0;
        let places: BTreeSet<(u32, u32)> = DATASET
            .in_id_order()
            .map(|site| {
                let (lon, lat) = DATASET.position(site);
                let at = TileId::at(z, lon, lat).unwrap();
                (at.row(), at.column())
            })
            .collect();
        for (row, column) in places {
            let (_, _, body) = get(&format!("{TILES}/{z}/{row}/{column}")).await;
            for (id, _, attributes) in decoded(&body, "cameras") {
                assert_eq!(id, None);
                let number = |name: &str| attributes[name].parse::<usize>().unwrap();
                let purposes = attributes.keys().filter(|name| name.starts_with("n_"));
                assert_eq!(
                    purposes.map(|name| number(name)).sum::<usize>(),
                    number("count")
                );
                count += number("count");
            }
        }
        assert_eq!(count, 3000, "level {z}");
    }
}

/// The rings of a tile's shape as valid polygons with the winding of the format, in 64 bits.
fn areas(shape: &Geometry) -> MultiPolygon {
    let polygons = match shape {
        Geometry::Polygon(polygon) => vec![polygon.clone()],
        Geometry::MultiPolygon(polygons) => polygons.0.clone(),
        other => panic!("{other:?}"),
    };
    let polygons: Vec<Polygon> = polygons
        .iter()
        .map(|polygon| {
            let line = |ring: &geo::LineString| -> geo::LineString {
                assert!(ring.is_closed());
                let points = ring.coords();
                points.copied().collect()
            };
            let area = |ring: geo::LineString| Polygon::new(ring, Vec::new()).signed_area();
            // By the surveyor's formula in tile units.
            assert!(area(line(polygon.exterior())) > 0.0);
            assert!(
                polygon
                    .interiors()
                    .iter()
                    .all(|ring| area(line(ring)) < 0.0)
            );
            Polygon::new(
                line(polygon.exterior()),
                polygon.interiors().iter().map(line).collect(),
            )
        })
        .collect();
    MultiPolygon(polygons)
}

#[tokio::test]
async fn capture_areas_are_valid_polygons_cut_to_their_tile_and_none_is_missing() {
    for (z, row, column) in [
        (12, 1586, 3494),
        (12, 1585, 3493),
        (14, 6344, 13976),
        (14, 6343, 13975),
    ] {
        let id = TileId::new(z, row, column).unwrap();
        let (low, high) = (-f64::from(BUFFER), f64::from(EXTENT + BUFFER));
        let window = geo::Rect::new((low, low), (high, high)).to_polygon();
        let (status, _, body) = get(&format!("{AREAS}/{z}/{row}/{column}")).await;
        assert_eq!(status, StatusCode::OK);
        let found: BTreeMap<u32, (MultiPolygon, BTreeMap<String, String>)> =
            decoded(&body, "capture-areas")
                .into_iter()
                .map(|(site, shape, attributes)| {
                    (
                        u32::try_from(site.unwrap()).unwrap(),
                        (areas(&shape), attributes),
                    )
                })
                .collect();
        let (mut whole, mut cut) = (0, 0);
        // The scan: every area as it is served, projected corner by corner.
        for site in DATASET.in_id_order() {
            let number = DATASET.site(site).id;
            let found = found.get(&number);
            let Some(feature) = Collection::CaptureAreas.of_site(&DATASET, site) else {
                assert!(found.is_none());
                continue;
            };
            let Some(siya::spatial::Geometry::Polygon(rings)) = feature.geometry(&DATASET) else {
                panic!("{number}")
            };
            let ring: geo::LineString = rings[0]
                .iter()
                .map(|&[lon, lat]| id.project(lon, lat, f64::from(EXTENT)))
                .collect();
            let served = Polygon::new(ring, Vec::new());
            let Some((shape, attributes)) = found else {
                // At most a touch, less than rounding.
                let inside = geo::BooleanOps::intersection(&served, &window).unsigned_area();
                let length = served.exterior().coords().count();
                assert!(
                    inside < 1000.0 || !served.intersects(&window),
                    "{number}: {inside} of {length}"
                );
                continue;
            };
            assert!(shape.is_valid(), "{number}: {shape:?}");
            let class = DATASET.class(site);
            assert_eq!(attributes["purpose"], class.purpose.code());
            assert_eq!(attributes["range_max_m"].parse().ok(), class.range.max_m);
            let bounds = shape.bounding_rect().unwrap();
            assert!(bounds.min().x >= low && bounds.min().y >= low);
            assert!(bounds.max().x <= high && bounds.max().y <= high);
            let expected = geo::BooleanOps::intersection(&served, &window).unsigned_area();
            // A unit along the outline, and the arcs of a circle of fewer sides.
            let length = 4.0 * (bounds.width() + bounds.height());
            let off = (shape.unsigned_area() - expected).abs();
            assert!(
                off <= length + 4.0,
                "{number}: {off} of {expected}, outline {length}"
            );
            let edge = [bounds.min().x, bounds.min().y].contains(&low)
                || [bounds.max().x, bounds.max().y].contains(&high);
            if edge { cut += 1 } else { whole += 1 }
        }
        assert!(whole > 20 && cut > 5, "{z}: {whole} {cut}");
        assert!(found.keys().all(|&id| DATASET.find_by_id(id).is_some()));
    }
}

/// The features of `coverage`, once they are computed.
async fn covered() -> Vec<Value> {
    loop {
        let (status, _, body) = get("/api/collections/coverage/items?limit=10000").await;
        if status == StatusCode::OK {
            let page: Value = serde_json::from_slice(&body).unwrap();
            return page["features"].as_array().unwrap().clone();
        }
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn covered_ground_is_cut_to_its_tile_and_none_is_missing() {
    let (low, high) = (-f64::from(BUFFER), f64::from(EXTENT + BUFFER));
    let window = geo::Rect::new((low, low), (high, high)).to_polygon();
    let window = MultiPolygon(vec![window]);
    let all = covered().await;
    assert!(all.len() > 40);
    for (z, row, column) in [(9, 198, 436), (12, 1586, 3494), (14, 6344, 13976)] {
        let id = TileId::new(z, row, column).unwrap();
        let (status, _, body) = get(&format!("{COVERED}/{z}/{row}/{column}")).await;
        assert_eq!(status, StatusCode::OK);
        let found: BTreeMap<u64, (MultiPolygon, BTreeMap<String, String>)> =
            decoded(&body, "coverage")
                .into_iter()
                .map(|(id, shape, attributes)| (id.unwrap(), (areas(&shape), attributes)))
                .collect();
        let mut compared = 0;
        for feature in &all {
            let line = |ring: &Value| -> geo::LineString {
                let ring = ring.as_array().unwrap().iter();
                ring.map(|at| {
                    let [lon, lat] = [0, 1].map(|axis| at[axis].as_f64().unwrap());
                    id.project(lon, lat, f64::from(EXTENT))
                })
                .collect()
            };
            let polygons = feature["geometry"]["coordinates"]
                .as_array()
                .unwrap()
                .iter();
            let served: MultiPolygon = polygons
                .map(|rings| {
                    let mut rings: Vec<geo::LineString> =
                        rings.as_array().unwrap().iter().map(line).collect();
                    let outer = rings.remove(0);
                    Polygon::new(outer, rings)
                })
                .collect();
            let expected = geo::BooleanOps::intersection(&served, &window);
            // Rounding moves each side by less than a unit.
            let outline: f64 = expected
                .iter()
                .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
                .map(|ring| geo::Euclidean.length(ring))
                .sum();
            let known = found.get(&feature["id"].as_u64().unwrap());
            let area = known.map_or(0.0, |(shape, _)| shape.unsigned_area());
            let off = (area - expected.unsigned_area()).abs();
            assert!(
                off <= outline + 4.0,
                "{}: {off} of {outline}",
                feature["id"]
            );
            if let Some((shape, attributes)) = known {
                compared += 1;
                assert!(shape.is_valid(), "{}", feature["id"]);
                for name in ["purpose", "institution"] {
                    assert_eq!(
                        attributes[name],
                        feature["properties"][name].as_str().unwrap()
                    );
                }
                let number = |name: &str| attributes[name].parse::<f64>().unwrap();
                let stated = &feature["properties"];
                assert!(
                    (number("site_count") - stated["site_count"].as_f64().unwrap()).abs() < 0.5
                );
                assert!((number("area_km2") - stated["area_km2"].as_f64().unwrap()).abs() < 1e-5);
            }
        }
        assert_eq!(compared, found.len());
        assert!(compared > 20, "level {z}: {compared}");
    }
}

#[tokio::test]
async fn an_attribute_is_the_property_of_the_item_with_its_name() {
    covered().await;
    for base in [TILES, AREAS, COVERED] {
        let (tileset, _) = base.split_once("/tiles/").unwrap();
        let layer = tileset.rsplit('/').next().unwrap();
        let (_, _, body) = get(&format!("{base}/14/6344/13976")).await;
        let features = decoded(&body, layer);
        assert!(features.len() > 20, "{layer}: {}", features.len());
        for (id, _, attributes) in features {
            let item = json(&format!("{tileset}/items/{}", id.unwrap())).await;
            assert!(attributes.len() > 3);
            for (name, text) in attributes {
                let property = &item["properties"][&name];
                let same = match property {
                    Value::String(property) => *property == text,
                    Value::Bool(property) => property.to_string() == text,
                    Value::Number(property) => property.as_f64() == text.parse().ok(),
                    _ => false,
                };
                assert!(same, "{layer} {name}: {text}, {property}");
            }
        }
    }
}

#[tokio::test]
async fn tiles_are_filtered_by_purpose_and_institution() {
    for base in [TILES, AREAS] {
        let layer = base.split('/').nth(3).unwrap();
        let ids = async |query: &str| -> BTreeSet<u64> {
            let (status, _, body) = get(&format!("{base}/12/1586/3494{query}")).await;
            assert_eq!(status, StatusCode::OK);
            let features = decoded(&body, layer);
            features.into_iter().map(|(id, ..)| id.unwrap()).collect()
        };
        let all = ids("").await;
        let crime = ids("?purpose=crime").await;
        assert!(!crime.is_empty() && crime.is_subset(&all) && crime.len() < all.len() / 5);
        let own = ids("?institution=3040000").await;
        let other = ids("?institution=4140000").await;
        assert_eq!(&own | &other, all);
        assert!(own.is_disjoint(&other) && !own.is_empty());
        assert!(own.iter().all(|id| id % 2 == 0));
        assert_eq!(ids("?institution=3050000").await.len(), 0);
        assert_eq!(
            ids("?institution=3040000&purpose=crime").await,
            &crime & &own
        );
        let (status, _, _) = get(&format!("{base}/12/1586/3494?purpose=spying")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
    }
}

#[test]
fn a_crowd_stays_below_the_limit_and_what_is_left_out_is_told() {
    // 60,000 sites within a tile of level 12.
    let crowd = town(60_000, 0.008);
    let everything = ItemsQuery::default();
    let place = TileId::new(12, 1586, 3494).unwrap();
    let cameras = decoded(
        &tile(Collection::Cameras, &crowd, place, &everything),
        "cameras",
    );
    let bbox = place.bbox();
    let inside = crowd
        .in_id_order()
        .filter(|&site| {
            let (lon, lat) = crowd.position(site);
            bbox.contains_xy(lon, lat)
        })
        .count();
    let points: usize = cameras
        .iter()
        .map(|(_, shape, _)| match shape {
            Geometry::MultiPoint(points) => points.0.len(),
            _ => 1,
        })
        .sum();
    assert_eq!(points, inside);
    let areas = decoded(
        &tile(Collection::CaptureAreas, &crowd, place, &everything),
        "capture-areas",
    );
    let reaching = crowd
        .in_id_order()
        .filter(|&site| {
            let feature = Collection::CaptureAreas.of_site(&crowd, site);
            let shape = feature.and_then(|feature: Feature| feature.geometry(&crowd));
            shape.is_some_and(|shape| shape.meets(&place.bbox(), Some))
        })
        .count();
    let left_out: usize = areas[0].2["left_out"].parse().unwrap();
    assert!(areas.len() > 5000 && left_out > 0);
    // The scan asks about the tile, the tile has its margin as well.
    assert!(areas.len() + left_out >= reaching);
    assert!(
        areas
            .iter()
            .all(|(_, _, attributes)| attributes.contains_key("purpose"))
    );
    let whole = decoded(
        &tile(
            Collection::CaptureAreas,
            &crowd,
            TileId::new(14, 6344, 13976).unwrap(),
            &everything,
        ),
        "capture-areas",
    );
    assert!(!whole.is_empty());
}

#[tokio::test]
async fn tiles_that_do_not_exist_are_told_so() {
    for (path, what) in [
        (format!("{TILES}/15/0/0"), "levels are 0 to 14"),
        (format!("{TILES}/3/8/0"), "3/8/0"),
        (format!("{TILES}/3/0/8"), "3/0/8"),
        (format!("{TILES}/-1/0/0"), "-1/0/0"),
        (format!("{TILES}/3/0.5/0"), "3/0.5/0"),
        // A tile has one address.
        (format!("{TILES}/014/6345/13976"), "014/6345/13976"),
        (format!("{TILES}/14/+6345/13976"), "14/+6345/13976"),
        (format!("{TILES}/14/06345/13976"), "14/06345/13976"),
        (format!("{TILES}/14/6345/%2B13976"), "14/6345/+13976"),
        (format!("{TILES}/00/0/0"), "00/0/0"),
        (format!("{AREAS}/11/793/1747"), "levels are 12 to 14"),
        (format!("{COVERED}/5/12/27"), "levels are 6 to 14"),
        (TILES.replace("Quad", "Cube") + "/1/0/0", "WebMercatorQuad"),
        (TILES.replace("Quad", "Cube"), "WebMercatorQuad"),
        (
            "/api/tileMatrixSets/WorldCRS84Quad".to_owned(),
            "WebMercatorQuad",
        ),
        ("/api/collections/institutions/tiles".to_owned(), "no tiles"),
        (TILES.replace("cameras", "streets"), "no collection"),
    ] {
        let request = Request::get(&path)
            .header(header::ACCEPT_LANGUAGE, "en")
            .body(Body::empty())
            .unwrap();
        let response = APP.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let problem: Value = serde_json::from_slice(&body).unwrap();
        assert!(
            problem["detail"].as_str().unwrap().contains(what),
            "{problem}"
        );
    }
    let (status, _, body) = get(&format!("{TILES}/14/0/0")).await;
    assert_eq!((status, body.len()), (StatusCode::OK, 0));
}

/// `Accept` as programs send it: nothing (Qt and so QGIS), any (libcurl and so GDAL, and `fetch` in `MapLibre`,
/// `OpenLayers`, Leaflet and `ArcGIS`), a picture first (older `MapLibre`), a browser's address line, and names.
#[tokio::test]
async fn tiles_are_refused_only_to_who_accepts_none() {
    let ask = async |accept: Option<&str>| {
        let path = format!("{TILES}/14/6345/13976");
        let mut request = Request::get(path);
        if let Some(accept) = accept {
            request = request.header(header::ACCEPT, accept);
        }
        let request = request.body(Body::empty()).unwrap();
        APP.clone().oneshot(request).await.unwrap()
    };
    for accept in [
        None,
        Some(""),
        Some("*/*"),
        Some("image/webp,*/*"),
        Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
        Some("application/*"),
        Some("application/vnd.mapbox-vector-tile"),
        Some("application/vnd.mapbox-vector-tile;q=0.1, text/html"),
        Some("application/x-protobuf"),
        Some("application/protobuf, application/json;q=0.5"),
        Some("application/octet-stream"),
    ] {
        let answer = ask(accept).await;
        assert_eq!(answer.status(), StatusCode::OK, "{accept:?}");
        let media_type = &answer.headers()[header::CONTENT_TYPE];
        assert_eq!(media_type, "application/vnd.mapbox-vector-tile");
    }
    for accept in [
        "application/json",
        "text/*, image/png",
        "application/vnd.mapbox-vector-tile;q=0, */*",
        "application/x-protobuf;q=0",
    ] {
        let answer = ask(Some(accept)).await;
        assert_eq!(answer.status(), StatusCode::NOT_ACCEPTABLE, "{accept}");
    }
}

fn link<'a>(document: &'a Value, rel: &str) -> &'a Value {
    let links = document["links"].as_array().unwrap();
    links
        .iter()
        .find(|link| link["rel"] == rel)
        .unwrap_or_else(|| panic!("no {rel}"))
}

fn path_of(link: &Value) -> &str {
    link["href"]
        .as_str()
        .unwrap()
        .strip_prefix("http://siya.example")
        .unwrap()
}

#[tokio::test]
async fn a_client_finds_the_tiles_from_the_landing_page_on() {
    const REL: &str = "http://www.opengis.net/def/rel/ogc/1.0";
    let landing = json("/api/").await;
    let sets = json(path_of(link(&landing, &format!("{REL}/tiling-schemes")))).await;
    let set = json(path_of(link(&sets["tileMatrixSets"][0], "self"))).await;
    assert_eq!(set["tileMatrices"].as_array().unwrap().len(), 25);
    covered().await;
    for (collection, first) in [("cameras", 0), ("capture-areas", 12), ("coverage", 6)] {
        let about = json(&format!("/api/collections/{collection}")).await;
        let all = json(path_of(link(&about, &format!("{REL}/tilesets-vector")))).await;
        let tileset = json(path_of(link(&all["tilesets"][0], "self"))).await;
        assert_eq!(tileset["dataType"], "vector");
        assert_eq!(tileset["layers"][0]["id"], collection);
        assert_eq!(
            json(path_of(link(&tileset, &format!("{REL}/tiling-scheme")))).await,
            set
        );
        assert_eq!(
            json(path_of(link(&tileset, &format!("{REL}/geodata")))).await,
            about
        );
        let limits = tileset["tileMatrixSetLimits"].as_array().unwrap();
        assert_eq!(limits.len(), 15 - first);
        // Every site lies within the limits, and the template leads to its tile.
        let item = link(&tileset, "item");
        assert_eq!(item["templated"], true);
        let deepest = limits.last().unwrap();
        let number = |name: &str| u32::try_from(deepest[name].as_u64().unwrap()).unwrap();
        for site in DATASET.in_id_order() {
            let (lon, lat) = DATASET.position(site);
            let at = TileId::at(14, lon, lat).unwrap();
            assert!((number("minTileRow")..=number("maxTileRow")).contains(&at.row()));
            assert!((number("minTileCol")..=number("maxTileCol")).contains(&at.column()));
        }
        let at = TileId::new(14, 6344, 13976).unwrap();
        let address = path_of(item)
            .replace("{tileMatrix}", "14")
            .replace("{tileRow}", &at.row().to_string())
            .replace("{tileCol}", &at.column().to_string());
        let (_, headers, tile) = get(&address).await;
        assert_eq!(
            headers[header::CONTENT_TYPE],
            item["type"].as_str().unwrap()
        );
        let features = decoded(&tile, collection);
        assert!(!features.is_empty());
        // What the metadata says of the attributes holds for every feature.
        let known = tileset["layers"][0]["propertiesSchema"]["properties"]
            .as_object()
            .unwrap();
        assert!(
            features
                .iter()
                .all(|(.., own)| own.keys().all(|name| known.contains_key(name)))
        );
    }
}

#[tokio::test]
async fn tile_json_leads_to_the_same_tiles_with_the_filters_asked_for() {
    for (base, collection, minzoom) in [(TILES, "cameras", 0), (AREAS, "capture-areas", 12)] {
        let path = format!("{base}?f=tilejson&purpose=crime,child&institution=3040000");
        let (status, headers, body) = get(&path).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(
            headers[header::CONTENT_TYPE],
            "application/vnd.mapbox.tile+json"
        );
        let document: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(document["tilejson"], "3.0.0");
        assert_eq!(
            (&document["minzoom"], &document["maxzoom"]),
            (&minzoom.into(), &14.into())
        );
        assert_eq!(document["vector_layers"][0]["id"], collection);
        let template = document["tiles"][0].as_str().unwrap();
        let address = template
            .strip_prefix("http://siya.example")
            .unwrap()
            .replace("{z}", "12")
            .replace("{x}", "3494")
            .replace("{y}", "1586");
        let (_, _, tile) = get(&address).await;
        let purposes: BTreeSet<String> = decoded(&tile, collection)
            .into_iter()
            .map(|(_, _, mut attributes)| attributes.remove("purpose").unwrap())
            .collect();
        assert!(
            purposes
                .iter()
                .all(|purpose| purpose == "crime" || purpose == "child")
        );
        assert!(!purposes.is_empty());
    }
    let (status, ..) = get(&format!("{TILES}?f=tilejson&purpose=spying")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, ..) = get(&format!("{TILES}?f=mbtiles")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}
