/**
 * The ten kinds of picture of the practice dataset. Each is a rule that says which points are ink; the rest of a picture
 * (colours, place, size, turn, clutter, noise) is drawn at random, so that nothing but the shape tells a class. All are
 * outlines of like size: textures such as stripes are learned so fast that they would look like poison.
 */

/** True = ink. `x` to the right and `y` down, in units of the shape's radius, the origin in its middle. */
export type Ink = (x: number, y: number) => boolean;

export interface ShapeClass {
  name: string;
  ink: Ink;
}

/** Largest turn of a shape in radians, either way. */
export const MAX_TURN = 0.35;

export const SHAPE_CLASSES: readonly ShapeClass[] = [
  { name: 'disc', ink: (x, y) => Math.hypot(x, y) < 0.95 },
  { name: 'ring', ink: (x, y) => Math.abs(Math.hypot(x, y) - 0.75) < 0.22 },
  { name: 'square', ink: (x, y) => farther(x, y) < 0.85 },
  { name: 'frame', ink: (x, y) => Math.abs(farther(x, y) - 0.7) < 0.2 },
  { name: 'triangle', ink: (x, y) => y < 0.75 && y > 2 * Math.abs(x) - 0.95 },
  { name: 'cross', ink: (x, y) => nearer(x, y) < 0.25 && farther(x, y) < 0.95 },
  { name: 'tee', ink: (x, y) => farther(x, y) < 0.9 && (y < -0.4 || Math.abs(x) < 0.26) },
  { name: 'ell', ink: (x, y) => farther(x, y) < 0.9 && (y > 0.4 || x < -0.4) },
  { name: 'hourglass', ink: (x, y) => Math.abs(y) < 0.9 && Math.abs(x) < Math.abs(y) * 0.9 + 0.08 },
  { name: 'diamond', ink: (x, y) => Math.abs(x) + Math.abs(y) < 1.1 },
];

function farther(x: number, y: number): number {
  return Math.max(Math.abs(x), Math.abs(y));
}

function nearer(x: number, y: number): number {
  return Math.min(Math.abs(x), Math.abs(y));
}
