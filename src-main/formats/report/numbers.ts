/** Numbers as a person reads them in the report. Percent exists only here; data holds fractions in 0..1. */
import type { Estimate, Proportion } from './report-data.ts';

const NARROW = '\u202f';
const NO_BREAK = '\u00a0';
export const NOT_MEASURABLE = 'not measurable here';
export const NOTHING = '–';

/** `12 345`: groups of three from five digits on. */
export function count(value: number): string {
  const digits = String(Math.round(value));
  return digits.length < 5 ? digits : digits.replaceAll(/\B(?=(\d{3})+$)/g, NARROW);
}

/** `1 sample`, `12 345 samples`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)}${NO_BREAK}${value === 1 ? noun : plural}`;
}

/** `97.4 %`; two decimals below 1 % and above 99 % only where asked by `decimals`. */
export function percent(fraction: number, decimals = 1): string {
  return `${(100 * fraction).toFixed(decimals)}${NO_BREAK}%`;
}

/** `94.6 to 99.8 %`. */
export function interval({ low, high }: { low: number; high: number }, decimals = 1): string {
  return `${(100 * low).toFixed(decimals)} to ${percent(high, decimals)}`;
}

/** `97.4 % (97.1 to 97.7 %)`. */
export function proportion(value: Proportion | null, absent = NOTHING): string {
  return value === null ? absent : `${percent(value.fraction)} (${interval(value)})`;
}

/** `0.973 (0.968 to 0.979)`. */
export function estimate(value: Estimate | null, absent = NOTHING): string {
  if (value === null) return absent;
  const range =
    value.low === null || value.high === null ? '' : ` (${value.low.toFixed(3)} to ${value.high.toFixed(3)})`;
  return `${value.value.toFixed(3)}${range}`;
}

/** Difference of two fractions in percentage points, with its sign: `+0.4 points`, `−12.0 points`. */
export function points(difference: number): string {
  const tenths = Math.round(1000 * difference) / 10;
  const sign = tenths > 0 ? '+' : tenths < 0 ? '−' : '±';
  return `${sign}${Math.abs(tenths).toFixed(1)}${NO_BREAK}points`;
}

/** Four significant digits, never in exponent notation above 1e-6. */
export function score(value: number | null): string {
  if (value === null) return NOTHING;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-6) return value.toExponential(1).replace('-', '−');
  return value.toFixed(size >= 100 ? 1 : size >= 0.1 ? 3 : size >= 0.001 ? 4 : 7);
}

/** `3 min 20 s`, `2 h 05 min`, `4.2 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)}${NO_BREAK}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${NO_BREAK}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}${NO_BREAK}min ${twoDigits(whole % 60)}${NO_BREAK}s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)}${NO_BREAK}h ${twoDigits(minutes % 60)}${NO_BREAK}min`;
}

/** `12.3 MB`, of a million bytes each. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let power = 0;
  let scaled = value;
  while (scaled >= 1000 && power < units.length - 1) {
    scaled /= 1000;
    power++;
  }
  return `${power === 0 ? value : scaled.toFixed(1)}${NO_BREAK}${units[power] ?? ''}`;
}

/** `2026-11-21 03:45:12 UTC`. */
export function utc(iso: string): string {
  return new Date(iso)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ` UTC`);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
