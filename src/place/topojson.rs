//! Reads the one TopoJSON file that ships with the product.
//!
//! Only what that file uses: a quantised topology with one geometry collection of polygons and
//! multipolygons. A published crate exists but pulls an old geojson release for a format of which
//! delta-coded arcs are all that is needed here.

use serde::Deserialize;

use super::{Error, Outline};

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    objects: Objects,
    arcs: Vec<Vec<[i64; 2]>>,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Objects {
    sigungu: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum Geometry {
    Polygon {
        arcs: Vec<Vec<i64>>,
        properties: Properties,
    },
    MultiPolygon {
        arcs: Vec<Vec<Vec<i64>>>,
        properties: Properties,
    },
}

#[derive(Deserialize)]
struct Properties {
    code: String,
    name_ko: String,
}

pub(super) fn parse(text: &str) -> Result<Vec<Outline>, Error> {
    let topology: Topology = serde_json::from_str(text)?;
    let arcs: Vec<Vec<[f64; 2]>> = topology
        .arcs
        .iter()
        .map(|arc| decode(arc, &topology.transform))
        .collect();
    topology
        .objects
        .sigungu
        .geometries
        .into_iter()
        .map(|geometry| {
            let (rings, Properties { code, name_ko }) = match geometry {
                Geometry::Polygon { arcs, properties } => (arcs, properties),
                Geometry::MultiPolygon { arcs, properties } => {
                    (arcs.into_iter().flatten().collect(), properties)
                }
            };
            let rings = rings
                .iter()
                .map(|ring| stitch(ring, &arcs))
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| Error::MissingArc(code.clone()))?;
            Ok(Outline::new(code, name_ko, rings))
        })
        .collect()
}

/// Positions of an arc: each pair is the step from the one before, in grid units.
fn decode(arc: &[[i64; 2]], transform: &Transform) -> Vec<[f64; 2]> {
    let (mut x, mut y) = (0, 0);
    arc.iter()
        .map(|step| {
            x += step[0];
            y += step[1];
            #[expect(
                clippy::cast_precision_loss,
                reason = "grid coordinates are far below 2^52"
            )]
            let position = [
                (x as f64).mul_add(transform.scale[0], transform.translate[0]),
                (y as f64).mul_add(transform.scale[1], transform.translate[1]),
            ];
            position
        })
        .collect()
}

/// Joins arcs to a ring; a negative number names an arc walked backwards (`-1` is arc 0).
fn stitch(ring: &[i64], arcs: &[Vec<[f64; 2]>]) -> Option<Vec<[f64; 2]>> {
    let mut positions: Vec<[f64; 2]> = Vec::new();
    for &reference in ring {
        let index = usize::try_from(if reference < 0 { !reference } else { reference }).ok()?;
        let arc = arcs.get(index)?;
        // Each arc begins where the one before ended.
        positions.pop();
        if reference < 0 {
            positions.extend(arc.iter().rev());
        } else {
            positions.extend(arc);
        }
    }
    Some(positions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_arcs_are_stitched_in_both_directions() {
        let text = r#"{"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[127,37]},
            "objects":{"sigungu":{"type":"GeometryCollection","geometries":[
              {"type":"Polygon","arcs":[[0,1]],"properties":{"code":"1","name_ko":"가"}},
              {"type":"MultiPolygon","arcs":[[[-1,2]]],"properties":{"code":"2","name_ko":"나"}}]}},
            "arcs":[[[0,0],[0,2]],[[0,2],[-2,0],[0,-2],[2,0]],[[0,0],[2,0],[0,2],[-2,0]]]}"#;
        let outlines = parse(text).unwrap();
        assert_eq!(
            outlines[0].rings[0],
            [
                [127.0, 37.0],
                [127.0, 38.0],
                [126.0, 38.0],
                [126.0, 37.0],
                [127.0, 37.0]
            ]
        );
        assert_eq!(
            outlines[1].rings[0],
            [
                [127.0, 38.0],
                [127.0, 37.0],
                [128.0, 37.0],
                [128.0, 38.0],
                [127.0, 38.0]
            ]
        );
    }
}
