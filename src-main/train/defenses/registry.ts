/** Every defense, one line each. Definitions are light: the code of a method is loaded only when it runs. */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { DefenseDefinition } from '../../../src-shared/schema/definitions.ts';
import type { OptionValue, Schema } from '../../../src-shared/schema/fields.ts';
import { parseOptions } from '../../../src-shared/schema/parse.ts';
import type { DefenseContext } from '../loop/context.ts';
import { abl } from './abl/definition.ts';
import { anp } from './anp/definition.ts';
import { dlp } from './dlp/definition.ts';
import { e2abl } from './e2abl/definition.ts';
import { none } from './none/definition.ts';
import { fp } from './fp/definition.ts';
import { mcr } from './mcr/definition.ts';
import { nad } from './nad/definition.ts';
import { plain } from './plain/definition.ts';

/** A definition with its own option types closed over: options go in as raw values and are parsed on the way. */
export interface Defense {
  info: Omit<DefenseDefinition<Schema, DefenseContext>, 'run' | 'cost' | 'presets'> & {
    presets: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
  };
  /** Defaults, then the preset, then what was asked for. Throws `usage.invalid`. */
  resolveOptions(preset: string, asked: Readonly<Record<string, unknown>>): Record<string, OptionValue>;
  cost(options: Readonly<Record<string, OptionValue>>, samples: number): ReadonlyMap<string, number>;
  run(context: DefenseContext, options: Readonly<Record<string, OptionValue>>): Promise<void>;
}

function entry<S extends Schema>(definition: DefenseDefinition<S, DefenseContext>): Defense {
  const { presets } = definition;
  return {
    info: describe(definition),
    resolveOptions(preset, asked) {
      const chosen = presets[preset];
      if (chosen === undefined) {
        const known = Object.keys(presets).join(', ');
        throw new AssayError('usage.invalid', `There is no preset "${preset}". Known: ${known}.`, { preset });
      }
      return { ...parseOptions(definition.options, { ...chosen, ...asked }) };
    },
    cost: (options, samples) => definition.cost(parseOptions(definition.options, options), samples),
    run: (context, options) => definition.run(context, parseOptions(definition.options, options)),
  };
}

function describe<S extends Schema>(definition: DefenseDefinition<S, DefenseContext>): Defense['info'] {
  const { id, version, kind, modalities, title, summary, source, limits, needs } = definition;
  const { options, scores, ranking, subsets, stages, undefendedStage } = definition;
  const presets = definition.presets as Defense['info']['presets'];
  return {
    ...{ id, version, kind, modalities, title, summary, source, limits, needs },
    ...{ options, presets, scores, ranking, subsets, stages, undefendedStage },
  };
}

export const DEFENSES: readonly Defense[] = [
  entry(dlp),
  entry(e2abl),
  entry(abl),
  entry(none),
  entry(plain),
  entry(fp),
  entry(nad),
  entry(mcr),
  entry(anp),
];

export function findDefense(id: string): Defense {
  const found = DEFENSES.find((defense) => defense.info.id === id);
  if (found === undefined) {
    const known = DEFENSES.map((defense) => defense.info.id).join(', ');
    throw new AssayError('usage.invalid', `There is no defense "${id}". Known: ${known}.`, { defense: id });
  }
  return found;
}
