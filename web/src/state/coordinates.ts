/** Typed coordinates -> longitude and latitude in Korea. Pure; knows nothing of the map. */

export interface LonLat {
  lon: number;
  lat: number;
}

/** Degrees that the service takes as Korea, islands included. Longitudes and latitudes do not overlap here. */
export const KOREA = { west: 124.5, south: 33, east: 132, north: 38.7 } as const;

export type CoordinateError = "empty" | "not_two_numbers" | "outside_korea";

export type CoordinateResult =
  | { ok: true; place: LonLat; swapped: boolean }
  | { ok: false; error: CoordinateError };

const isLon = (n: number): boolean => n >= KOREA.west && n <= KOREA.east;
const isLat = (n: number): boolean => n >= KOREA.south && n <= KOREA.north;

export function isInKorea(place: LonLat): boolean {
  return isLon(place.lon) && isLat(place.lat);
}

/**
 * Reads `lon,lat`, and `lat,lon` as well: in Korea longitudes are 124 to 132 and latitudes 33 to 39,
 * so the order cannot be mistaken. Full-width commas, spaces, brackets and degree signs are tolerated.
 */
export function parseCoordinates(text: string): CoordinateResult {
  const cleaned = text
    .normalize("NFKC")
    .replace(/[()[\]°]/g, " ")
    .replace(/[NE북동위경도:]/gi, " ")
    .trim();
  if (cleaned === "") return { ok: false, error: "empty" };
  const parts = cleaned.split(/[\s,;/]+/).filter((part) => part !== "");
  const [first, second] = parts.map((part) => (/^[+-]?\d+(\.\d+)?$/.test(part) ? Number(part) : Number.NaN));
  if (parts.length !== 2 || first === undefined || second === undefined) {
    return { ok: false, error: "not_two_numbers" };
  }
  if (!Number.isFinite(first) || !Number.isFinite(second)) return { ok: false, error: "not_two_numbers" };
  if (isLon(first) && isLat(second)) return { ok: true, place: { lon: first, lat: second }, swapped: false };
  if (isLat(first) && isLon(second)) return { ok: true, place: { lon: second, lat: first }, swapped: true };
  return { ok: false, error: "outside_korea" };
}

/** Six decimals are about 0.1 m: finer would pretend a precision nobody has. */
export function formatCoordinates(place: LonLat): string {
  return `${round(place.lon, 6)},${round(place.lat, 6)}`;
}

export function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
