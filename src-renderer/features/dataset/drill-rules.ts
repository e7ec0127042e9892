/** What a drill may be asked for, by what its attack says of itself; the host checks the same again. */
import type { MappingKind } from '../../../src-shared/domain/attack.ts';
import type { AttackCatalogEntry } from '../../../src-shared/domain/catalog.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { OptionValue } from '../../../src-shared/schema/fields.ts';
import { parseOptions } from '../../../src-shared/schema/parse.ts';

export interface DrillChoice {
  rate: number;
  mapping: MappingKind;
  /** Classes, each with a trigger of its own; without meaning where all lead to all. */
  targets: readonly number[];
  seed: number;
  options: Readonly<Record<string, OptionValue>>;
}

export type DrillProblem = 'rate' | 'noTarget' | 'tooManyTargets' | 'emptyTarget' | 'seed';

const MAX_SEED = 2 ** 32 - 1;

/** Problems by the field they stand at. `classCounts`: training samples of each class. */
export function findProblems(
  { rate, mapping, targets, seed, options }: DrillChoice,
  attack: AttackCatalogEntry,
  classCounts: readonly number[],
): { rate?: DrillProblem; targets?: DrillProblem; seed?: DrillProblem; options?: string } {
  const target = mapping === 'all-to-all' ? null : problemOfTargets(targets, attack, classCounts);
  const option = problemOfOptions(attack, options);
  return {
    ...(rate > 0 && rate <= 1 ? {} : { rate: 'rate' }),
    ...(target === null ? {} : { targets: target }),
    ...(Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED ? {} : { seed: 'seed' }),
    ...(option === null ? {} : { options: option }),
  };
}

function problemOfTargets(
  targets: readonly number[],
  { mappings, cleanLabel }: AttackCatalogEntry,
  classCounts: readonly number[],
): DrillProblem | null {
  if (targets.length === 0) return 'noTarget';
  if (targets.length > mappings.targetsAtOnce) return 'tooManyTargets';
  // Such an attack poisons samples of the target class alone.
  return cleanLabel && targets.some((target) => (classCounts[target] ?? 0) === 0) ? 'emptyTarget' : null;
}

/** The host's own sentence. */
function problemOfOptions(attack: AttackCatalogEntry, options: DrillChoice['options']): string | null {
  try {
    parseOptions(attack.options, options);
    return null;
  } catch (thrown) {
    if (thrown instanceof AssayError) return thrown.message;
    throw thrown;
  }
}

/** The choice as far as another attack can make it: its mapping, as many targets, its usual rate, no options. */
export function fitTo(choice: DrillChoice, { mappings, defaultRate }: AttackCatalogEntry): DrillChoice {
  return {
    ...choice,
    rate: defaultRate,
    mapping: mappings.allToAll ? choice.mapping : 'all-to-one',
    targets: choice.targets.slice(0, mappings.targetsAtOnce),
    options: {},
  };
}

/**
 * How many training samples get the trigger, as far as is known before they are chosen: every trigger gets one at least,
 * an attack that keeps labels has only the samples of its target classes, any other only those of the other classes unless
 * it is told to poison the target's too.
 */
export function countPoisoned(
  { rate, mapping, targets, options }: DrillChoice,
  { cleanLabel }: AttackCatalogEntry,
  classCounts: readonly number[],
): number {
  const train = classCounts.reduce((sum, count) => sum + count, 0);
  if (mapping === 'all-to-all') return Math.min(train, Math.max(1, Math.round(rate * train)));
  const wanted = Math.max(targets.length, Math.round(rate * train));
  return targets.reduce((sum, target, k) => {
    const share = Math.floor((wanted * (k + 1)) / targets.length) - Math.floor((wanted * k) / targets.length);
    const own = classCounts[target] ?? 0;
    const pool = cleanLabel ? own : options['includeTarget'] === true ? train : train - own;
    return sum + Math.min(share, pool);
  }, 0);
}
