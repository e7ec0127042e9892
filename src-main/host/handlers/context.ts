/** What handlers share: the workspace that is open, the tray, settings, and ways to tell everybody. */
import type { Emit } from '../../../src-shared/rpc/server.ts';
import type { JobBoard } from '../../jobs/job-board.ts';
import type { LaunchWorker } from '../../jobs/worker-process.ts';
import type { FolderService } from '../../services/folders.ts';
import type { SettingsService } from '../../services/settings.ts';
import type { SpeedService } from '../../services/speed.ts';
import type { ApplicationOptions } from '../application.ts';
import type { Host } from '../create-host.ts';

export interface HandlerContext {
  readonly options: ApplicationOptions;
  readonly launch: LaunchWorker;
  readonly board: JobBoard;
  readonly settings: SettingsService;
  readonly folders: FolderService;
  readonly speeds: SpeedService;
  readonly emit: Emit;
  /** Throws `conflict` while no workspace is open. */
  host(): Host;
  /** Null while no workspace is open. */
  openHost(): Host | null;
  /** Opens a workspace in place of the one that is open, or with null closes that. */
  changeHost(next: (() => Promise<Host>) | null): Promise<void>;
}
