/**
 * `npm run bench:interface`: the interface with 100,000 generated samples in Chromium against the real host, and the
 * host's event loop while a run trains. Prints JSON lines; milliseconds and megabytes.
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Browser, Page } from 'playwright-core';
import { buildPage } from '../../../src-main/start/build-page.ts';
import { launchChromium } from '../../e2e/support/chromium.ts';
import { newFolder } from '../../e2e/support/program.ts';

const SAMPLES = 100_000;
const SCROLL_SECONDS = 12;

function print(bench: string, values: Record<string, number | string>): void {
  const rounded = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' ? Math.round(value * 10) / 10 : value,
  ]);
  console.log(JSON.stringify({ bench, ...Object.fromEntries(rounded) }));
}

async function rendererMemory(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(
      ({ id }) =>
        Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1024,
    );
  return Math.max(...sizes);
}

/** Scrolls the grid from its top to its end at an even speed and returns the times between frames. */
function scrollThrough(page: Page, seconds: number): Promise<number[]> {
  return page.evaluate(async (duration) => {
    const scroller = document.querySelector('[role="grid"]')!;
    const times: number[] = [];
    const reach = scroller.scrollHeight - scroller.clientHeight;
    await new Promise<void>((resolve) => {
      let start = 0;
      let last = 0;
      const step = (now: number): void => {
        if (start === 0) start = now;
        else times.push(now - last);
        last = now;
        const share = (now - start) / (1000 * duration);
        scroller.scrollTop = reach * Math.min(1, share);
        if (share < 1) requestAnimationFrame(step);
        else resolve();
      };
      requestAnimationFrame(step);
    });
    return times;
  }, seconds);
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

/** Waits until every tile in view is drawn, then returns the time that took since `startedAt` (page time). */
function tilesDrawn(page: Page): Promise<void> {
  return page
    .waitForFunction(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.grid canvas');
      const context = canvas?.getContext('2d', { willReadFrequently: false });
      if (!canvas || !context || canvas.width < 100) return false;
      const blank = getComputedStyle(document.documentElement).getPropertyValue('--tile-bg').trim();
      const [r, g, b] = [1, 3, 5].map((at) => parseInt(blank.slice(at, at + 2), 16));
      const { data } = context.getImageData(10, 10, 400, 400);
      let blanks = 0;
      for (let i = 0; i < data.length; i += 4 * 97) {
        if (data[i] === r && data[i + 1] === g && data[i + 2] === b) blanks++;
      }
      return blanks < 5 && data[3] === 255;
    })
    .then(() => undefined);
}

/** Time from choosing a value in a list until two frames after the page has taken it in. */
function choose(page: Page, value: string): Promise<number> {
  return page.evaluate(async (wanted) => {
    const select = [...document.querySelectorAll('select')].find((one) =>
      [...one.options].some((option) => option.value === wanted),
    )!;
    const startedAt = performance.now();
    select.value = wanted;
    select.dispatchEvent(new Event('change'));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now() - startedAt;
  }, value);
}

/** The same for one step of the threshold. */
function moveThreshold(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const startedAt = performance.now();
    const key = new KeyboardEvent('keydown', { key: 'PageUp', bubbles: true });
    document.querySelector('[role="slider"]')!.dispatchEvent(key);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return performance.now() - startedAt;
  });
}

const folder = newFolder('interface-bench');
await buildPage();
const HOST = new URL('./host-process.ts', import.meta.url).pathname;
const host = fork(HOST, [folder.path, String(SAMPLES)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });

function answer<T>(type: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const take = (message: { type: string }): void => {
      if (message.type !== type) return;
      host.off('message', take);
      resolve(message as T);
    };
    host.on('message', take);
    host.once('exit', (code) => reject(new Error(`the host ended with ${code}`)));
  });
}

const server = await answer<{ link: string; port: number }>('ready');
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(server.link);
await page
  .getByRole('link', { name: /generated/ })
  .first()
  .waitFor();

