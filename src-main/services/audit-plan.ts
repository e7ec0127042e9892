/** From what a person asks for to an audit that can be started: everything checked, every default filled in. */
import {
  DEFAULT_EXECUTION,
  type AuditSpec,
  type Execution,
  type JudgedSamples,
  type RunRecord,
  type TrustedSamples,
} from '../../src-shared/domain/run.ts';
import { MODALITY_WORDS, type DatasetVersion, type Modality } from '../../src-shared/domain/dataset.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { DeclaredScores, RankingRule } from '../../src-shared/schema/definitions.ts';
import type { OptionValue, Schema } from '../../src-shared/schema/fields.ts';
import { parseOptions } from '../../src-shared/schema/parse.ts';
import { findVersion, readVerdicts, type Connection } from '../storage/index.ts';
import type { RunReference } from './audit-lookup.ts';
import { architectureOf, chooseTrusted, findBase } from './repair-plan.ts';
import type { SizedNetwork } from './run-memory.ts';

export interface AuditRequest {
  /** `NAME` or `NAME@VERSION`. */
  dataset: string;
  defense: string;
  preset: string;
  /** Null: the first one for the kind of data. */
  arch: string | null;
  seed: number;
  device: AuditSpec['device'];
  /** Absent: the usual way. */
  execution?: Execution | undefined;
  /** As given, checked here against the defense's schema; they outrank the preset. */
  options: Readonly<Record<string, unknown>>;
  /** Whether what a person judged poison or clean outranks the method. */
  useVerdicts: boolean;
  /** For a repair: the run whose model is mended; null or absent: the newest finished one that trained a model. */
  base?: RunReference | null;
  /**
   * For a method that needs clean data: the fraction of the training split that a drill draws; null or absent: samples
   * that were judged clean, and in a drill without enough of them the usual share.
   */
  trusted?: number | null;
  /** Whether a dataset without planted poison may be taken for clean, as that of a benchmark is; absent: no. */
  isKnownClean?: boolean;
}

export interface DefenseOffer {
  id: string;
  version: number;
  kind: 'detect' | 'train' | 'repair';
  needs: { cleanHoldout: boolean };
  options: Schema;
  presets: Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;
  modalities: readonly Modality[];
  scores: DeclaredScores;
  ranking: readonly RankingRule[];
}

export interface Offers {
  defenses: readonly DefenseOffer[];
  architectures: readonly (SizedNetwork & { title: string })[];
}

/** An audit that can be started: everything checked, every default filled in. */
export interface AuditPlan {
  version: DatasetVersion;
  spec: AuditSpec;
}

/** What a plan is made from. */
export interface Ground {
  db: Connection;
  offers: Offers;
  /** Which training samples of a drill carry poison, null for other data. Planning itself may not look up the truth. */
  touchedOf: (versionId: number) => Uint8Array | null;
}

/** Throws `not-found` for the dataset, `usage.invalid` for anything that cannot be chosen. */
export function planAudit(ground: Ground, request: AuditRequest): AuditPlan {
  const { db, offers } = ground;
  const version = findVersion(db, request.dataset);
  const defense = pick('defense', request.defense, offers.defenses);
  const base = baseOf(ground, version, defense, request);
  const asked = base === null ? request.arch : architectureOf(base, request.arch);
  const { architectures } = offers;
  const arch = pick('architecture', asked ?? defaultFor(version.modality, architectures), architectures);
  checkModality(version, defense, arch);
  const preset = defense.presets[request.preset];
  if (preset === undefined) {
    const known = Object.keys(defense.presets).join(', ');
    throw new AssayError('usage.invalid', `There is no preset "${request.preset}". Known: ${known}.`, {
      preset: request.preset,
    });
  }
  const { execution = DEFAULT_EXECUTION } = request;
  const spec: AuditSpec = {
    defense: defense.id,
    defenseVersion: defense.version,
    preset: request.preset,
    arch: arch.id,
    seed: request.seed,
    device: request.device,
    // Eager is stored as runs have it that know of no other way, so that one of them can go on.
    ...(execution === 'eager' ? {} : { execution }),
    options: { ...parseOptions(defense.options, { ...preset, ...request.options }) },
    ...(request.useVerdicts ? judgedOf(db, version) : {}),
    ...(base === null ? {} : { base: base.id }),
    ...trustedOf(ground, version, defense, request),
  };
  return { version, spec };
}

