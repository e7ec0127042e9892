/** Every detector, one line each. Definitions are light: the code of a method is loaded only when it runs. */
import type { DetectorEntry } from '../../../src-shared/domain/detection.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { OptionValue, Schema } from '../../../src-shared/schema/fields.ts';
import { parseOptions } from '../../../src-shared/schema/parse.ts';
import { ac } from './ac/definition.ts';
import type { DetectorDefinition, DetectorInput, DetectorOutcome } from './detector.ts';
import { entropy } from './entropy/definition.ts';
import { lossDrop } from './loss-drop/definition.ts';
import { ss } from './ss/definition.ts';
import { tlm } from './tlm/definition.ts';

/** A definition with its own option types closed over: options go in as raw values and are parsed on the way. */
export interface Detector {
  info: DetectorEntry;
  /** Complete options. Throws `usage.invalid`. */
  resolveOptions(asked: Readonly<Record<string, unknown>>): Record<string, OptionValue>;
  run(input: DetectorInput, options: Readonly<Record<string, OptionValue>>): Promise<DetectorOutcome>;
}

function entry<S extends Schema>(definition: DetectorDefinition<S>): Detector {
  const { id, version, title, summary, source, limits, options, needs, score, storedScores } = definition;
  return {
    info: { id, version, title, summary, source, limits, options, needs, score, storedScores },
    resolveOptions: (asked) => ({ ...parseOptions(options, asked) }),
    run: (input, chosen) => definition.run(input, parseOptions(options, chosen)),
  };
}

export const DETECTORS: readonly Detector[] = [
  entry(ac),
  entry(ss),
  entry(tlm),
  entry(entropy),
  entry(lossDrop),
];

/** Throws `usage.invalid` for an unknown one. */
export function findDetector(id: string): Detector {
  const found = DETECTORS.find(({ info }) => info.id === id);
  if (found !== undefined) return found;
  const known = DETECTORS.map(({ info }) => info.id).join(', ');
  throw new AssayError('usage.invalid', `There is no detector "${id}". Known: ${known}.`, { detector: id });
}
