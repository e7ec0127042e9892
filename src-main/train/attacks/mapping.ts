/** From the mapping that was asked for to trigger rules, and to the samples that each trigger poisons. */
import { aimOf, type Mapping } from '../../../src-shared/domain/attack.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { Rng } from '../../../src-shared/math/rng.ts';
import type { OptionValue } from '../../../src-shared/schema/fields.ts';
import type { Attack } from './attack.ts';

/** By true class, what a sample with the trigger is to be taken for; null for classes it is not put on. */
export type Aims = readonly (number | null)[];

/**
 * The aims of each trigger, in the order of the targets. Throws `usage.invalid` for a target that is no class, one named
 * twice, and a mapping that the attack cannot make.
 */
export function aimsOf(
  { kind, targets }: Mapping,
  attack: Attack,
  classes: number,
  options: Readonly<Record<string, OptionValue>>,
): Aims[] {
  const { title, mappings } = attack.info;
  if (kind === 'all-to-all') {
    if (!mappings.allToAll) {
      throw refused(`${title} leads to one target class and cannot map all classes to all. Name a target.`);
    }
    if (targets.length > 0) {
      throw refused('A mapping of all classes to all has no target of its own. Leave --target out.');
    }
    return [Array.from({ length: classes }, (_, label) => (label + 1) % classes)];
  }
  checkTargets(targets, classes);
  if (targets.length > mappings.targetsAtOnce) {
    const most =
      mappings.targetsAtOnce === 1 ? 'one target class' : `${mappings.targetsAtOnce} target classes at once`;
    throw refused(`${title} can lead to ${most}, not to ${targets.length}. Name fewer targets.`);
  }
  return targets.map((target) => {
    const sources = new Set(attack.sources(target, classes, options));
    return Array.from({ length: classes }, (_, label) => (sources.has(label) ? target : null));
  });
}

function checkTargets(targets: readonly number[], classes: number): void {
  for (const target of targets) {
    if (!Number.isInteger(target) || target < 0 || target >= classes) {
      throw refused(`Option --target must be a class number from 0 to ${classes - 1}, not ${target}.`);
    }
  }
  if (targets.length === 0) throw refused('No target class is named. Give one with --target.');
  if (new Set(targets).size < targets.length) {
    throw refused(`Option --target names a class twice: ${targets.join(', ')}.`);
  }
}

function refused(sentences: string): AssayError {
  return new AssayError('usage.invalid', sentences);
}

export interface Choice {
  /** For each trigger the indices of the training samples it poisons, ascending; no index twice. */
  chosen: Int32Array[];
  notes: string[];
}

/**
 * round(rate * n) samples in all, shared evenly among the triggers: from the classes each is for, without its target class
 * unless the option `includeTarget` says so; of clean-label attacks from the target class alone. At least one for each
 * trigger, at most what there is. Throws `input.invalid` where a trigger finds none.
 */
export function choose(
  labels: Int32Array,
  attack: Attack,
  rate: number,
  aims: readonly Aims[],
  options: Readonly<Record<string, OptionValue>>,
  rng: Rng,
): Choice {
  const taken = new Set<number>();
  const wanted = Math.max(aims.length, Math.round(rate * labels.length));
  const chosen: Int32Array[] = [];
  const notes: string[] = [];
  aims.forEach((targets, k) => {
    const pool = poolOf(labels, attack, targets, options).filter((index) => !taken.has(index));
    if (pool.length === 0) {
      throw new AssayError(
        'input.invalid',
        'No sample of the dataset can be poisoned this way: the pool is empty. Choose another target class.',
        { attack: attack.info.id, trigger: k + 1 },
      );
    }
    const share = Math.floor((wanted * (k + 1)) / aims.length) - Math.floor((wanted * k) / aims.length);
    const count = Math.min(share, pool.length);
    if (count < share) {
      notes.push(
        `Only ${pool.length} samples can carry this attack, so ${count} were poisoned instead of ${share}.`,
      );
    }
    if (attack.info.cleanLabel) {
      notes.push(`${((100 * count) / pool.length).toFixed(0)} % of the target class carries the trigger.`);
    }
    // A single trigger draws from the stream itself, as it did before there could be several.
    const drawn = (aims.length === 1 ? rng : rng.fork(`trigger ${k}`)).sample(pool, count);
    for (const index of drawn) taken.add(index);
    chosen.push(Int32Array.from(drawn).sort());
  });
  return { chosen, notes: [...describeCount(taken.size, rate, labels.length), ...notes] };
}

function poolOf(
  labels: Int32Array,
  attack: Attack,
  targets: Aims,
  options: Readonly<Record<string, OptionValue>>,
): number[] {
  const all = [...labels.keys()];
  if (attack.info.cleanLabel) return all.filter((index) => targets[labels[index]!] === labels[index]);
  const rule = { targets, pattern: null };
  const isOpen = options['includeTarget'] === true;
  return all.filter((index) => {
    const label = labels[index]!;
    return isOpen ? targets[label] !== null : aimOf(rule, label) !== null;
  });
}

const LOW_RATE = 0.01;
const FEW = 20;

/** At low rates the number says more than the rate, and rounding shows. */
function describeCount(count: number, rate: number, samples: number): string[] {
  if (rate > LOW_RATE && count >= FEW) return [];
  const share = `${((100 * count) / samples).toPrecision(2)} % of ${samples}`;
  const doubt = count < FEW ? '; a backdoor of so few is often not learned' : '';
  return [
    `${count === 1 ? 'A single training sample carries' : `${count} training samples carry`} the trigger (${share})${doubt}.`,
  ];
}
