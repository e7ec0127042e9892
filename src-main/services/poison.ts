/** Drills: a version with known poison, made by a worker from a version without any. */
import { targetClasses, type Mapping, type MappingKind } from '../../src-shared/domain/attack.ts';
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import type { AuditSpec } from '../../src-shared/domain/run.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { parseOptions } from '../../src-shared/schema/parse.ts';
import type { Schema } from '../../src-shared/schema/fields.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import { createPoisonedVersion, findVersion, listVersions } from '../storage/index.ts';
import type { WorkerFrame } from '../../src-shared/worker/contract.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export interface PoisonRequest {
  /** `NAME` (its newest version without planted poison) or `NAME@VERSION`. */
  dataset: string;
  attack: string;
  /** Fraction of the training split; null takes the attack's own default. */
  rate: number | null;
  mapping: MappingKind;
  /** Class number or name, or several separated by commas; null where the mapping has none: for all-to-one class 0. */
  target: string | null;
  seed: number;
  /** Where the network of a crafted attack is trained; absent: where it can be. */
  device?: AuditSpec['device'];
  /** As given, checked here against the attack's schema. */
  options: Readonly<Record<string, unknown>>;
  /** Dataset that gets the new version; null: the one it is made from. */
  name: string | null;
}

export interface AttackEntry {
  id: string;
  defaultRate: number;
  options: Schema;
}

export interface PoisonDocument {
  dataset: string;
  version: number;
  attack: string;
  rate: number;
  mapping: MappingKind;
  /** Every class that a trigger leads to, ascending, and their names. */
  targets: readonly number[];
  targetNames: readonly string[];
  seed: number;
  /** Training samples that carry a trigger and its target's label. */
  poisoned: number;
  /** Training samples that were changed under their own label. */
  covers: number;
  madeFrom: string;
  sha256: string;
  notes: readonly string[];
}

type PoisonedFrame = Extract<WorkerFrame, { type: 'poisoned' }>;

/** Everything of a request that can be known before a worker is started. Throws as `poisonVersion`. */
export function planPoison(access: WorkspaceAccess, attacks: readonly AttackEntry[], request: PoisonRequest) {
  const attack = findAttack(attacks, request.attack);
  const parent = findParent(access, request.dataset);
  const mapping = findMapping(parent, request);
  const rate = request.rate ?? attack.defaultRate;
  const options = parseOptions(attack.options, request.options);
  return { attack, parent, mapping, rate, options };
}

/** Throws `not-found` for an unknown dataset, `usage.invalid` for options, mapping or rate that do not fit. */
export async function poisonVersion(
  access: WorkspaceAccess,
  launch: LaunchWorker,
  attacks: readonly AttackEntry[],
  request: PoisonRequest,
  work: Work,
): Promise<PoisonDocument> {
  const { attack, parent, mapping, rate, options } = planPoison(access, attacks, request);
  const made: PoisonedFrame[] = [];
  const { outcome } = await runWorker({
    launch,
    place: work.place,
    job: {
      kind: 'poison',
      workspace: access.path,
      versionId: parent.id,
      attack: attack.id,
      rate,
      mapping,
      seed: request.seed,
      device: request.device ?? 'auto',
      options,
    },
    signal: work.signal,
    onFrame(frame) {
      if (frame.type === 'poisoned') made.push(frame);
      if (frame.type === 'progress') work.onProgress(frame);
      if (frame.type === 'log') work.onNote(frame.text);
    },
  });
  if (outcome === 'cancelled')
    throw new AssayError('run.cancelled', 'Poisoning was cancelled; nothing was stored.');
  const [frame] = made;
  if (frame === undefined) throw new TypeError('the worker ended without a poisoned version');
  return await store(access, parent, request.name ?? parent.dataset, frame);
}

async function store(
  access: WorkspaceAccess,
  parent: DatasetVersion,
  dataset: string,
  made: PoisonedFrame,
): Promise<PoisonDocument> {
  const { manifest, truth, notes } = made;
  const version = await createPoisonedVersion(
    access.db,
    parent.id,
    dataset,
    made.changed,
    manifest,
    truth,
    made.triggeredTest,
  );
  const targets = targetClasses(manifest);
  const poisoned = truth.filter(({ isPoisoned }) => isPoisoned).length;
  return {
    dataset: version.dataset,
    version: version.version,
    attack: manifest.attack,
    rate: manifest.rate,
    mapping: manifest.mapping,
    targets,
    targetNames: targets.map((target) => version.classes[target] ?? String(target)),
    seed: manifest.seed,
    poisoned,
    covers: truth.length - poisoned,
    madeFrom: `${parent.dataset}@${parent.version}`,
    sha256: version.sha256,
    notes,
  };
}

function findAttack(attacks: readonly AttackEntry[], id: string): AttackEntry {
  const found = attacks.find((attack) => attack.id === id);
  if (found !== undefined) return found;
  const known = attacks.map((attack) => attack.id).join(', ');
  throw new AssayError('usage.invalid', `There is no attack "${id}". Known: ${known}.`, { attack: id });
}

/** A name alone means its newest version that is not a drill itself: a second drill starts from clean data too. */
function findParent(access: WorkspaceAccess, reference: string): DatasetVersion {
  if (!reference.includes('@')) {
    const own = listVersions(access.db).filter((one) => one.dataset === reference && one.origin !== 'poison');
    const newest = own.at(-1);
    if (newest !== undefined) return newest;
  }
  return findVersion(access.db, reference);
}

/** Of an all-to-one mapping the classes that are named, by default the first; an all-to-all mapping names none. */
function findMapping(version: DatasetVersion, { mapping, target }: PoisonRequest): Mapping {
  if (mapping === 'all-to-all') {
    if (target === null) return { kind: mapping, targets: [] };
    throw new AssayError(
      'usage.invalid',
      'A mapping of all classes to all has no target of its own. Leave --target out.',
      { target },
    );
  }
  const text = target ?? '0';
  // A name may hold a comma itself.
  const names = version.classes.includes(text) ? [text] : text.split(',').map((part) => part.trim());
  return { kind: mapping, targets: names.map((name) => findClass(version, name)) };
}

/** By number, else by name; a class whose name is a number is found by its number first. */
function findClass(version: DatasetVersion, text: string): number {
  const { classes } = version;
  const byNumber = /^\d+$/.test(text) ? Number(text) : -1;
  if (byNumber >= 0 && byNumber < classes.length) return byNumber;
  const byName = classes.indexOf(text);
  if (byName >= 0) return byName;
  throw new AssayError(
    'usage.invalid',
    `"${text}" is no class of ${version.dataset}: give a number from 0 to ${classes.length - 1} or one of ${classes.slice(0, 20).join(', ')}.`,
    { target: text, classes: classes.length },
  );
}
