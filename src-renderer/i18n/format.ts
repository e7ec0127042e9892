/** Numbers, times and sizes in the language in force. Null and undefined become a dash. */
import { language } from './index.ts';

const DASH = '–';
type Maybe<T> = T | null | undefined;

function number(value: number, options: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(language.value, options).format(value);
}

export function count(value: Maybe<number>): string {
  return value === null || value === undefined ? DASH : number(value, { maximumFractionDigits: 0 });
}

/** A fraction in 0..1 as percent. */
export function percent(fraction: Maybe<number>, digits = 1): string {
  if (fraction === null || fraction === undefined) return DASH;
  return number(fraction, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** Three significant digits. */
export function decimal(value: Maybe<number>, digits = 3): string {
  if (value === null || value === undefined) return DASH;
  return number(value, { maximumSignificantDigits: digits });
}

export function fixed(value: Maybe<number>, digits: number): string {
  if (value === null || value === undefined) return DASH;
  return number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function bytes(value: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  const power = Math.min(units.length - 1, value < 1 ? 0 : Math.floor(Math.log10(value) / 3));
  const unit = units[power] ?? 'byte';
  return number(value / 1000 ** power, {
    style: 'unit',
    unit,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumSignificantDigits: 3,
  });
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: Maybe<number>): string {
  if (seconds === null || seconds === undefined) return DASH;
  const whole = Math.round(seconds);
  if (seconds < 10) return `${fixed(seconds, 1)} s`;
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Date and time, short; the time alone for today. */
export function moment(iso: Maybe<string>): string {
  if (iso === null || iso === undefined) return DASH;
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(
    language.value,
    isToday ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' },
  ).format(date);
}

/** Control characters and marks that turn the direction of text become visible: names come from the data. */
export function safeName(name: string, limit = 120): string {
  const shown = name.replaceAll(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0') ?? ''}`,
  );
  return shown.length > limit ? `${shown.slice(0, limit - 1)}…` : shown;
}
