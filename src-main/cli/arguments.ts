/** Parsers of values on the command line. Each throws `usage.invalid` naming option, value and limit. */
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import {
  LENGTH_RULES,
  MISSING_RULES,
  type LengthRule,
  type MissingRule,
} from '../../src-shared/worker/contract.ts';

const MAX_SEED = 2 ** 32 - 1;

function invalid(name: string, text: string, rule: string): AssayError {
  return new AssayError('usage.invalid', `${name} must be ${rule}, not "${text}".`, {
    option: name,
    value: text,
  });
}

/** A whole number within limits. */
export function wholeNumber(name: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw invalid(name, text, `a whole number from ${min} to ${max}`);
  return value;
}

export function parseSeed(text: string): number {
  return wholeNumber('--seed', text, 0, MAX_SEED);
}

export function parseFraction(name: string, text: string): number {
  const value = numberOf(text);
  if (!(value > 0 && value <= 1))
    throw invalid(name, text, 'a fraction above 0 and at most 1, e.g. 0.1 for 10 %');
  return value;
}

/** As `parseFraction`, or nothing at all. */
export function parseShare(name: string, text: string): number {
  const value = numberOf(text);
  if (!(value >= 0 && value <= 1)) throw invalid(name, text, 'a fraction from 0 to 1, e.g. 0.1 for 10 %');
  return value;
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

/** `32x48` (height x width) or `32`. */
export function parseSize(text: string): readonly [number, number] {
  const parts = /^(\d{1,5})(?:x(\d{1,5}))?$/.exec(text);
  const height = Number(parts?.[1] ?? Number.NaN);
  const width = Number(parts?.[2] ?? parts?.[1] ?? Number.NaN);
  const isFit = [height, width].every((side) => side >= 4 && side <= 1024);
  if (!isFit) throw invalid('--size', text, 'HEIGHTxWIDTH in pixels, each from 4 to 1024, e.g. 32x32');
  return [height, width];
}

export function parseChannels(text: string): 1 | 3 {
  if (text === '1') return 1;
  if (text === '3') return 3;
  throw invalid('--channels', text, '1 (grey) or 3 (colour)');
}

export function parseChoice<Choice extends string>(
  name: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw invalid(name, text, `one of ${choices.join(', ')}`);
  return found;
}

/** What is done with series of unequal length. */
export function parseLengths(text: string): LengthRule {
  return parseChoice('--lengths', text, LENGTH_RULES);
}

/** What is done with values that are missing in a series. */
export function parseMissing(text: string): MissingRule {
  return parseChoice('--missing', text, MISSING_RULES);
}

export function parseBase(text: string): number | 'latest' {
  return text === 'latest' ? 'latest' : wholeNumber('--base', text, 1, Number.MAX_SAFE_INTEGER);
}

export function parseRunId(text: string): number | 'latest' {
  return text === 'latest' ? 'latest' : wholeNumber('RUN', text, 1, Number.MAX_SAFE_INTEGER);
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** `90s`, `30m`, `1.5h`, `2d`, in seconds. */
export function parseDuration(name: string, text: string): number {
  const parts = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text);
  const seconds = Number(parts?.[1]) * (SECONDS[parts?.[2] as keyof typeof SECONDS] ?? Number.NaN);
  if (!(seconds > 0)) throw invalid(name, text, 'a time such as 90s, 30m, 8h or 2d');
  return seconds;
}

/** Parts between commas, at least one. */
export function parseList(name: string, text: string): string[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) throw invalid(name, text, 'one or more names, separated by commas');
  return parts;
}
