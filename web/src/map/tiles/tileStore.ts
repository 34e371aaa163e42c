/** Tiles that the view wants: fetched once, decoded once, the longest unused forgotten, stale requests aborted. */

import { WORLD_SIZE, type WorldBox } from "../mercator";
import { type DecodedTile, decodeTile, MAX_TILE_ZOOM } from "./decode";

export interface TileAddress {
  z: number;
  x: number;
  y: number;
}

export type FetchTile = (z: number, x: number, y: number, signal: AbortSignal) => Promise<ArrayBuffer>;

export interface TileStoreEvents {
  /** A wanted tile has come. */
  onTile: () => void;
  /** How many requests are under way, and whether the last ones failed. */
  onProgress: (pending: number, failed: boolean) => void;
}

/** Features kept in memory: about 30 bytes each. */
const MAX_FEATURES = 900_000;
const MAX_TILES = 400;
/** A tile that failed is asked for again after this time. */
const RETRY_MS = 8000;

export class TileStore {
  private readonly tiles = new Map<string, DecodedTile>();
  private readonly inFlight = new Map<string, AbortController>();
  private readonly failedAt = new Map<string, number>();
  private features = 0;

  constructor(
    private readonly fetchTile: FetchTile,
    private readonly events: TileStoreEvents,
  ) {}

  /** A tile in memory; asking counts as use. */
  get(address: TileAddress): DecodedTile | undefined {
    const key = keyOf(address);
    const tile = this.tiles.get(key);
    if (tile !== undefined) {
      this.tiles.delete(key);
      this.tiles.set(key, tile);
    }
    return tile;
  }

  /** Fetches what is missing of `addresses` and aborts requests for all else. */
  want(addresses: readonly TileAddress[]): void {
    const wanted = new Set(addresses.map(keyOf));
    for (const [key, controller] of this.inFlight) {
      if (wanted.has(key)) continue;
      controller.abort();
      this.inFlight.delete(key);
    }
    for (const address of addresses) {
      const key = keyOf(address);
      const failed = this.failedAt.get(key) ?? Number.NEGATIVE_INFINITY;
      if (this.tiles.has(key) || this.inFlight.has(key) || performance.now() - failed < RETRY_MS) continue;
      void this.load(key, address);
    }
    this.report();
  }

  private async load(key: string, { z, x, y }: TileAddress): Promise<void> {
    const controller = new AbortController();
    this.inFlight.set(key, controller);
    try {
      const bytes = await this.fetchTile(z, x, y, controller.signal);
      if (controller.signal.aborted) return;
      this.keep(key, decodeTile(bytes, z, x, y));
      this.failedAt.delete(key);
      this.events.onTile();
    } catch {
      if (controller.signal.aborted) return;
      this.failedAt.set(key, performance.now());
    } finally {
      if (this.inFlight.get(key) === controller) this.inFlight.delete(key);
      this.report();
    }
  }

  private keep(key: string, tile: DecodedTile): void {
    this.tiles.set(key, tile);
    this.features += tile.count;
    for (const [oldest, old] of this.tiles) {
      if (this.features <= MAX_FEATURES && this.tiles.size <= MAX_TILES) break;
      if (oldest === key) break;
      this.tiles.delete(oldest);
      this.features -= old.count;
    }
  }

  private report(): void {
    this.events.onProgress(this.inFlight.size, this.failedAt.size > 0);
  }
}

export function keyOf({ z, x, y }: TileAddress): string {
  return `${z}/${x}/${y}`;
}

/** The tiles that cover `box` at map zoom `zoom`. */
export function tilesOver(box: WorldBox, zoom: number): TileAddress[] {
  const z = Math.min(MAX_TILE_ZOOM, Math.max(0, Math.round(zoom)));
  const side = WORLD_SIZE / 2 ** z;
  const last = 2 ** z - 1;
  const clamp = (n: number): number => Math.min(last, Math.max(0, n));
  const addresses: TileAddress[] = [];
  for (let y = clamp(Math.floor(box.minY / side)); y <= clamp(Math.floor(box.maxY / side)); y++) {
    for (let x = clamp(Math.floor(box.minX / side)); x <= clamp(Math.floor(box.maxX / side)); x++) {
      addresses.push({ z, x, y });
    }
  }
  return addresses;
}

export function boxOf({ z, x, y }: TileAddress): WorldBox {
  const side = WORLD_SIZE / 2 ** z;
  return { minX: x * side, minY: y * side, maxX: (x + 1) * side, maxY: (y + 1) * side };
}
