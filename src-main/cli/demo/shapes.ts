/**
 * The ten kinds of picture of the practice dataset: five outlines and five textures. Each is a rule that says how much
 * of a point is ink; the rest of a picture (colours, place, size, turn, noise) is drawn at random, so that nothing but
 * the shape tells a class.
 */

/** 1 = ink, 0 = paper. `x`, `y` in units of the shape's radius, the origin in its middle. */
export type Ink = (x: number, y: number) => boolean;

export interface ShapeClass {
  name: string;
  ink: Ink;
  /** Largest turn in radians, either way: stripes lose their meaning when they are turned too far. */
  maxTurn: number;
}

const FULL_TURN = Math.PI;

export const SHAPE_CLASSES: readonly ShapeClass[] = [
  { name: 'disc', ink: (x, y) => x * x + y * y < 1, maxTurn: FULL_TURN },
  { name: 'ring', ink: (x, y) => Math.abs(Math.hypot(x, y) - 0.8) < 0.22, maxTurn: FULL_TURN },
  { name: 'square', ink: (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.85, maxTurn: 0.3 },
  { name: 'triangle', ink: (x, y) => y < 0.7 && y > 2 * Math.abs(x) - 1, maxTurn: 0.3 },
  { name: 'cross', ink: (x, y) => Math.min(Math.abs(x), Math.abs(y)) < 0.22 && isNear(x, y), maxTurn: 0.3 },
  { name: 'bars-flat', ink: (x, y) => isNear(x, y) && isOdd(y * 2.5), maxTurn: 0.25 },
  { name: 'bars-upright', ink: (x, y) => isNear(x, y) && isOdd(x * 2.5), maxTurn: 0.25 },
  { name: 'bars-slanted', ink: (x, y) => isNear(x, y) && isOdd((x + y) * 1.8), maxTurn: 0.2 },
  { name: 'checks', ink: (x, y) => isNear(x, y) && isOdd(x * 1.8) !== isOdd(y * 1.8), maxTurn: 0.25 },
  { name: 'dots', ink: (x, y) => isNear(x, y) && Math.hypot(part(x), part(y)) < 0.24, maxTurn: 0.4 },
];

function isNear(x: number, y: number): boolean {
  return Math.max(Math.abs(x), Math.abs(y)) < 1.1;
}

function isOdd(value: number): boolean {
  return (Math.floor(value) & 1) === 1;
}

/** Distance from the middle of a cell of a grid with cells of 0.7. */
function part(value: number): number {
  const cell = value / 0.7;
  return (cell - Math.floor(cell) - 0.5) * 0.7;
}
