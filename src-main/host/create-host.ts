/**
 * The one place that puts objects together: workspace, worker launcher, services. A shell makes a host, calls its
 * services, and closes it.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { DefenseEntry } from '../../src-shared/domain/catalog.ts';
import type { Explanation } from '../../src-shared/domain/explanation.ts';
import type { NeuronsDocument } from '../../src-shared/domain/neuron.ts';
import type { AuditSpec, TimelinePoint } from '../../src-shared/domain/run.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { Library, RunDetail, TriggerView } from '../../src-shared/rpc/contract.ts';
import { BenchmarkService } from '../benchmarks/index.ts';
import { removeStaleScratch } from '../files/scratch.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import type { RunReference } from '../services/audit-lookup.ts';
import { AssessmentService } from '../services/assessment.ts';
import { createDatasetService, type DatasetService } from '../services/datasets.ts';
import { DetectionService } from '../services/detections.ts';
import { explainSample } from '../services/explain.ts';
import { ExportService } from '../services/exports.ts';
import { FeatureService } from '../services/features.ts';
import { readLibrary } from '../services/library.ts';
import { NeuronService } from '../services/neuron-activations.ts';
import { InversionService } from '../services/inversions.ts';
import { describeNeurons } from '../services/neurons.ts';
import { describeRunDetail } from '../services/run-details.ts';
import { RunService } from '../services/runs.ts';
import { SampleService } from '../services/samples.ts';
import { SettingsService } from '../services/settings.ts';
import { showWorkspace, type ShowDocument } from '../services/show.ts';
import { SpeedService } from '../services/speed.ts';
import { viewTrigger } from '../services/trigger-view.ts';
import { VerdictService } from '../services/verdicts.ts';
import { verifyAll, type VerifyDocument } from '../services/verify.ts';
import { VersionService } from '../services/versions.ts';
import { WorkspaceAccess } from '../services/workspace-access.ts';
import type { Work } from '../services/work.ts';
import {
  markInterruptedRuns,
  openWorkspace,
  openWorkspaceReadOnly,
  readExport,
  removeHalfMadeDrills,
  readScores,
  readSubset,
  readTimeline,
  readTrace,
  type Workspace,
} from '../storage/index.ts';
import { auditCost } from './audit-cost.ts';
import { CATALOG } from './catalog.ts';
import { createChildLauncher } from './child-launcher.ts';
import { memoryBytes, readMachine } from './machine.ts';

export type { DetectionDocument, DetectorEntry } from '../../src-shared/domain/detection.ts';
export type { DetectorRequest } from '../services/detections.ts';
export type { AuditDocument, EvaluateDocument, FlagsDocument } from '../../src-shared/domain/audit.ts';
export type { NeuronsDocument } from '../../src-shared/domain/neuron.ts';
export type { InversionDocument } from '../../src-shared/domain/inversion.ts';
export type { AssessmentDocument, LabelTest } from '../../src-shared/domain/assessment.ts';
export { EXPORT_PARTS, type ExportPart } from '../../src-shared/domain/export.ts';
export { renderBenchmark, DATASET_IDS, NO_ATTACK_ID, TABLES } from '../benchmarks/index.ts';
export type { BenchmarkLimits, BenchmarkRequest, DataFolders } from '../benchmarks/index.ts';
export type { ExportDocument } from '../services/exports.ts';
export type { ImportDocument } from '../services/import.ts';
export { bytes, duration, percentOf } from '../services/phrases.ts';
export type { PoisonDocument } from '../services/poison.ts';
export type { RunReference } from '../services/audit-lookup.ts';
export type { AuditPlan } from '../services/audit-plan.ts';
export type { ShowDocument } from '../services/show.ts';
export type { VerifyDocument } from '../services/verify.ts';
export type { ProgressNews, Work } from '../services/work.ts';

/**
 * `read` needs no lock; `write` needs the workspace to exist; `write-or-create` makes it at the first write;
 * `write-if-free` reads only while another process writes or where nothing can be written.
 */