/** Null for a method that trains a model of its own. */
function baseOf(
  { db, offers }: Ground,
  version: DatasetVersion,
  defense: DefenseOffer,
  { base = null }: AuditRequest,
): RunRecord | null {
  if (defense.kind === 'repair') {
    const trains = (id: string): boolean => offers.defenses.find((one) => one.id === id)?.kind === 'train';
    return findBase(db, version, base ?? 'latest', trains);
  }
  if (base === null) return null;
  throw new AssayError(
    'usage.invalid',
    `The defense ${defense.id} trains a model of its own, so there is no run to begin with. Leave --base out.`,
    { defense: defense.id },
  );
}

/** Empty for a method that needs no clean data. */
function trustedOf(
  { db, touchedOf }: Ground,
  version: DatasetVersion,
  defense: DefenseOffer,
  { trusted = null, isKnownClean = false, seed }: AuditRequest,
): { trusted?: TrustedSamples } {
  if (defense.needs.cleanHoldout) {
    const judgedClean = judgedOf(db, version).judged?.clean ?? [];
    const allClean = isKnownClean ? new Uint8Array(version.splits.train) : null;
    const touched = touchedOf(version.id) ?? allClean;
    return { trusted: chooseTrusted({ version, judgedClean, touched, share: trusted, seed }) };
  }
  if (trusted === null) return {};
  throw new AssayError(
    'usage.invalid',
    `The defense ${defense.id} needs no samples that are known to be clean. Leave --trusted out.`,
    { defense: defense.id },
  );
}

/** Empty where nothing was judged, so that such a plan equals one that asks for no verdicts. */
export function judgedOf(db: Connection, { id, splits }: DatasetVersion): { judged?: JudgedSamples } {
  const judged = { poison: [] as number[], clean: [] as number[] };
  for (const [index, value] of readVerdicts(db, id)) {
    if (index < splits.train && value !== 'unsure') judged[value].push(index);
  }
  return judged.poison.length + judged.clean.length === 0 ? {} : { judged };
}

function defaultFor(modality: Modality, architectures: Offers['architectures']): string {
  return architectures.find((one) => one.modality === modality)?.id ?? '';
}

/** Refused here, before anything starts. */
function checkModality(
  version: DatasetVersion,
  defense: DefenseOffer,
  arch: Offers['architectures'][number],
): void {
  const { modality, dataset } = version;
  if (!defense.modalities.includes(modality)) {
    throw new AssayError(
      'usage.invalid',
      `The defense ${defense.id} does not work on ${MODALITY_WORDS[modality]}, which ${dataset} holds. It works on ${defense.modalities.map((one) => MODALITY_WORDS[one]).join(', ')}.`,
      { defense: defense.id, modality },
    );
  }
  checkArchitecture(version, arch);
}

/** Throws `usage.invalid` for a network that reads samples of the other kind. */
export function checkArchitecture(
  { modality, dataset }: DatasetVersion,
  arch: Pick<Offers['architectures'][number], 'id' | 'title' | 'modality'>,
): void {
  if (arch.modality !== modality) {
    throw new AssayError(
      'usage.invalid',
      `${arch.title} is a network for ${MODALITY_WORDS[arch.modality]}, and ${dataset} holds ${MODALITY_WORDS[modality]}. Choose another with --arch.`,
      { arch: arch.id, modality },
    );
  }
}

/** Throws `usage.invalid` for an id that is not there. */
export function pick<Entry extends { id: string }>(
  noun: string,
  id: string,
  entries: readonly Entry[],
): Entry {
  const found = entries.find((entry) => entry.id === id);
  if (found !== undefined) return found;
  const known = entries.map((entry) => entry.id).join(', ');
  throw new AssayError('usage.invalid', `There is no ${noun} "${id}". Known: ${known}.`, { [noun]: id });
}
