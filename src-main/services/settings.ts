/**
 * What a person set, and what this machine was found to be: one JSON file a user, outside of every workspace. A file
 * that cannot be read as such is set aside under another name, and the defaults hold.
 */
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Settings } from '../../src-shared/rpc/contract.ts';
import { writeFileAtomic } from '../files/atomic-write.ts';

const RECENT_KEPT = 12;

const stored = z.object({
  author: z.string().min(1).max(100).optional(),
  language: z.enum(['system', 'en', 'de']).default('system'),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  device: z.enum(['auto', 'cpu', 'cuda']).default('auto'),
  recent: z.array(z.object({ path: z.string(), openedAt: z.string() })).default([]),
  /** Seconds to train one image once, by network, image shape and device. */
  speeds: z.record(z.string(), z.number().positive()).default({}),
});
type Stored = z.infer<typeof stored>;

/** `ASSAY_CONFIG`, else what the system sets aside for settings. */
export function configFolder(): string {
  const own = process.env['ASSAY_CONFIG'];
  if (own !== undefined && own !== '') return own;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Assay');
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? homedir(), 'Assay');
  return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'assay');
}

export class SettingsService {
  readonly #file: string;
  #stored: Stored;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(folder: string = configFolder()) {
    this.#file = join(folder, 'settings.json');
    this.#stored = readStored(this.#file);
  }

  read(): Settings {
    const { author, language, theme, device, recent } = this.#stored;
    return { author: author ?? systemUser(), language, theme, device, recent };
  }

  async write(change: Partial<Omit<Settings, 'recent'>>): Promise<Settings> {
    await this.#save({ ...this.#stored, ...change });
    return this.read();
  }

  /** Puts a workspace at the head of the recent ones. */
  async noteOpened(path: string): Promise<void> {
    const others = this.#stored.recent.filter((one) => one.path !== path);
    const recent = [{ path, openedAt: new Date().toISOString() }, ...others].slice(0, RECENT_KEPT);
    await this.#save({ ...this.#stored, recent });
  }

  speed(key: string): number | null {
    return this.#stored.speeds[key] ?? null;
  }

  async noteSpeed(key: string, secondsPerImage: number): Promise<void> {
    await this.#save({ ...this.#stored, speeds: { ...this.#stored.speeds, [key]: secondsPerImage } });
  }

  /** One after the other: two at once would race for the file. */
  async #save(next: Stored): Promise<void> {
    this.#stored = next;
    this.#writing = this.#writing.then(async () => {
      mkdirSync(dirname(this.#file), { recursive: true });
      await writeFileAtomic(this.#file, `${JSON.stringify(next, null, 2)}\n`, 0o600);
    });
    await this.#writing;
  }
}

function readStored(file: string): Stored {
  if (!existsSync(file)) return stored.parse({});
  try {
    return stored.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    renameSync(file, `${file}.unreadable`);
    return stored.parse({});
  }
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A system without an entry for this user, as in some containers.
    return 'auditor';
  }
}
