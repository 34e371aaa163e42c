//! The tile format: messages of the specification, and a layer that shares keys and values.

use prost::Message;
use rustc_hash::FxHashMap;

/// <https://github.com/mapbox/vector-tile-spec/blob/master/2.1/vector_tile.proto>
#[derive(Clone, PartialEq, Message)]
struct Tile {
    #[prost(message, repeated, tag = "3")]
    layers: Vec<Layer>,
}

#[derive(Clone, PartialEq, Message)]
struct Layer {
    #[prost(uint32, required, tag = "15")]
    version: u32,
    #[prost(string, required, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "2")]
    features: Vec<Feature>,
    #[prost(string, repeated, tag = "3")]
    keys: Vec<String>,
    #[prost(message, repeated, tag = "4")]
    values: Vec<TileValue>,
    #[prost(uint32, optional, tag = "5")]
    extent: Option<u32>,
}

#[derive(Clone, PartialEq, Message)]
struct Feature {
    #[prost(uint64, optional, tag = "1")]
    id: Option<u64>,
    #[prost(uint32, repeated, tag = "2")]
    tags: Vec<u32>,
    #[prost(int32, optional, tag = "3")]
    r#type: Option<i32>,
    #[prost(uint32, repeated, tag = "4")]
    geometry: Vec<u32>,
}

#[derive(Clone, PartialEq, Message)]
struct TileValue {
    #[prost(string, optional, tag = "1")]
    string: Option<String>,
    #[prost(double, optional, tag = "3")]
    double: Option<f64>,
    #[prost(uint64, optional, tag = "5")]
    uint: Option<u64>,
    #[prost(bool, optional, tag = "7")]
    boolean: Option<bool>,
}

/// `GeomType::POINT` and `GeomType::POLYGON`.
const POINT: i32 = 1;
const POLYGON: i32 = 3;
/// The commands, each to be joined with how often it is done.
const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE_PATH_ONCE: u32 = 7 | (1 << 3);

/// A place in tile units: to the east and to the south of the north-western corner.
pub(super) type Point = (i32, i32);
/// A closed line whose first point is not repeated.
pub(super) type Ring = Vec<Point>;

/// An attribute's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    /// A code.
    Text(&'a str),
    /// A length.
    Number(f64),
    /// A count.
    Count(u64),
    /// A mark that is only written when it holds.
    True,
}

#[derive(PartialEq, Eq, Hash)]
enum ValueKey<'a> {
    Text(&'a str),
    Number(u64),
    Count(u64),
    True,
}

/// A layer in the making.
pub(super) struct LayerBuilder<'a> {
    layer: Layer,
    values: FxHashMap<ValueKey<'a>, u32>,
}

impl<'a> LayerBuilder<'a> {
    /// A layer without features.
    pub fn new(name: &str, extent: u32) -> Self {
        let layer = Layer {
            version: 2,
            name: name.to_owned(),
            extent: Some(extent),
            ..Layer::default()
        };
        Self {
            layer,
            values: FxHashMap::default(),
        }
    }

    /// The number of an attribute's name.
    pub fn key(&mut self, name: &str) -> u32 {
        self.layer.keys.push(name.to_owned());
        u32::try_from(self.layer.keys.len() - 1).unwrap_or_default()
    }

    /// A list of attributes without any.
    pub fn tags() -> Vec<u32> {
        Vec::with_capacity(12)
    }

    /// Adds an attribute to a feature's list.
    pub fn tag(&mut self, tags: &mut Vec<u32>, key: u32, value: Value<'a>) {
        let value_key = match value {
            Value::Text(text) => ValueKey::Text(text),
            Value::Number(number) => ValueKey::Number(number.to_bits()),
            Value::Count(count) => ValueKey::Count(count),
            Value::True => ValueKey::True,
        };
        let layer_values = &mut self.layer.values;
        let index = *self.values.entry(value_key).or_insert_with(|| {
            layer_values.push(match value {
                Value::Text(text) => TileValue {
                    string: Some(text.to_owned()),
                    ..TileValue::default()
                },
                Value::Number(number) => TileValue {
                    double: Some(number),
                    ..TileValue::default()
                },
                Value::Count(count) => TileValue {
                    uint: Some(count),
                    ..TileValue::default()
                },
                Value::True => TileValue {
                    boolean: Some(true),
                    ..TileValue::default()
                },
            });
            u32::try_from(layer_values.len() - 1).unwrap_or_default()
        });
        tags.extend([key, index]);
    }

