/** A benchmark as a person would type it, so that what the window does can be done again without it. */
import { quoted } from '../services/run-command.ts';
import type { BenchmarkLimits } from './benchmark.ts';
import type { BenchmarkRequest } from './service.ts';

/** Without what the command does by itself. */
export function benchmarkCommand(
  workspace: string,
  request: BenchmarkRequest,
  { budget, parallel, retriesFailed }: BenchmarkLimits,
): string {
  const words = ['assay', 'bench', 'paper', '--workspace', quoted(workspace)];
  const add = (flag: string, value: string): void => void words.push(flag, quoted(value));
  add('--table', request.tables.join(','));
  add('--scale', request.scale);
  for (const [id, source] of Object.entries(request.data)) add('--data', `${id}=${source}`);
  for (const name of ['attacks', 'defenses', 'datasets', 'seeds'] as const) {
    const chosen = request[name];
    if (chosen !== null) add(`--${name}`, chosen.join(','));
  }
  if (request.preset !== null) add('--preset', request.preset);
  if (request.arch !== null) add('--arch', request.arch);
  if (request.device !== 'auto') add('--device', request.device);
  for (const [defense, options] of Object.entries(request.options)) {
    for (const [name, value] of Object.entries(options)) add('--option', `${defense}.${name}=${value}`);
  }
  if (budget !== null) add('--budget', durationText(budget));
  if (parallel !== null) add('--parallel', String(parallel));
  if (retriesFailed) words.push('--retry');
  return words.join(' ');
}

/** In the largest unit that says it exactly. */
function durationText(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
