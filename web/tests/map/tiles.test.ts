import { PbfWriter } from "pbf";
import { describe, expect, it, vi } from "vitest";
import { worldX, worldY } from "../../src/map/mercator";
import { decodeTile, FLAG_SAMPLE, FLAG_STATED, FLAG_SUSPECT } from "../../src/map/tiles/decode";
import { keyOf, TileStore, tilesOver } from "../../src/map/tiles/tileStore";

type Value = string | number | boolean;
interface TestFeature {
  id?: number;
  x: number;
  y: number;
  properties: Record<string, Value>;
}

/** A vector tile with the layer `cameras`, as the service makes it. */
function encode(features: TestFeature[]): ArrayBuffer {
  const keys: string[] = [];
  const values: Value[] = [];
  const index = <T>(list: T[], item: T): number => {
    const at = list.indexOf(item);
    return at >= 0 ? at : list.push(item) - 1;
  };
  const zigzag = (n: number): number => (n << 1) ^ (n >> 31);
  const writer = new PbfWriter();
  writer.writeMessage(
    3,
    (_, layer) => {
      layer.writeVarintField(15, 2);
      layer.writeStringField(1, "cameras");
      for (const feature of features) {
        const tags = Object.entries(feature.properties).flatMap(([k, v]) => [
          index(keys, k),
          index(values, v),
        ]);
        layer.writeMessage(
          2,
          (__, out) => {
            if (feature.id !== undefined) out.writeVarintField(1, feature.id);
            out.writePackedVarint(2, tags);
            out.writeVarintField(3, 1);
            out.writePackedVarint(4, [9, zigzag(feature.x), zigzag(feature.y)]);
          },
          null,
        );
      }
      for (const key of keys) layer.writeStringField(3, key);
      for (const value of values) {
        layer.writeMessage(
          4,
          (__, out) => {
            if (typeof value === "string") out.writeStringField(1, value);
            else if (typeof value === "boolean") out.writeBooleanField(7, value);
            else out.writeDoubleField(3, value);
          },
          null,
        );
      }
      layer.writeVarintField(5, 4096);
    },
    null,
  );
  return Uint8Array.from(writer.finish()).buffer;
}

describe("decodeTile", () => {
  it("reads single cameras", () => {
    const bytes = encode([
      {
        id: 7,
        x: 2048,
        y: 1024,
        properties: { purpose: "park", range_max_m: 100, range_basis: "policy_purpose" },
      },
      {
        id: 8,
        x: 10,
        y: 20,
        properties: { purpose: "new", range_basis: "assumed", position_quality: "suspect", sample: true },
      },
    ]);
    const tile = decodeTile(bytes, 14, 13977, 6346);
    if (tile.kind !== "points") throw new Error("expected points");
    expect(tile.count).toBe(2);
    expect([...tile.id]).toEqual([7, 8]);
    expect([...tile.rangeM]).toEqual([100, 0]);
    expect([...tile.purpose]).toEqual([9, 14]);
    expect([...tile.flags]).toEqual([FLAG_STATED, FLAG_SUSPECT | FLAG_SAMPLE]);
    expect(tile.x[0]).toBeCloseTo((13977.5 * 256) / 2 ** 14, 5);
    expect(tile.y[0]).toBeCloseTo((6346.25 * 256) / 2 ** 14, 5);
  });

  it("leaves the margin to the neighbouring tile", () => {
    const at = (x: number, y: number): TestFeature => ({ id: 1, x, y, properties: { purpose: "crime" } });
    const bytes = encode([at(-1, 5), at(5, 4096), at(0, 0), at(4095, 4095)]);
    expect(decodeTile(bytes, 12, 1, 1).count).toBe(2);
  });

  it("reads clusters by purpose", () => {
    const tile = decodeTile(
      encode([{ x: 1, y: 1, properties: { count: 9, units: 20, n_crime: 6, n_child: 3, sample: true } }]),
      8,
      218,
      99,
    );
    if (tile.kind !== "clusters") throw new Error("expected clusters");
    expect([...tile.sites.slice(0, 4)]).toEqual([6, 0, 3, 0]);
    expect([...tile.sample]).toEqual([1]);
  });

  it("takes an empty tile as no cameras", () => {
    expect(decodeTile(new ArrayBuffer(0), 13, 0, 0).count).toBe(0);
  });
});

describe("TileStore", () => {
  const box = (lon: number, lat: number) => ({
    minX: worldX(lon),
    maxX: worldX(lon + 0.001),
    minY: worldY(lat + 0.001),
    maxY: worldY(lat),
  });

  it("never asks for tiles deeper than the service has", () => {
    expect(tilesOver(box(127.0847, 37.5385), 18).map(keyOf)).toEqual(["14/13975/6346"]);
  });

  it("fetches once and aborts what is no longer wanted", async () => {
    const signals: AbortSignal[] = [];
    const fetchTile = vi.fn((_z: number, _x: number, _y: number, signal: AbortSignal) => {
      signals.push(signal);
      return Promise.resolve(new ArrayBuffer(0));
    });
    const store = new TileStore(fetchTile, { onTile: () => undefined, onProgress: () => undefined });
    const here = tilesOver(box(127.0847, 37.5385), 13);
    const there = tilesOver(box(129.1, 37.4), 13);
    store.want(here);
    store.want(there);
    expect(signals[0]?.aborted).toBe(true);
    await vi.waitFor(() => expect(store.get(there[0] ?? { z: 0, x: 0, y: 0 })).toBeDefined());
    store.want(there);
    expect(fetchTile).toHaveBeenCalledTimes(here.length + there.length);
  });
});