    /// Adds a feature of one or more points.
    pub fn points(&mut self, id: Option<u64>, points: &[Point], tags: Vec<u32>) {
        let mut path = Path::default();
        path.run(MOVE_TO, points);
        self.add(id, POINT, path.commands, tags);
    }

    /// Adds a feature of one or more polygons: each an outer ring, whose area by the surveyor's formula is
    /// positive in tile units, followed by its holes, whose areas are negative (section 4.3.4.4).
    pub fn polygons(&mut self, id: Option<u64>, rings: &[Ring], tags: Vec<u32>) {
        let mut path = Path::default();
        for ring in rings {
            let Some((first, others)) = ring.split_first() else {
                continue;
            };
            path.run(MOVE_TO, &[*first]);
            path.run(LINE_TO, others);
            path.commands.push(CLOSE_PATH_ONCE);
        }
        self.add(id, POLYGON, path.commands, tags);
    }

    fn add(&mut self, id: Option<u64>, kind: i32, geometry: Vec<u32>, tags: Vec<u32>) {
        self.layer.features.push(Feature {
            id,
            tags,
            r#type: Some(kind),
            geometry,
        });
    }

    /// The tile with this layer; empty without features.
    pub fn finish(self) -> Vec<u8> {
        if self.layer.features.is_empty() {
            return Vec::new();
        }
        Tile {
            layers: vec![self.layer],
        }
        .encode_to_vec()
    }
}

/// Drawing commands, in steps from where the one before ended.
#[derive(Default)]
struct Path {
    commands: Vec<u32>,
    at: Point,
}

impl Path {
    fn run(&mut self, command: u32, points: &[Point]) {
        let count = u32::try_from(points.len()).unwrap_or_default();
        self.commands.reserve(1 + 2 * points.len());
        self.commands.push(command | (count << 3));
        for &(x, y) in points {
            let (dx, dy) = (x - self.at.0, y - self.at.1);
            self.commands.extend([zigzag(dx), zigzag(dy)]);
            self.at = (x, y);
        }
    }
}

fn zigzag(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)).cast_unsigned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_reads_back_as_it_was_made() {
        let mut layer = LayerBuilder::new("cameras", 4096);
        let (purpose, units) = (layer.key("purpose"), layer.key("units"));
        for id in 1..=2 {
            let mut tags = LayerBuilder::tags();
            layer.tag(&mut tags, purpose, Value::Text("crime"));
            layer.tag(&mut tags, units, Value::Count(id));
            layer.points(Some(id), &[(-3, 4096)], tags);
        }
        let tile = Tile::decode(layer.finish().as_slice()).unwrap();
        let layer = &tile.layers[0];
        assert_eq!(
            (layer.version, layer.keys.len(), layer.values.len()),
            (2, 2, 3)
        );
        assert_eq!(layer.features[1].tags, [0, 0, 1, 2]);
        // Zigzag of the specification: -3 is 5, 4096 is 8192.
        assert_eq!(layer.features[0].geometry, [9, 5, 8192]);
    }

    #[test]
    fn a_polygon_is_drawn_as_in_the_example_of_the_specification() {
        // Section 4.3.5.6, the second and third polygon with its hole.
        let mut layer = LayerBuilder::new("cameras", 4096);
        let rings = [
            vec![(11, 11), (20, 11), (20, 20), (11, 20)],
            vec![(13, 13), (13, 17), (17, 17), (17, 13)],
        ];
        layer.polygons(None, &rings, Vec::new());
        let tile = Tile::decode(layer.finish().as_slice()).unwrap();
        let drawn = &tile.layers[0].features[0];
        assert_eq!(drawn.r#type, Some(3));
        assert_eq!(
            drawn.geometry,
            [
                9, 22, 22, 26, 18, 0, 0, 18, 17, 0, 15, 9, 4, 13, 26, 0, 8, 8, 0, 0, 7, 15
            ]
        );
        assert!(LayerBuilder::new("cameras", 4096).finish().is_empty());
    }
}
