/** Web Mercator in "world units": 0 to 256 over the whole world, the pixels of zoom 0. Pure. */

export const WORLD_SIZE = 256;
/** Equator of the Web Mercator sphere, in metres. */
const EQUATOR_M = 40_075_016.685_578_5;

export function worldX(lon: number): number {
  return (WORLD_SIZE * (lon + 180)) / 360;
}

export function worldY(lat: number): number {
  const sin = Math.sin((lat * Math.PI) / 180);
  return WORLD_SIZE * (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI));
}

export function lonOf(x: number): number {
  return (x / WORLD_SIZE) * 360 - 180;
}

export function latOf(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD_SIZE))) * 180) / Math.PI;
}

/** World units of one metre on the ground at `y`: Mercator stretches by 1/cos(latitude). */
export function unitsPerMetre(y: number): number {
  const cosLat = 1 / Math.cosh(Math.PI * (1 - (2 * y) / WORLD_SIZE));
  return WORLD_SIZE / (EQUATOR_M * cosLat);
}

export interface WorldBox {
  minX: number;
  minY: number;
  maxX: number;
  maxY: number;
}

export function grow(box: WorldBox, by: number): WorldBox {
  return { minX: box.minX - by, minY: box.minY - by, maxX: box.maxX + by, maxY: box.maxY + by };
}

export function overlaps(a: WorldBox, b: WorldBox): boolean {
  return a.minX <= b.maxX && a.maxX >= b.minX && a.minY <= b.maxY && a.maxY >= b.minY;
}
