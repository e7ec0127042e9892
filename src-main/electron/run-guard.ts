/** While work goes on: the machine stays awake, the taskbar shows how far it is, its end is told, quitting asks. */
import { app, dialog, Notification, powerSaveBlocker, type BrowserWindow } from 'electron';
import { isActive, type JobSnapshot } from '../../src-shared/domain/job.ts';
import type { Application } from '../host/application.ts';
import type { NativeLabels } from './native-labels.ts';

/** Work that took this long may have been left alone meanwhile. */
const LONG_MS = 30_000;
const NO_PROGRESS = -1;
/** Values above 1 show that something goes on, without how much. */
const UNKNOWN_PROGRESS = 2;

export interface RunGuard {
  /** Also for windows made later. */
  watch(window: BrowserWindow): void;
}

type GetWindow = () => BrowserWindow | null;

export function guardRuns(application: Application, labels: NativeLabels, mainWindow: GetWindow): RunGuard {
  const told = new Set<number>();
  let blocker: number | null = null;
  let question: 'none' | 'asked' | 'answered' = 'none';

  const onJobs = (changed: readonly JobSnapshot[]): void => {
    const active = application.activeJobs();
    const hasRun = active.some((job) => job.kind === 'audit');
    if (hasRun && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!hasRun && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
    const window = mainWindow();
    window?.setProgressBar(progressOf(active));
    for (const job of changed) {
      if (isActive(job) || told.has(job.id)) continue;
      told.add(job.id);
      if (isWorthTelling(job) && window?.isFocused() !== true) tell(job, labels, mainWindow);
    }
  };
  application.onEvent((name, value) => {
    if (name === 'jobs.changed') onJobs(value as readonly JobSnapshot[]);
  });

  const ask = async (): Promise<void> => {
    if (question === 'asked') return;
    question = 'asked';
    const response = await askToQuit(mainWindow(), labels);
    question = response === 0 ? 'answered' : 'none';
    if (response === 0) app.quit();
  };
  const hold = (event: { preventDefault(): void }): void => {
    if (question === 'answered' || application.activeJobs().length === 0) return;
    event.preventDefault();
    void ask();
  };
  app.on('before-quit', hold);
  return {
    watch(window) {
      // On macOS a program goes on without its window.
      if (process.platform !== 'darwin') window.on('close', hold);
    },
  };
}

async function askToQuit(window: BrowserWindow | null, labels: NativeLabels): Promise<number> {
  const options = {
    type: 'question' as const,
    message: labels.quitQuestion,
    detail: labels.quitDetail,
    buttons: [labels.stopAndQuit, labels.stay],
    defaultId: 1,
    cancelId: 1,
  };
  const shown = window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(window, options);
  return (await shown).response;
}

function progressOf(active: readonly JobSnapshot[]): number {
  const job = active.find(({ kind }) => kind === 'audit') ?? active[0];
  if (job === undefined) return NO_PROGRESS;
  const { progress } = job;
  return progress === null || progress.total === 0 ? UNKNOWN_PROGRESS : progress.done / progress.total;
}

function isWorthTelling({ state, startedAt, endedAt }: JobSnapshot): boolean {
  if (endedAt === null || state === 'cancelled') return false;
  return Date.parse(endedAt) - Date.parse(startedAt) > LONG_MS;
}

function tell(job: JobSnapshot, labels: NativeLabels, mainWindow: GetWindow): void {
  if (!Notification.isSupported()) return;
  const isDone = job.state === 'done';
  const body = isDone ? job.subject : `${job.subject}: ${job.error?.message ?? ''}`;
  const notification = new Notification({ title: isDone ? labels.done : labels.failed, body });
  notification.on('click', () => {
    const window = mainWindow();
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  notification.show();
}