export type HostMode = 'read' | 'write' | 'write-or-create' | 'write-if-free';

export interface HostOptions {
  workspace: string;
  mode: HostMode;
  programVersion: string;
  /** How workers are started; the default is a child process. */
  launchWorker?: LaunchWorker;
  /** Where speeds of this machine are known and noted; the default is the settings of this user. */
  speeds?: SpeedService;
  /** What runs at once share; the default is what this machine has. */
  machine?: typeof readMachine;
}

export interface Host {
  /** Absolute path of the workspace. */
  readonly workspace: string;
  readonly datasets: DatasetService;
  readonly runs: RunService;
  readonly exports: ExportService;
  readonly versions: VersionService;
  readonly samples: SampleService;
  readonly verdicts: VerdictService;
  readonly features: FeatureService;
  readonly detections: DetectionService;
  /** What is said of a dataset as a whole. */
  readonly assessments: AssessmentService;
  /** Triggers of trained networks, found by inversion. */
  readonly inversions: InversionService;
  readonly neuronActivations: NeuronService;
  /** Published tables beside our own figures. */
  readonly benchmarks: BenchmarkService;
  readonly isReadOnly: boolean;
  /** Says what opening changed in an older file, else null. */
  readonly upgradeNote: string | null;
  library(): Library;
  runDetail(runId: number): RunDetail;
  score(runId: number, metric: string, epoch: number | null): Float32Array;
  subset(runId: number, name: string): Int32Array;
  timeline(runId: number, after: number): readonly TimelinePoint[];
  /** What a round measured of single neurons; null: the last round. */
  neurons(reference: RunReference, round: number | null): NeuronsDocument;
  explain(runId: number, index: number, signal: AbortSignal): Promise<Explanation>;
  viewTrigger(
    versionId: number,
    suspected: Int32Array,
    others: Int32Array,
    signal: AbortSignal,
  ): Promise<TriggerView>;
  /** Absolute path of a file that an export wrote; null when it is none or gone. */
  exportedFile(exportId: number, path: string): string | null;
  show(): ShowDocument;
  verify(work: Work): Promise<VerifyDocument>;
  close(): Promise<void>;
}

/**
 * Opens the workspace. Runs that an earlier process left active become interrupted: the writer's lock proves that it is
 * gone. Throws as opening a workspace does.
 */
