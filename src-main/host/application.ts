/**
 * The program behind a window or a browser: the calls of the contract, its events, and what long work is going on.
 * Shells (desktop, server) make one, move frames between it and their pages, and close it.
 */
import type { JobSnapshot } from '../../src-shared/domain/job.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { Hello } from '../../src-shared/rpc/contract.ts';
import type { Emit, Handlers } from '../../src-shared/rpc/server.ts';
import { JobBoard } from '../jobs/job-board.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import { FolderService } from '../services/folders.ts';
import { SettingsService } from '../services/settings.ts';
import { SpeedService } from '../services/speed.ts';
import { auditCost } from './audit-cost.ts';
import { createChildLauncher } from './child-launcher.ts';
import { createHost, type Host } from './create-host.ts';
import { appHandlers, infoOf } from './handlers/app.ts';
import type { HandlerContext } from './handlers/context.ts';
import { assessmentHandlers } from './handlers/assessment.ts';
import { benchmarkHandlers } from './handlers/benchmarks.ts';
import { datasetHandlers } from './handlers/datasets.ts';
import { detectionHandlers } from './handlers/detections.ts';
import { deviceHandlers } from './handlers/device.ts';
import { exportHandlers } from './handlers/exports.ts';
import { neuronHandlers } from './handlers/neurons.ts';
import { runHandlers } from './handlers/runs.ts';
import { verdictHandlers } from './handlers/verdicts.ts';
import { versionHandlers } from './handlers/versions.ts';
import { workspaceHandlers } from './handlers/workspaces.ts';

export interface ApplicationOptions {
  programVersion: string;
  abilities: Hello['abilities'];
  /** How workers are started; the default is a child process. */
  launchWorker?: LaunchWorker;
  /** Workspace to open at the start; null opens none. */
  workspace?: string | null;
}

export interface Application {
  readonly handlers: Handlers;
  /** Called for every event; returns what ends the subscription. */
  onEvent(listener: Emit): () => void;
  /** Absolute path of a file that was exported, null for one that is unknown or gone. */
  exportedFile(exportId: number, path: string): string | null;
  /** Work that is queued or running now. */
  activeJobs(): readonly JobSnapshot[];
  /** Asks active work to stop, which saves checkpoints, waits for it, then closes the workspace. */
  close(): Promise<void>;
}

/** Throws as opening a workspace does when `options.workspace` names one. */
export async function createApplication(options: ApplicationOptions): Promise<Application> {
  const listeners = new Set<Emit>();
  const emit: Emit = (name, value) => {
    for (const listener of listeners) listener(name, value);
  };
  const launch = options.launchWorker ?? createChildLauncher();
  const board = new JobBoard((jobs) => emit('jobs.changed', jobs));
  const settings = new SettingsService();
  const folders = new FolderService(options.abilities.roots);
  const speeds = new SpeedService(launch, settings, auditCost);
  let host: Host | null = null;

  const context: HandlerContext = {
    ...{ options, launch, board, settings, folders, speeds, emit },
    openHost: () => host,
    host() {
      if (host !== null) return host;
      throw new AssayError('conflict', 'No workspace is open. Open or make one first.');
    },
    async changeHost(next) {
      const active = board.active();
      if (host !== null && active.length > 0) {
        throw new AssayError(
          'conflict',
          `Work is going on in ${host.workspace}: ${active.length} in the tray. Stop it or wait for it first.`,
          { active: active.length },
        );
      }
      // The next one first: when it cannot be opened, the old one stays.
      const opened = next === null ? null : await next();
      await host?.close();
      host = opened;
      emit('workspace.changed', { workspace: host === null ? null : infoOf(host) });
      emit('library.changed', {});
    },
  };

  if (options.workspace !== undefined && options.workspace !== null) {
    const { programVersion, workspace } = options;
    const mode = 'write-if-free';
    host = await createHost({ workspace, mode, programVersion, launchWorker: launch, speeds });
    await settings.noteOpened(host.workspace);
  }

  return {
    handlers: {
      ...appHandlers(context),
      ...workspaceHandlers(context),
      ...deviceHandlers(context),
      ...datasetHandlers(context),
      ...versionHandlers(context),
      ...runHandlers(context),
      ...neuronHandlers(context),
      ...detectionHandlers(context),
      ...verdictHandlers(context),
      ...exportHandlers(context),
      ...benchmarkHandlers(context),
      ...assessmentHandlers(context),
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exportedFile: (exportId, path) => host?.exportedFile(exportId, path) ?? null,
    activeJobs: () => board.active(),
    async close() {
      await board.close();
      await host?.close();
      host = null;
      listeners.clear();
    },
  };
}
