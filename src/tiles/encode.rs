//! The tile format: a layer that shares keys and values, and whose features are written as they come.
//!
//! Features are most of a tile. As messages of their own, each with two lists, they took several times as
//! long as writing their bytes one behind the other does; a test compares with such messages.

use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint, message, string, uint32};
use rustc_hash::FxHashMap;

/// A value of the layer: <https://github.com/mapbox/vector-tile-spec/blob/master/2.1/vector_tile.proto>.
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

/// Numbers of the fields in the messages of a tile and a layer.
mod field {
    pub const TILE_LAYERS: u32 = 3;
    pub const LAYER_NAME: u32 = 1;
    pub const LAYER_KEYS: u32 = 3;
    pub const LAYER_VALUES: u32 = 4;
    pub const LAYER_EXTENT: u32 = 5;
    pub const LAYER_VERSION: u32 = 15;
}

/// What stands before a feature in its layer, and before each field of a feature: the number of the field
/// and how its value is written (0 a number, 2 bytes of a length).
mod mark {
    pub const FEATURE: u8 = (2 << 3) | 2;
    pub const ID: u8 = 1 << 3;
    pub const TAGS: u8 = (2 << 3) | 2;
    pub const TYPE: u8 = 3 << 3;
    pub const GEOMETRY: u8 = (4 << 3) | 2;
}

/// The version of the specification.
const VERSION: u32 = 2;
/// `GeomType::POINT` and `GeomType::POLYGON`.
const POINT: u8 = 1;
const POLYGON: u8 = 3;
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

/// Attributes of a feature: numbers of names and values in turn, as they stand in its message.
#[derive(Debug, Clone, Default)]
pub(super) struct Tags(Vec<u8>);

impl Tags {
    /// Adds those that features have in common.
    pub fn extend(&mut self, shared: &Self) {
        self.0.extend_from_slice(&shared.0);
    }

    /// Takes all away, for the next feature.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// A layer in the making.
pub(super) struct LayerBuilder<'a> {
    name: String,
    extent: u32,
    keys: Vec<String>,
    values: Vec<TileValue>,
    known: FxHashMap<ValueKey<'a>, u32>,
    /// The features so far, as they stand in the message of the layer.
    features: Vec<u8>,
    path: Path,
    /// What stands before the path in the message of a feature.
    head: Vec<u8>,
}

impl<'a> LayerBuilder<'a> {
    /// A layer without features.
    pub fn new(name: &str, extent: u32) -> Self {
        Self {
            name: name.to_owned(),
            extent,
            keys: Vec::new(),
            values: Vec::new(),
            known: FxHashMap::default(),
            features: Vec::new(),
            path: Path::default(),
            head: Vec::new(),
        }
    }

    /// The number of an attribute's name.
    pub fn key(&mut self, name: &str) -> u32 {
        self.keys.push(name.to_owned());
        u32::try_from(self.keys.len() - 1).unwrap_or_default()
    }

