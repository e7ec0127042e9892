/**
 * German of what the host says in English. `{name}` in a sentence is what is filled in there; of a name that begins with
 * `number` digits alone. What stands there may be a sentence itself and is translated then, but for names of files and
 * classes, which belong to a person; of a name that begins with `list` each part between semicolons is.
 */
import { architectures } from './de/catalog/architectures.ts';
import { attacks } from './de/catalog/attacks.ts';
import { defenses } from './de/catalog/defenses.ts';
import { detectors } from './de/catalog/detectors.ts';
import { benchmarkSentences } from './de/benchmark-sentences.ts';
import { errors } from './de/errors.ts';
import { poisonNotes } from './de/poison-notes.ts';
import { sentences } from './de/sentences.ts';
import { terms } from './de/terms.ts';
import { stageName } from './stage-name.ts';

const GERMAN: Readonly<Record<string, string>> = {
  ...detectors,
  ...defenses,
  ...attacks,
  ...architectures,
  ...sentences,
  ...benchmarkSentences,
  ...poisonNotes,
  ...errors,
};

/** Kept, since a screen asks for the same sentences again with every change on it. */
const KNOWN = new Map<string, string>();
const MOST_KNOWN = 2000;

const PLACES = /\{(\w+)\}/g;

/** Places of names that were given by a person or an adversary. */
const VERBATIM = /(?:file|folder|path|entry|name|names)$/i;

const RUN_STATES: Readonly<Record<string, string>> = terms.runStates;
const UNITS: Readonly<Record<string, string>> = terms.units;

/** No sentence within another is longer; a longer value is data. */
const LONGEST_INNER = 1000;

/** A number as it is written, thousands apart or not. */
const DIGITS = /^\d[\d\u202f ]*$/;

interface Pattern {
  /** The fixed text before, between and behind the places: one more than there are names. */
  parts: readonly string[];
  names: readonly string[];
  german: string;
}

/** The sentences with places; those with most fixed text first, so that none is taken for a shorter one. */
const PATTERNS: readonly Pattern[] = Object.entries(GERMAN)
  .map(([english, german]) => {
    const pieces = english.split(PLACES);
    return {
      parts: pieces.filter((_, i) => i % 2 === 0),
      names: pieces.filter((_, i) => i % 2 === 1),
      german,
    };
  })
  .filter(({ names }) => names.length > 0)
  .sort((a, b) => fixedLength(b) - fixedLength(a));

/** The German of `text`, or `text` itself where there is none. */
export function inGerman(text: string): string {
  let german = KNOWN.get(text);
  if (german === undefined) {
    german = translated(text);
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
    KNOWN.set(text, german);
  }
  return german;
}

function translated(text: string): string {
  if (Object.hasOwn(GERMAN, text)) return GERMAN[text] ?? text;
  for (const pattern of PATTERNS) {
    const values = valuesIn(text, pattern);
    if (values !== null) {
      return pattern.german.replaceAll(PLACES, (_, name: string) => valueOf(name, values.get(name) ?? ''));
    }
  }
  return text;
}

function fixedLength({ parts }: Pattern): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

/**
 * What stands in the places of a sentence, null where it is another sentence. Each part is taken where it first comes, in
 * time that grows with the length of the text alone: names of files in it are chosen by an adversary.
 */
function valuesIn(text: string, { parts, names }: Pattern): Map<string, string> | null {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return null;
  const end = text.length - last.length;
  const values = new Map<string, string>();
  let at = first.length;
  for (const [i, name] of names.entries()) {
    const isLast = i === names.length - 1;
    const part = parts[i + 1] ?? '';
    const found = isLast ? end : text.indexOf(part, at + 1);
    // A place is never empty.
    if (found <= at || (!isLast && found + part.length > end)) return null;
    const value = text.slice(at, found);
    if ((values.get(name) ?? value) !== value) return null;
    if (name.startsWith('number') && !DIGITS.test(value)) return null;
    values.set(name, value);
    at = found + part.length;
  }
  return values;
}

/** What stands in a place may be a sentence itself, a state, or a number with a point. */
function valueOf(name: string, value: string): string {
  if (name === 'state') return RUN_STATES[value] ?? value;
  if (name === 'stage') return stageName(terms.stages, value);
  // News of a run are a sentence, or the stage that it is in.
  if (name === 'news') return inGerman(stageName(terms.stages, value));
  if (name === 'unit') return UNITS[value] ?? value;
  if (VERBATIM.test(name) || value.length > LONGEST_INNER) return quoted(value);
  if (name.startsWith('list')) return value.split('; ').map(inGerman).map(quoted).join('; ');
  return /^[-+]?\d+\.\d+(?: \S+)?$/.test(value) ? value.replace('.', ',') : quoted(inGerman(value));
}

function quoted(text: string): string {
  return text.replaceAll(/"([^"]*)"/g, '„$1“');
}
