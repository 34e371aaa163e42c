import { expect, it } from "vitest";
import { latOf, lonOf, unitsPerMetre, WORLD_SIZE, worldX, worldY } from "../../src/map/mercator";

it("goes to world units and back", () => {
  for (const [lon, lat] of [
    [127.0847, 37.5385],
    [131.8695, 37.2428],
    [126.2667, 33.1137],
  ] as const) {
    expect(lonOf(worldX(lon))).toBeCloseTo(lon, 9);
    expect(latOf(worldY(lat))).toBeCloseTo(lat, 9);
  }
  expect(worldX(180)).toBe(WORLD_SIZE);
  expect(worldY(0)).toBe(WORLD_SIZE / 2);
});

it("stretches circles with latitude", () => {
  // On the sphere one degree of longitude is 111.319 km at the equator and cos(latitude) of it elsewhere.
  const degree = WORLD_SIZE / 360;
  for (const lat of [33, 37.5, 38.6]) {
    const metres = 111_319.49 * Math.cos((lat * Math.PI) / 180);
    expect(unitsPerMetre(worldY(lat)) * metres).toBeCloseTo(degree, 6);
  }
});
