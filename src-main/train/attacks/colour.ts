/** Colour spaces: sRGB bytes (IEC 61966-2-1) to CIE L*a*b* with the white point D65, and back. */

/** Of D65, by the ASTM E308 standard. */
const WHITE = [0.95047, 1, 1.08883] as const;
const DELTA = 6 / 29;

const TO_XYZ = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
] as const;
const FROM_XYZ = [
  [3.2404542, -1.5371385, -0.4985314],
  [-0.969266, 1.8760108, 0.041556],
  [0.0556434, -0.2040259, 1.0572252],
] as const;

type Three = [number, number, number];
type Matrix = readonly (readonly [number, number, number])[];

/** Red, green and blue 0..255 to L* 0..100, a* and b*. */
export function rgbToLab(red: number, green: number, blue: number): Three {
  const linear = [red, green, blue].map((value) => toLinear(value / 255)) as Three;
  const [x, y, z] = times(TO_XYZ, linear).map((value, i) => toLabScale(value / WHITE[i]!)) as Three;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** L*, a*, b* to red, green and blue; outside 0..255 where the colour is none that a screen shows. */
export function labToRgb(lightness: number, a: number, b: number): Three {
  const y = (lightness + 16) / 116;
  const scaled: Three = [y + a / 500, y, y - b / 200];
  const xyz = scaled.map((value, i) => fromLabScale(value) * WHITE[i]!) as Three;
  return times(FROM_XYZ, xyz).map((value) => 255 * fromLinear(value)) as Three;
}

function times(matrix: Matrix, [a, b, c]: Three): Three {
  return matrix.map((row) => row[0] * a + row[1] * b + row[2] * c) as Three;
}

function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function fromLinear(value: number): number {
  return value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
}

function toLabScale(value: number): number {
  return value > DELTA ** 3 ? Math.cbrt(value) : value / (3 * DELTA ** 2) + 4 / 29;
}

function fromLabScale(value: number): number {
  return value > DELTA ? value ** 3 : 3 * DELTA ** 2 * (value - 4 / 29);
}
