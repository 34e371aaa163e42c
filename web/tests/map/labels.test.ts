import { expect, it } from "vitest";
import { innerPoint, ringArea } from "../../src/map/layers/outlines";
import { collide, placeLabels } from "../../src/map/layers/placeLabels";

const VIEW = { width: 400, height: 300 };
const label = (text: string, x: number, y: number) => ({ text, x, y, width: 60, height: 20 });

it("places labels so that none covers another or an obstacle", () => {
  const labels = Array.from({ length: 40 }, (_, i) => label(`n${i}`, (i * 53) % 400, (i * 31) % 300));
  const obstacles = [{ x: 200, y: 150, width: 80, height: 80 }];
  const placed = placeLabels(labels, obstacles, VIEW);
  expect(placed.length).toBeGreaterThan(10);
  placed.forEach((a, i) => {
    for (const b of [...placed.slice(i + 1), ...obstacles]) expect(collide(a, b)).toBe(false);
  });
});

it("prefers the first label and moves the second aside", () => {
  const placed = placeLabels([label("a", 100, 100), label("b", 100, 100)], [], VIEW);
  expect(placed.map(({ text, x, y }) => [text, x, y])).toEqual([
    ["a", 100, 100],
    ["b", 100, 80],
  ]);
});

it("finds a place for a name inside a ring that is not convex", () => {
  // A "U": the middle of its box lies outside of it.
  const ring = Float64Array.from([0, 0, 3, 0, 3, 7, 7, 7, 7, 0, 10, 0, 10, 10, 0, 10, 0, 0]);
  const { x, y } = innerPoint(ring);
  expect(y).toBeGreaterThan(7);
  expect(x).toBeCloseTo(5);
  expect(ringArea(ring)).toBe(72);
});
