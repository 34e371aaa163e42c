/** Greedy placing of labels: the weightiest first, each at the first free of five places, or not at all. Pure. */

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Label extends Box {
  text: string;
}

/** Boxes are given by their middle. */
export function placeLabels<T extends Label>(
  labels: readonly T[],
  obstacles: readonly Box[],
  view: { width: number; height: number },
): T[] {
  const taken: Box[] = [...obstacles];
  const placed: T[] = [];
  for (const label of labels) {
    const spot = candidates(label).find(
      (box) => isInside(box, view) && !taken.some((other) => collide(box, other)),
    );
    if (spot === undefined) continue;
    taken.push(spot);
    placed.push({ ...label, x: spot.x, y: spot.y });
  }
  return placed;
}

function candidates({ x, y, width, height }: Label): Box[] {
  const shifts: [number, number][] = [
    [0, 0],
    [0, -height],
    [0, height],
    [width * 0.6, 0],
    [-width * 0.6, 0],
    [0, -1.9 * height],
    [0, 1.9 * height],
  ];
  return shifts.map(([dx, dy]) => ({ x: x + dx, y: y + dy, width, height }));
}

export function collide(a: Box, b: Box): boolean {
  return Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;
}

function isInside(box: Box, view: { width: number; height: number }): boolean {
  return (
    box.x >= box.width / 2 &&
    box.y >= box.height / 2 &&
    box.x <= view.width - box.width / 2 &&
    box.y <= view.height - box.height / 2
  );
}
