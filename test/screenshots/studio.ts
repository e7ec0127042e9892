/** The program with a browser before it, and a way to take pictures of what it shows in both themes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { readProgramVersion } from '../../src-main/cli/version.ts';
import { createApplication } from '../../src-main/host/application.ts';
import { startServer } from '../../src-main/server/start-server.ts';
import { buildPage } from '../../src-main/start/build-page.ts';
import type { Handlers } from '../../src-shared/rpc/server.ts';
import { launchChromium } from '../e2e/support/chromium.ts';
import { newFolder } from '../e2e/support/program.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const VIEWPORT = { width: 1440, height: 900 };
const PAPER = { width: 1160, height: 1500 };
const THEMES = ['light', 'dark'] as const;

export interface Studio {
  page: Page;
  handlers: Handlers;
  signal: AbortSignal;
  /** For datasets and exports; gone at the end. */
  folder: string;
  open: (path: string) => Promise<void>;
  shoot: (name: string) => Promise<void>;
  /** The beginning of a page that is a file, as it is printed: light. */
  shootFile: (name: string, path: string) => Promise<void>;
  /** The result of a job. Throws where it fails. */
  jobEnd: (job: { jobId: number }) => Promise<unknown>;
  close(): Promise<void>;
}

/** `out`: the folder of the pictures. */
export async function openStudio(out: string): Promise<Studio> {
  const folder = newFolder('screens');
  process.env['ASSAY_CONFIG'] = join(folder.path, 'config');
  const application = await createApplication({
    programVersion: readProgramVersion(),
    abilities: { nativeDialogs: false, roots: [folder.path] },
  });
  const { handlers } = application;
  const { signal } = new AbortController();
  await buildPage();
  await handlers['workspace.open']({ path: join(folder.path, 'vendor-intake.assay'), create: true }, signal);
  await handlers['settings.write']({ author: 'auditor' }, signal);
  const server = await startServer(application, { port: 0, pageFolder: join(ROOT, 'out', 'renderer') });
  const browser = await launchChromium();
  const context = await browser.newContext({ viewport: VIEWPORT });
  const page = await context.newPage();
  await page.goto(server.link);
  mkdirSync(out, { recursive: true });

  /** A palette makes files a third as large, and nobody sees the difference. */
  async function keep(name: string, picture: Buffer): Promise<void> {
    writeFileSync(
      join(out, `${name}.png`),
      await sharp(picture).png({ palette: true, quality: 90 }).toBuffer(),
    );
  }

  return {
    ...{ page, handlers, signal, folder: folder.path },
    async open(path) {
      await page.goto(`http://127.0.0.1:${server.port}/#${path}`);
      await page.waitForTimeout(1800);
    },
    async shoot(name) {
      for (const theme of THEMES) {
        await handlers['settings.write']({ theme }, signal);
        await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
        await page.waitForTimeout(700);
        await keep(`${name}-${theme}`, await page.screenshot());
      }
      console.log(name);
    },
    async shootFile(name, path) {
      const sheet = await browser.newPage({ viewport: PAPER, colorScheme: 'light' });
      await sheet.goto(pathToFileURL(path).href);
      await keep(name, await sheet.screenshot());
      await sheet.close();
      console.log(name);
    },
    async jobEnd({ jobId }) {
      for (;;) {
        const job = (await handlers['jobs.list']({}, signal)).find(({ id }) => id === jobId);
        if (job === undefined) throw new Error(`job ${jobId} is gone`);
        if (job.state === 'done') return job.result;
        if (job.endedAt !== null)
          throw new Error(`${job.kind} ended as ${job.state}: ${job.error?.message ?? ''}`);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    async close() {
      await browser.close();
      await server.close();
      await application.close();
      folder.remove();
    },
  };
}