export async function createHost(options: HostOptions): Promise<Host> {
  const opened = open(options);
  const access = new WorkspaceAccess(options.workspace, opened);
  if (opened !== null && !opened.isReadOnly) {
    markInterruptedRuns(opened.db);
    removeHalfMadeDrills(opened.db);
  }
  await removeStaleScratch();
  const launch = options.launchWorker ?? createChildLauncher();
  const machine = options.machine ?? readMachine;
  const runs = new RunService(access, launch, CATALOG, {
    memoryBytes: () => options.machine?.('cpu').memoryBytes ?? memoryBytes(),
    computesOnGpu: remembered((device) => machine(device).gpus.length > 0),
  });
  const verdicts = new VerdictService(access);
  const versions = new VersionService(access, launch, verdicts);
  const scoresOf = (runId: number): DefenseEntry['scores'] =>
    defenseOf(runs.specOf(runId).defense)?.scores ?? {};
  const datasets = createDatasetService(access, launch, CATALOG.attacks);
  let benchmarks: BenchmarkService | null = null;
  return {
    workspace: access.path,
    datasets,
    get benchmarks() {
      // Settings are read only where they are needed: most commands have no use for them.
      if (benchmarks === null) {
        const speeds = options.speeds ?? new SpeedService(launch, new SettingsService(), auditCost);
        benchmarks = new BenchmarkService({
          ...{ access, launch, datasets, runs, speeds, machine },
          offers: CATALOG,
        });
      }
      return benchmarks;
    },
    runs,
    exports: new ExportService(access, launch, runs, {
      programVersion: options.programVersion,
      tfjsVersion: readTfjsVersion(),
      defenses: CATALOG.defenses,
      attacks: CATALOG.attacks,
    }),
    versions,
    verdicts,
    samples: new SampleService(
      access,
      versions,
      (runId, metric) => scoresOf(runId)[metric]?.suspicious ?? null,
    ),
    features: new FeatureService(access, launch),
    detections: new DetectionService(access, launch, runs, CATALOG),
    assessments: new AssessmentService(access, launch, CATALOG),
    inversions: new InversionService(access, launch),
    neuronActivations: new NeuronService(access, launch, CATALOG.defenses),
    isReadOnly: opened?.isReadOnly ?? false,
    upgradeNote: describeUpgrade(opened),
    library() {
      const { db, path } = access;
      const info = {
        path,
        name: basename(path),
        isReadOnly: db.readonly,
        upgradeNote: describeUpgrade(opened),
      };
      return readLibrary(db, info, verdicts);
    },
    runDetail(runId) {
      const results = runs.results(runId);
      return describeRunDetail(access.db, results, defenseOf(results.spec.defense), access.path);
    },
    score: (runId, metric, epoch) =>
      epoch === null ? readScores(access.db, runId, metric) : readTrace(access.db, runId, metric, epoch),
    subset: (runId, name) => readSubset(access.db, runId, name),
    timeline: (runId, after) => readTimeline(access.db, runId, after),
    neurons: (reference, round) => describeNeurons(access.db, reference, round),
    explain: (runId, index, signal) => explainSample(access, launch, runId, index, signal),
    viewTrigger: (versionId, suspected, others, signal) =>
      viewTrigger(access.db, versionId, suspected, others, signal),
    exportedFile(exportId, path) {
      const found = readExport(access.db, exportId);
      const file = found?.files.some((one) => one.path === path) === true ? join(found.folder, path) : null;
      return file !== null && existsSync(file) ? file : null;
    },
    show: () => showWorkspace(access.db, access.path),
    verify: (work) => verifyAll(access.db, work),
    close() {
      access.close();
      return Promise.resolve();
    },
  };
}

function open({ workspace, mode }: HostOptions): Workspace | null {
  switch (mode) {
    case 'read':
      return openWorkspaceReadOnly(workspace);
    case 'write':
      return openWorkspace(workspace);
    case 'write-or-create':
      return existsSync(workspace) ? openWorkspace(workspace) : null;
    case 'write-if-free':
      try {
        return openWorkspace(workspace);
      } catch (thrown) {
        const mayRead =
          thrown instanceof AssayError && (thrown.code === 'conflict' || thrown.code === 'storage.failed');
        if (!mayRead) throw thrown;
        return openWorkspaceReadOnly(workspace);
      }
  }
}

function defenseOf(id: string): DefenseEntry | undefined {
  return CATALOG.defenses.find((defense) => defense.id === id);
}

/** From its package file: the library itself is loaded by workers only. */
function readTfjsVersion(): string {
  const require = createRequire(import.meta.url);
  const { version } = require('@tensorflow/tfjs-core/package.json') as { version: string };
  return version;
}

function describeUpgrade(workspace: Workspace | null): string | null {
  const upgrade = workspace?.upgrade ?? null;
  if (upgrade === null) return null;
  return `The workspace was upgraded from format ${upgrade.from} to ${upgrade.to}; a copy of it as it was is ${upgrade.backup}.`;
}

/** A GPU that was found once is there; asking for it holds everything else up. Where it cannot be asked for, there is none. */
function remembered(computesOnGpu: (device: AuditSpec['device']) => boolean): typeof computesOnGpu {
  const found = new Set<AuditSpec['device']>();
  return (device) => {
    if (found.has(device)) return true;
    try {
      if (!computesOnGpu(device)) return false;
    } catch {
      return false;
    }
    found.add(device);
    return true;
  };
}
