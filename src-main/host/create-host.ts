/**
 * The one place that puts objects together: workspace, worker launcher, services. A shell makes a host, calls its
 * services, and closes it.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { removeStaleScratch } from '../files/scratch.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import { createDatasetService, type DatasetService } from '../services/datasets.ts';
import { ExportService } from '../services/exports.ts';
import { RunService } from '../services/runs.ts';
import { showWorkspace, type ShowDocument } from '../services/show.ts';
import { verifyAll, type VerifyDocument } from '../services/verify.ts';
import { WorkspaceAccess } from '../services/workspace-access.ts';
import type { Work } from '../services/work.ts';
import {
  markInterruptedRuns,
  openWorkspace,
  openWorkspaceReadOnly,
  type Workspace,
} from '../storage/index.ts';
import { CATALOG } from './catalog.ts';
import { createChildLauncher } from './child-launcher.ts';

export type { AuditDocument, EvaluateDocument, FlagsDocument } from '../../src-shared/domain/audit.ts';
export { EXPORT_PARTS, type ExportDocument, type ExportPart } from '../services/exports.ts';
export type { ImportDocument } from '../services/import.ts';
export { duration, percentOf } from '../services/phrases.ts';
export type { PoisonDocument } from '../services/poison.ts';
export type { RunReference } from '../services/audit-lookup.ts';
export type { AuditPlan } from '../services/runs.ts';
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
}

export interface Host {
  /** Absolute path of the workspace. */
  readonly workspace: string;
  readonly datasets: DatasetService;
  readonly runs: RunService;
  readonly exports: ExportService;
  /** Says what opening changed in an older file, else null. */
  readonly upgradeNote: string | null;
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
  if (opened !== null && !opened.isReadOnly) markInterruptedRuns(opened.db);
  await removeStaleScratch();
  const launch = options.launchWorker ?? createChildLauncher();
  const runs = new RunService(access, launch, CATALOG);
  return {
    workspace: access.path,
    datasets: createDatasetService(access, launch, CATALOG.attacks),
    runs,
    exports: new ExportService(access, launch, runs, {
      programVersion: options.programVersion,
      tfjsVersion: readTfjsVersion(),
      defenses: CATALOG.defenses,
      attacks: CATALOG.attacks,
    }),
    upgradeNote: describeUpgrade(opened),
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