    /// Adds an attribute to a feature's list.
    pub fn tag(&mut self, tags: &mut Tags, key: u32, value: Value<'a>) {
        let value_key = match value {
            Value::Text(text) => ValueKey::Text(text),
            Value::Number(number) => ValueKey::Number(number.to_bits()),
            Value::Count(count) => ValueKey::Count(count),
            Value::True => ValueKey::True,
        };
        let layer_values = &mut self.values;
        let index = *self.known.entry(value_key).or_insert_with(|| {
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
        write_varint(&mut tags.0, key.into());
        write_varint(&mut tags.0, index.into());
    }

    /// Adds a feature of one or more points.
    pub fn points(&mut self, id: Option<u64>, points: &[Point], tags: &Tags) {
        self.path.run(MOVE_TO, points);
        self.add(id, POINT, tags);
    }

    /// Adds a feature of one or more polygons: each an outer ring, whose area by the surveyor's formula is
    /// positive in tile units, followed by its holes, whose areas are negative (section 4.3.4.4).
    pub fn polygons(&mut self, id: Option<u64>, rings: &[Ring], tags: &Tags) {
        for ring in rings {
            let Some((first, others)) = ring.split_first() else {
                continue;
            };
            self.path.run(MOVE_TO, &[*first]);
            self.path.run(LINE_TO, others);
            write_varint(&mut self.path.commands, CLOSE_PATH_ONCE.into());
        }
        self.add(id, POLYGON, tags);
    }

    /// Writes a feature with the path drawn for it, and begins a new path.
    fn add(&mut self, id: Option<u64>, kind: u8, Tags(tags): &Tags) {
        let (out, geometry) = (&mut self.features, &mut self.path.commands);
        self.head.clear();
        if let Some(id) = id {
            self.head.push(mark::ID);
            write_varint(&mut self.head, id);
        }
        if !tags.is_empty() {
            self.head.push(mark::TAGS);
            write_varint(&mut self.head, tags.len() as u64);
            self.head.extend_from_slice(tags);
        }
        self.head
            .extend_from_slice(&[mark::TYPE, kind, mark::GEOMETRY]);
        write_varint(&mut self.head, geometry.len() as u64);
        out.push(mark::FEATURE);
        write_varint(out, (self.head.len() + geometry.len()) as u64);
        out.extend_from_slice(&self.head);
        out.extend_from_slice(geometry);
        geometry.clear();
        self.path.at = Point::default();
    }

    /// The tile with this layer; empty without features.
    pub fn finish(self) -> Vec<u8> {
        if self.features.is_empty() {
            return Vec::new();
        }
        let length = string::encoded_len(field::LAYER_NAME, &self.name)
            + self.features.len()
            + string::encoded_len_repeated(field::LAYER_KEYS, &self.keys)
            + message::encoded_len_repeated(field::LAYER_VALUES, &self.values)
            + uint32::encoded_len(field::LAYER_EXTENT, &self.extent)
            + uint32::encoded_len(field::LAYER_VERSION, &VERSION);
        // The field and the length of the layer take ten bytes at most.
        let mut out = Vec::with_capacity(length + 10);
        encode_key(field::TILE_LAYERS, WireType::LengthDelimited, &mut out);
        encode_varint(length as u64, &mut out);
        string::encode(field::LAYER_NAME, &self.name, &mut out);
        out.extend_from_slice(&self.features);
        string::encode_repeated(field::LAYER_KEYS, &self.keys, &mut out);
        message::encode_repeated(field::LAYER_VALUES, &self.values, &mut out);
        uint32::encode(field::LAYER_EXTENT, &self.extent, &mut out);
        uint32::encode(field::LAYER_VERSION, &VERSION, &mut out);
        out
    }
}

/// Drawing commands, in steps from where the one before ended, as they stand in the message of a feature.
#[derive(Default)]
struct Path {
    commands: Vec<u8>,
    at: Point,
}

impl Path {
    fn run(&mut self, command: u32, points: &[Point]) {
        let count = u32::try_from(points.len()).unwrap_or_default();
        // Steps within a tile take two bytes at most.
        self.commands.reserve(5 + 4 * points.len());
        write_varint(&mut self.commands, (command | (count << 3)).into());
        for &(x, y) in points {
            let (dx, dy) = (x - self.at.0, y - self.at.1);
            write_varint(&mut self.commands, zigzag(dx).into());
            write_varint(&mut self.commands, zigzag(dy).into());
            self.at = (x, y);
        }
    }
}

/// Writes a number seven bits at a time, the last ones first; prost's own is not made for one that mostly
/// takes a byte.
#[inline]
fn write_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push((number & 0x7f) as u8);
}

fn zigzag(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)).cast_unsigned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The messages of the specification.
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

    proptest! {
        #[test]
        fn what_is_written_field_by_field_is_what_messages_give(
            features in prop::collection::vec(
                (any::<Option<u64>>(), prop::collection::vec((-5000i32..5000, -5000i32..5000), 1..200), 0u64..300),
                1..50,
            ),
        ) {
            let mut builder = LayerBuilder::new("cameras", 4096);
            let key = builder.key("units");
            let mut layer = Layer {
                version: 2,
                name: "cameras".to_owned(),
                keys: vec!["units".to_owned()],
                extent: Some(4096),
                ..Layer::default()
            };
            for (id, points, units) in &features {
                let mut tags = Tags::default();
                builder.tag(&mut tags, key, Value::Count(*units));
                builder.points(*id, points, &tags);
                let value = TileValue { uint: Some(*units), ..TileValue::default() };
                if !layer.values.contains(&value) {
                    layer.values.push(value.clone());
                }
                let value_at = layer.values.iter().position(|known| *known == value).unwrap();
                let value_at = u32::try_from(value_at).unwrap();
                let mut geometry = vec![1 | (u32::try_from(points.len()).unwrap() << 3)];
                let mut at = (0, 0);
                for &(x, y) in points {
                    let steps = [x - at.0, y - at.1];
                    geometry.extend(steps.map(|step: i32| ((step << 1) ^ (step >> 31)).cast_unsigned()));
                    at = (x, y);
                }
                layer.features.push(Feature {
                    id: *id,
                    tags: vec![0, value_at],
                    r#type: Some(1),
                    geometry,
                });
            }
            prop_assert_eq!(builder.finish(), Tile { layers: vec![layer] }.encode_to_vec());
        }
    }

    #[test]
    fn a_tile_reads_back_as_it_was_made() {
        let mut layer = LayerBuilder::new("cameras", 4096);
        let (purpose, units) = (layer.key("purpose"), layer.key("units"));
        for id in 1..=2 {
            let mut tags = Tags::default();
            layer.tag(&mut tags, purpose, Value::Text("crime"));
            layer.tag(&mut tags, units, Value::Count(id));
            layer.points(Some(id), &[(-3, 4096)], &tags);
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
        layer.polygons(None, &rings, &Tags::default());
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
