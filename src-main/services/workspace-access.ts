/**
 * The workspace as services see it: opened when the host starts, or made at the first write, so that an import of
 * something that cannot be imported leaves no empty workspace behind.
 */
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { createWorkspace, type Connection, type Workspace } from '../storage/index.ts';

export class WorkspaceAccess {
  readonly path: string;
  #workspace: Workspace | null;
  #wasCreatedHere = false;

  /** `workspace`: already open; null for one to be made at `path` when it is first written to. */
  constructor(path: string, workspace: Workspace | null) {
    this.path = workspace?.path ?? resolve(path);
    this.#workspace = workspace;
  }

  get exists(): boolean {
    return this.#workspace !== null;
  }

  /** The open connection; makes the workspace when there is none yet. Throws as `createWorkspace`. */
  get db(): Connection {
    if (this.#workspace === null) {
      this.#workspace = createWorkspace(this.path);
      this.#wasCreatedHere = true;
    }
    return this.#workspace.db;
  }

  /** Removes the file again if it was made here; for a first import that came to nothing. */
  removeIfCreatedHere(): void {
    if (!this.#wasCreatedHere || this.#workspace === null) return;
    this.#workspace.close();
    this.#workspace = null;
    this.#wasCreatedHere = false;
    rmSync(this.path, { force: true });
  }

  close(): void {
    this.#workspace?.close();
    this.#workspace = null;
  }
}
