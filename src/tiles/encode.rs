//! The tile format: messages of the specification, and a layer that shares keys and values.

use std::collections::HashMap;

use prost::Message;

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

/// `GeomType::POINT`.
const POINT: i32 = 1;
/// The command `MoveTo`, once.
const MOVE_TO_ONCE: u32 = 1 | (1 << 3);

/// An attribute's value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value {
    /// A code.
    Text(&'static str),
    /// A length.
    Number(f64),
    /// A count.
    Count(u64),
    /// A mark that is only written when it holds.
    True,
}

#[derive(PartialEq, Eq, Hash)]
enum ValueKey {
    Text(&'static str),
    Number(u64),
    Count(u64),
    True,
}

/// A layer of points in the making.
pub(super) struct LayerBuilder {
    layer: Layer,
    values: HashMap<ValueKey, u32>,
}

impl LayerBuilder {
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
            values: HashMap::new(),
        }
    }

    /// The number of an attribute's name.
    pub fn key(&mut self, name: &str) -> u32 {
        self.layer.keys.push(name.to_owned());
        u32::try_from(self.layer.keys.len() - 1).unwrap_or_default()
    }

    /// A list of attributes without any.
    #[expect(clippy::unused_self, reason = "reads as the beginning of a feature")]
    pub fn tags(&self) -> Vec<u32> {
        Vec::with_capacity(10)
    }

    /// Adds an attribute to a feature's list.
    pub fn tag(&mut self, tags: &mut Vec<u32>, key: u32, value: Value) {
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

    /// Adds a point in tile units.
    pub fn point(&mut self, id: Option<u64>, (x, y): (i32, i32), tags: Vec<u32>) {
        let geometry = vec![MOVE_TO_ONCE, zigzag(x), zigzag(y)];
        self.layer.features.push(Feature {
            id,
            tags,
            r#type: Some(POINT),
            geometry,
        });
    }

    /// The tile with this layer.
    pub fn finish(self) -> Vec<u8> {
        Tile {
            layers: vec![self.layer],
        }
        .encode_to_vec()
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
            let mut tags = layer.tags();
            layer.tag(&mut tags, purpose, Value::Text("crime"));
            layer.tag(&mut tags, units, Value::Count(id));
            layer.point(Some(id), (-3, 4096), tags);
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
}
