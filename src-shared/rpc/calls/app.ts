/** Calls and answers of the program itself: what it can do, settings, folders, jobs, the workspace that is open. */
import { z } from 'zod';
import type { Catalog } from '../../domain/catalog.ts';
import type { JobSnapshot } from '../../domain/job.ts';
import { call, device, id, nothing, path } from './call.ts';

export interface Hello {
  contract: number;
  program: string;
  /** What this shell can do beyond the contract; screens ask for abilities, never for the platform. */
  abilities: {
    /** Native dialogs for opening and saving, and showing a file in its folder. */
    nativeDialogs: boolean;
    /** Folders a browser may read and write below; empty where the whole disk may be chosen. */
    roots: readonly string[];
  };
  /** Name given to verdicts unless the settings hold another. */
  user: string;
  catalog: Catalog;
  /** Formats an import can be forced to. */
  formats: readonly { id: string; title: string; summary: string }[];
  workspace: WorkspaceInfo | null;
}

export interface WorkspaceInfo {
  path: string;
  name: string;
  isReadOnly: boolean;
  /** Says what opening changed in an older file. */
  upgradeNote: string | null;
}

export interface Settings {
  author: string;
  language: 'system' | 'en' | 'de';
  theme: 'system' | 'light' | 'dark';
  device: 'auto' | 'cpu' | 'cuda';
  recent: readonly { path: string; openedAt: string }[];
}

export interface FolderListing {
  path: string;
  /** Null at the top of what may be seen. */
  parent: string | null;
  entries: readonly { name: string; path: string; isFolder: boolean; sizeBytes: number }[];
  /** True when there were more entries than are listed. */
  isCut: boolean;
}

export interface DeviceFinding {
  id: string;
  name: string;
  state: 'ok' | 'optional' | 'missing';
  value: string;
  /** The one command that mends it. */
  mend: string | null;
}

export const appCalls = {
  'app.hello': call<Hello>()(nothing),
  'settings.read': call<Settings>()(nothing),
  'settings.write': call<Settings>()(
    z.strictObject({
      author: z.string().trim().min(1).max(100).optional(),
      language: z.enum(['system', 'en', 'de']).optional(),
      theme: z.enum(['system', 'light', 'dark']).optional(),
      device: device.optional(),
    }),
  ),
  /** Null: where a person would start looking. */
  'folders.list': call<FolderListing>()(z.strictObject({ path: path.nullable() })),
  'device.examine': call<{ ok: boolean; findings: readonly DeviceFinding[] }>()(nothing),
  'device.setup': call<{ jobId: number }>()(z.strictObject({ device })),
  'jobs.list': call<readonly JobSnapshot[]>()(nothing),
  'jobs.cancel': call<null>()(z.strictObject({ jobId: id })),
  /** Takes an ended job off the tray. */
  'jobs.dismiss': call<null>()(z.strictObject({ jobId: id })),
  'workspace.open': call<WorkspaceInfo>()(z.strictObject({ path, create: z.boolean() })),
  'workspace.close': call<null>()(nothing),
} as const;
