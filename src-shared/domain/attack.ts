/**
 * How a drill's poison was made: everything needed to apply its trigger again, to test samples.
 * Patterns are row-major [H,W,C], of the element type of the dataset (uint8 images, float32 series), unless an attack
 * says what else its pattern holds.
 */
export const MAPPING_KINDS = ['all-to-one', 'all-to-all'] as const;
export type MappingKind = (typeof MAPPING_KINDS)[number];

/** Where a backdoor is to lead. */
export interface Mapping {
  kind: MappingKind;
  /**
   * Class numbers, all different. All-to-one: one, or several, each with a trigger of its own. All-to-all: none, since
   * every class y leads to y + 1 and the last to the first.
   */
  targets: readonly number[];
}

/** One trigger and where it leads. */
export interface TriggerRule {
  /** By true class: what a sample with the trigger is to be taken for; null for classes it is not put on. */
  targets: readonly (number | null)[];
  /**
   * Base64 of the pattern (little-endian), for attacks that draw or train one; null for those computed from options, and
   * for those whose triggered test samples are stored instead.
   */
  pattern: string | null;
}

export interface AttackManifest {
  attack: string;
  attackVersion: number;
  /** Fraction of the training split that carries a trigger, as asked for. */
  rate: number;
  mapping: MappingKind;
  /** At least one; several where several targets are attacked at once. */
  rules: readonly TriggerRule[];
  seed: number;
  options: Readonly<Record<string, number | boolean | string>>;
  /** Clean-label attacks change no label. */
  cleanLabel: boolean;
  shape: readonly [number, number, number];
}

/** Manifests as they were stored before there were mappings: every class leads to `target`. */
export type EarlierManifest = Omit<AttackManifest, 'mapping' | 'rules'> & {
  target: number;
  pattern: string | null;
};

/** What is known of one planted sample; lives apart from everything a defense can read. */
export interface SampleTruth {
  index: number;
  /**
   * Whether it teaches the backdoor. False for covers: samples that the attacker changed too, under their own label, to
   * make the backdoor harder to notice.
   */
  isPoisoned: boolean;
  labelChanged: boolean;
  trueLabel: number;
}

/** The manifest as it is written now, of a dataset with as many classes. */
export function upgradeManifest(
  stored: AttackManifest | EarlierManifest,
  classCount: number,
): AttackManifest {
  if ('rules' in stored) return stored;
  const { target, pattern, ...kept } = stored;
  const targets = new Array<number>(classCount).fill(target);
  return { ...kept, mapping: 'all-to-one', rules: [{ targets, pattern }] };
}

/**
 * The class by which success on a sample of class `label` is told; null where there is nothing to tell, because the trigger
 * is not meant for that class or leads to the very same.
 */
export function aimOf({ targets }: TriggerRule, label: number): number | null {
  const target = targets[label] ?? null;
  return target === label ? null : target;
}

/** Every class that some trigger leads to, ascending. */
export function targetClasses({ rules }: Pick<AttackManifest, 'rules'>): number[] {
  const all = rules.flatMap(({ targets }) => targets.filter((target) => target !== null));
  return [...new Set(all)].sort((a, b) => a - b);
}

/** On how many samples with these true labels success is told; one with several triggers counts once for each. */
export function countTriggered({ rules }: Pick<AttackManifest, 'rules'>, labels: Iterable<number>): number {
  let count = 0;
  for (const label of labels) for (const rule of rules) if (aimOf(rule, label) !== null) count++;
  return count;
}

/** The targets in words, e.g. `ship`, `ship and cat`, `the next class of each (all-to-all)`. */
export function describeTargets(
  manifest: Pick<AttackManifest, 'mapping' | 'rules'>,
  classes: readonly string[],
): string {
  if (manifest.mapping === 'all-to-all') return 'the next class of each (all-to-all)';
  const names = targetClasses(manifest).map((target) => classes[target] ?? String(target));
  const last = names.at(-1) ?? 'none';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
