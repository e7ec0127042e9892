/**
 * Everything a person can ask for from anywhere. The palette, the keys, the help and the native menu work from this one
 * list, so they cannot drift apart.
 */
import { t, type MessageKey } from '../i18n/index.ts';
import { said } from '../i18n/said.ts';
import { call } from '../rpc/connection.ts';
import { askForPath } from '../ui/use-path-picker.ts';
import { announce, attempt, notify } from './notices.ts';
import { placeRunId, placeVersionId } from './place.ts';
import { router } from './routes.ts';
import { jobOfRun, settings, theme, workspace } from './session.ts';
import { helpIsOpen, paletteIsOpen } from './overlays.ts';

export interface AppCommand {
  id: string;
  title: MessageKey;
  /** For tinykeys; `$mod` is Ctrl, on macOS Cmd. */
  keys: string | null;
  /** Absent: always. */
  isPossible?: () => boolean;
  run(): unknown;
}

const hasWorkspace = (): boolean => workspace.value !== null;
const hasVersion = (): boolean => placeVersionId.value !== null;

function go(name: string): () => unknown {
  return () => router.push({ name, params: paramsFor(name) });
}

/** A screen about a run or a version opens with the one at hand. */
export function paramsFor(name: string): Record<string, string> {
  const run = placeRunId.value;
  const version = placeVersionId.value;
  if (['runs', 'inspect', 'export', 'detectors'].includes(name) && run !== null)
    return { runId: String(run) };
  if (['dataset', 'verdicts', 'compare'].includes(name) && version !== null)
    return { versionId: String(version) };
  return {};
}

export async function openWorkspace(path: string, create: boolean): Promise<void> {
  await attempt(async () => {
    const opened = await call('workspace.open', { path, create });
    if (opened.upgradeNote !== null) notify(said(opened.upgradeNote));
    await router.push('/library');
  });
}

async function askAndOpen(): Promise<void> {
  const path = await askForPath({ title: t('library.openTitle'), kind: 'file', extension: '.assay' });
  if (path !== null) await openWorkspace(path, false);
}

async function askAndCreate(): Promise<void> {
  const path = await askForPath({
    title: t('library.newTitle'),
    kind: 'save',
    extension: '.assay',
    suggestion: 'audit.assay',
  });
  if (path !== null) await openWorkspace(path, true);
}

/** The practice dataset; in a new workspace where none is open. */
async function openExample(): Promise<void> {
  if (!hasWorkspace()) {
    const path = await askForPath({
      title: t('library.exampleTitle'),
      kind: 'save',
      extension: '.assay',
      suggestion: 'practice.assay',
    });
    if (path === null) return;
    await openWorkspace(path, true);
    if (!hasWorkspace()) return;
  }
  await attempt(() => call('examples.start', {}));
}

export async function takeBack(way: 'undo' | 'redo'): Promise<void> {
  const versionId = placeVersionId.value;
  if (versionId === null) return;
  await attempt(async () => {
    const done = await call(`verdicts.${way}`, { versionId });
    announce(done === null ? t(`verdicts.${way}Nothing`) : t(`verdicts.${way}Done`, { n: done.count }));
    if (done === null) notify(t(`verdicts.${way}Nothing`));
  });
}

export const COMMANDS: readonly AppCommand[] = [
  { id: 'palette', title: 'commands.palette', keys: '$mod+k', run: () => (paletteIsOpen.value = true) },
  { id: 'keys-help', title: 'commands.keysHelp', keys: '?', run: () => (helpIsOpen.value = true) },
  { id: 'undo', title: 'commands.undo', keys: '$mod+z', isPossible: hasVersion, run: () => takeBack('undo') },
  {
    id: 'redo',
    title: 'commands.redo',
    keys: '$mod+Shift+z',
    isPossible: hasVersion,
    run: () => takeBack('redo'),
  },
  { id: 'new-workspace', title: 'commands.newWorkspace', keys: null, run: askAndCreate },
  { id: 'open-workspace', title: 'commands.openWorkspace', keys: '$mod+o', run: askAndOpen },
  {
    id: 'close-workspace',
    title: 'commands.closeWorkspace',
    keys: null,
    isPossible: hasWorkspace,
    run: () => attempt(() => call('workspace.close', {})),
  },
  { id: 'import', title: 'commands.import', keys: 'g m', run: () => router.push('/import') },
  { id: 'open-example', title: 'commands.openExample', keys: null, run: openExample },
  {
    id: 'new-run',
    title: 'commands.newRun',
    keys: 'g n',
    isPossible: hasVersion,
    run: () => router.push('/runs/new'),
  },
  {
    id: 'stop-run',
    title: 'commands.stopRun',
    keys: null,
    isPossible: () => placeRunId.value !== null && jobOfRun(placeRunId.value) !== null,
    run: () => attempt(() => call('runs.stop', { runId: placeRunId.value ?? 0 })),
  },
  { id: 'go-library', title: 'nav.library', keys: 'g l', run: go('library') },
  { id: 'go-dataset', title: 'nav.dataset', keys: 'g d', run: go('dataset') },
  { id: 'go-runs', title: 'nav.runs', keys: 'g r', run: go('runs') },
  { id: 'go-inspect', title: 'nav.inspect', keys: 'g i', run: go('inspect') },
  {
    id: 'go-detectors',
    title: 'detectors.screen',
    keys: 'g o',
    isPossible: () => placeRunId.value !== null,
    run: go('detectors'),
  },
  { id: 'go-verdicts', title: 'nav.verdicts', keys: 'g v', run: go('verdicts') },
  { id: 'go-compare', title: 'nav.compare', keys: 'g f', run: go('compare') },
  { id: 'go-export', title: 'nav.export', keys: 'g e', run: go('export') },
  { id: 'go-benchmarks', title: 'nav.benchmarks', keys: 'g b', run: go('benchmarks') },
  { id: 'go-methods', title: 'nav.methods', keys: 'g h', run: go('methods') },
  { id: 'go-settings', title: 'nav.settings', keys: 'g s', run: go('settings') },
  {
    id: 'toggle-theme',
    title: 'commands.toggleTheme',
    keys: null,
    isPossible: () => settings.value !== null,
    run: () => attempt(() => call('settings.write', { theme: theme.value === 'dark' ? 'light' : 'dark' })),
  },
];

export function runCommand(id: string): void {
  // The native menu's name for the export screen.
  const command = COMMANDS.find((one) => one.id === (id === 'export' ? 'go-export' : id));
  if (command !== undefined && (command.isPossible?.() ?? true)) command.run();
}

/** Keys as people read them. */
export function shownKeys(keys: string): string[] {
  const isMac = window.navigator.platform.startsWith('Mac');
  return keys
    .split(/[ +]/)
    .map((key) =>
      key === '$mod' ? (isMac ? '⌘' : 'Ctrl') : key === 'Shift' ? (isMac ? '⇧' : 'Shift') : key.toUpperCase(),
    );
}
