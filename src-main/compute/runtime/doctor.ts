/** What this machine has of what Assay uses, and for everything missing the one command that mends it. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus, freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { toAssayError } from '../../../src-shared/errors/assay-error.ts';
import { runCommand } from './command.ts';
import { cacheFolder, hasNvidiaDriver, isReady, runtimeFolder } from './locate.ts';
import { isPinned, runtimePins, TENSORFLOW_VERSION, type Variant } from './pins.ts';
import { findCompiler, findPythonWithPip } from './prerequisites.ts';

export interface Finding {
  id: string;
  title: string;
  /** `missing` stops something that the main job needs; `absent` is something it can do without. */
  state: 'ok' | 'missing' | 'absent';
  detail: string;
  /** The command that mends it, null where nothing needs mending. */
  mend: string | null;
}

const require = createRequire(import.meta.url);
const OLDEST_NODE = 24;
const LEAST_MEMORY = 3e9;

export async function examine(): Promise<Finding[]> {
  const cpu = tensorflow('cpu');
  const cuda = tensorflow('cuda');
  // Where one build is there, the main job runs; the other, and the tools that make it, can be done without.
  const isSetUp = cpu.state === 'ok' || (cuda.state === 'ok' && hasNvidiaDriver());
  return [
    node(),
    isSetUp && cpu.state === 'missing' ? { ...cpu, state: 'absent' } : cpu,
    isSetUp && cuda.state === 'missing' ? { ...cuda, state: 'absent' } : cuda,
    devices(),
    await tool('compiler', 'C++ compiler', findCompiler, 'apt-get install g++', isSetUp),
    await tool('python', 'Python 3 with pip', findPythonWithPip, 'apt-get install python3-pip', isSetUp),
    await disk(isSetUp),
    memory(),
    await chromium(),
    electron(),
  ];
}

function node(): Finding {
  const isNewEnough = Number(process.versions.node.split('.')[0]) >= OLDEST_NODE;
  return {
    id: 'node',
    title: 'Node.js',
    state: isNewEnough ? 'ok' : 'missing',
    detail: `${process.version} at ${process.execPath}`,
    mend: isNewEnough ? null : 'npm ci',
  };
}

function tensorflow(variant: Variant): Finding {
  const title = `TensorFlow ${TENSORFLOW_VERSION} (${variant})`;
  const command = `npm run assay -- setup --device ${variant}`;
  try {
    const folder = runtimeFolder(variant);
    if (isReady(folder))
      return { id: `tensorflow-${variant}`, title, state: 'ok', detail: folder, mend: null };
    const isNeeded = variant === 'cpu' || hasNvidiaDriver();
    return {
      id: `tensorflow-${variant}`,
      title,
      state: isNeeded ? 'missing' : 'absent',
      detail: isNeeded ? 'not set up yet' : 'not set up; no NVIDIA driver here would use it',
      mend: isNeeded ? command : null,
    };
  } catch (thrown) {
    return {
      id: `tensorflow-${variant}`,
      title,
      state: variant === 'cpu' ? 'missing' : 'absent',
      detail: toAssayError(thrown).message,
      mend: null,
    };
  }
}

function devices(): Finding {
  const processors = cpus();
  const gpu = hasNvidiaDriver() ? 'NVIDIA driver present' : 'no NVIDIA driver';
  const detail = `${processors.length} x ${processors[0]?.model.trim() ?? 'CPU'}; ${gpu}`;
  return { id: 'devices', title: 'Devices', state: 'ok', detail, mend: null };
}

/** Compiler and Python serve set-up only: once TensorFlow is there they may be absent. */
async function tool(
  id: string,
  title: string,
  find: () => Promise<string>,
  mend: string,
  isSetUp: boolean,
): Promise<Finding> {
  try {
    const name = await find();
    const version = (await runCommand(name, ['--version'])).output.split('\n')[0] ?? '';
    return { id, title, state: 'ok', detail: version, mend: null };
  } catch {
    const state = isSetUp ? 'absent' : 'missing';
    return { id, title, state, detail: 'not found', mend };
  }
}

/** Set-up is what needs the room; afterwards there may be less. Makes nothing: the nearest folder tells the disk. */
async function disk(isSetUp: boolean): Promise<Finding> {
  const folder = cacheFolder();
  let place = folder;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const needed = setUpBytes();
  const isEnough = isSetUp || free >= needed;
  const detail = isEnough
    ? `${(free / 1e9).toFixed(1)} GB free at ${folder}`
    : `${(free / 1e9).toFixed(1)} GB free at ${folder}; set-up needs ${(needed / 1e9).toFixed(1)} GB`;
  const mend = isEnough ? null : 'export ASSAY_CACHE=/a/folder/on/another/disk';
  return { id: 'disk', title: 'Disk', state: isEnough ? 'ok' : 'missing', detail, mend };
}

/** What set-up takes on the disk, as it will check itself; nothing where there is no build for this machine. */
function setUpBytes(): number {
  const variant = hasNvidiaDriver() && isPinned('cuda') ? 'cuda' : 'cpu';
  return isPinned(variant) ? runtimePins(variant).diskBytes : 0;
}

function memory(): Finding {
  const isEnough = totalmem() >= LEAST_MEMORY;
  const detail = `${(freemem() / 1e9).toFixed(1)} of ${(totalmem() / 1e9).toFixed(1)} GB free`;
  return { id: 'memory', title: 'Memory', state: isEnough ? 'ok' : 'missing', detail, mend: null };
}

async function chromium(): Promise<Finding> {
  const title = 'Chromium';
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const { code, output } = await runCommand(name, ['--version']);
    // Wrapper scripts may print warnings of their own beside the version.
    const version = /(?:Chromium|Google Chrome) [\d.]+/.exec(output)?.[0];
    if (code === 0) return { id: 'chromium', title, state: 'ok', detail: version ?? name, mend: null };
  }
  const detail = 'not found; the tests in a browser and the pictures of the screens need it';
  return { id: 'chromium', title, state: 'absent', detail, mend: 'apt-get install chromium' };
}

function electron(): Finding {
  const title = 'Electron';
  const detail = 'not installed; the command line does not need it';
  try {
    const folder = dirname(require.resolve('electron/package.json'));
    const hasBinary = existsSync(join(folder, 'path.txt'));
    return hasBinary
      ? { id: 'electron', title, state: 'ok', detail: folder, mend: null }
      : {
          id: 'electron',
          title,
          state: 'absent',
          detail: 'its program is not there',
          mend: 'npx install-electron',
        };
  } catch {
    return { id: 'electron', title, state: 'absent', detail, mend: 'npm install --no-save electron' };
  }
}
