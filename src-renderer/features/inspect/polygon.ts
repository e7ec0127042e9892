/** Points inside a drawn loop. */

/** Indices of the points (x, y after each other) inside the polygon (corners alike); even-odd rule. */
export function pointsInPolygon(points: Float32Array, polygon: ArrayLike<number>): Int32Array {
  const corners = polygon.length / 2;
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < corners; i++) {
    left = Math.min(left, polygon[2 * i]!);
    right = Math.max(right, polygon[2 * i]!);
    top = Math.min(top, polygon[2 * i + 1]!);
    bottom = Math.max(bottom, polygon[2 * i + 1]!);
  }
  const found: number[] = [];
  for (let index = 0; 2 * index < points.length; index++) {
    const x = points[2 * index]!;
    const y = points[2 * index + 1]!;
    if (x < left || x > right || y < top || y > bottom) continue;
    let isInside = false;
    for (let i = 0, j = corners - 1; i < corners; j = i++) {
      const [xi, yi] = [polygon[2 * i]!, polygon[2 * i + 1]!];
      const [xj, yj] = [polygon[2 * j]!, polygon[2 * j + 1]!];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) isInside = !isInside;
    }
    if (isInside) found.push(index);
  }
  return Int32Array.from(found);
}
