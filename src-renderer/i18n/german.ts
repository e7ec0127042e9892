/**
 * German of what the host says in English. `{name}` in a sentence is what is filled in there; of a name that begins with
 * `number` digits alone.
 */
import { attacks } from './de/catalog/attacks.ts';
import { defenses } from './de/catalog/defenses.ts';
import { detectors } from './de/catalog/detectors.ts';
import { benchmarkSentences } from './de/benchmark-sentences.ts';
import { sentences } from './de/sentences.ts';
import { terms } from './de/terms.ts';
import { stageName } from './stage-name.ts';

const GERMAN: Readonly<Record<string, string>> = {
  ...detectors,
  ...defenses,
  ...attacks,
  ...sentences,
  ...benchmarkSentences,
};

const PLACE = /\{(\w+)\}/;
const PLACES = /\{(\w+)\}/g;

const RUN_STATES: Readonly<Record<string, string>> = terms.runStates;

interface Pattern {
  /** Matches the English sentence; one named group for each place that is filled in. */
  english: RegExp;
  german: string;
}

/** The sentences with places; those with most fixed text first, so that none is taken for a shorter one. */
const PATTERNS: readonly Pattern[] = Object.entries(GERMAN)
  .filter(([english]) => PLACE.test(english))
  .sort(([a], [b]) => fixedLength(b) - fixedLength(a))
  .map(([english, german]) => ({ english: patternOf(english), german }));

/** The German of `text`, or `text` itself where there is none. */
export function inGerman(text: string): string {
  const whole = GERMAN[text];
  if (whole !== undefined) return whole;
  for (const { english, german } of PATTERNS) {
    const values = english.exec(text)?.groups;
    if (values !== undefined)
      return german.replaceAll(PLACES, (_, name: string) => valueOf(name, values[name] ?? ''));
  }
  return text;
}

function fixedLength(english: string): number {
  return english.replaceAll(PLACES, '').length;
}

function patternOf(english: string): RegExp {
  const seen = new Set<string>();
  const source = english.split(PLACES).map((part, i) => {
    if (i % 2 === 0) return part.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
    if (seen.has(part)) return String.raw`\k<${part}>`;
    seen.add(part);
    return part.startsWith('number') ? `(?<${part}>[\\d\u202f]+)` : `(?<${part}>.+?)`;
  });
  return new RegExp(`^${source.join('')}$`, 's');
}

/** What stands in a place may be a sentence itself, a state, or a number with a point. */
function valueOf(name: string, value: string): string {
  if (name === 'state') return RUN_STATES[value] ?? value;
  if (name === 'stage') return stageName(terms.stages, value);
  return /^[-+]?\d+\.\d+(?: \S+)?$/.test(value)
    ? value.replace('.', ',')
    : inGerman(value).replaceAll(/"([^"]*)"/g, '„$1“');
}