// Opening: from the click to the grid with its counts, and to the first tiles.
const opened = await page.evaluate(() => {
  const startedAt = performance.now();
  document.querySelector<HTMLAnchorElement>('td a')!.click();
  return new Promise<number>((resolve) => {
    const look = (): void => {
      const grid = document.querySelector('[role="grid"]');
      if (grid !== null && Number(grid.getAttribute('aria-rowcount')) > 100)
        resolve(performance.now() - startedAt);
      else requestAnimationFrame(look);
    };
    look();
  });
});
const openedAt = performance.now();
await tilesDrawn(page);
print('open', { samples: SAMPLES, datasetMs: opened, firstTilesMs: performance.now() - openedAt });

const frames = await scrollThrough(page, SCROLL_SECONDS);
print('scroll', {
  seconds: SCROLL_SECONDS,
  frames: frames.length,
  medianMs: quantile(frames, 0.5),
  p95Ms: quantile(frames, 0.95),
  worstMs: Math.max(...frames),
});
print('memory', { rendererMB: await rendererMemory(browser) });

/** What the host's own loop suffers from a short run, from its start to its end. */
async function trainAndWatch(
  meanwhile: () => Promise<void>,
): Promise<{ runId: number; max: number; p99: number }> {
  const trained = answer<{ runId: number }>('trained');
  host.send('watch');
  host.send('run');
  await meanwhile();
  const { runId } = await trained;
  const loop = answer<{ max: number; p99: number }>('loop');
  host.send('report');
  return { runId, ...(await loop) };
}

const alone = await trainAndWatch(() => Promise.resolve());
print('host-while-training', { loopMaxMs: alone.max, loopP99Ms: alone.p99 });

// The same while a person scrolls: on two cores the browser, the host and TensorFlow then want three.
let trainingFrames: number[] = [];
const run = await trainAndWatch(async () => {
  await page.waitForTimeout(15_000);
  trainingFrames = await scrollThrough(page, SCROLL_SECONDS);
});
print('host-while-training-and-scrolling', {
  loopMaxMs: run.max,
  loopP99Ms: run.p99,
  scrollMedianMs: quantile(trainingFrames, 0.5),
});

// Sorting by score and filtering, in Inspect.
await page.goto(`http://127.0.0.1:${server.port}/#/inspect/${run.runId}`);
await page.locator('[data-test="flagged-count"]').waitFor();
await tilesDrawn(page);
const sorts: number[] = [];
for (const value of ['trust', 'index', 'suspicion', 'class', 'suspicion'])
  sorts.push(await choose(page, value));
const filters: number[] = [];
for (const value of ['flagged', 'unflagged', 'all', 'poison', 'none'])
  filters.push(await choose(page, value));
await page.getByRole('button', { name: 'Clear all' }).click();
const drags: number[] = [];
for (let i = 0; i < 10; i++) drags.push(await moveThreshold(page));
print('inspect', {
  sortWorstMs: Math.max(...sorts),
  filterWorstMs: Math.max(...filters),
  thresholdMedianMs: quantile(drags, 0.5),
});
const inspectFrames = await scrollThrough(page, SCROLL_SECONDS);
print('scroll-by-score', { medianMs: quantile(inspectFrames, 0.5), p95Ms: quantile(inspectFrames, 0.95) });
print('memory-after-all', { rendererMB: await rendererMemory(browser) });
print('machine', { chromium: browser.version(), cores: availableParallelism() });

// The other long work of the host: a version of as many samples, made and stored.
const poisoned = answer<object>('poisoned');
host.send('watch');
host.send('poison');
await poisoned;
const drillLoop = answer<{ max: number; p99: number; mean: number }>('loop');
host.send('report');
print('host-while-poisoning', { loopMaxMs: (await drillLoop).max });

await browser.close();
const ended = new Promise((resolve) => host.once('exit', resolve));
host.send('stop');
await ended;
folder.remove();
