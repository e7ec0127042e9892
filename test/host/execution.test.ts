/** How training steps are run is decided when a run is planned, and told wherever the run's settings are. */
import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHost, type Host } from '../../src-main/host/create-host.ts';
import { CATALOG } from '../../src-main/host/catalog.ts';
import { commandOf } from '../../src-main/services/run-command.ts';
import type { AuditRequest } from '../../src-main/services/audit-plan.ts';
import { executionOf, type AuditSpec, type Execution } from '../../src-shared/domain/run.ts';
import { makeWorkspace } from '../cli/support/make-workspace.ts';

let folder: string;
let host: Host;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assay-execution-'));
  const workspace = await makeWorkspace(folder);
  host = await createHost({ workspace, mode: 'write', programVersion: 'test' });
});

afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

const choices: AuditRequest = {
  ...{ dataset: 'toys', defense: 'plain', preset: 'quick', arch: null, seed: 1 },
  ...{ device: 'cpu', options: {}, useVerdicts: false },
};

function planned(execution?: Execution): AuditSpec {
  return host.runs.plan(execution === undefined ? choices : { ...choices, execution }).spec;
}

const PLAIN = CATALOG.defenses.find(({ id }) => id === 'plain');
const TOYS = { dataset: 'toys', version: 1, splits: { train: 60, test: 0 } };
const command = (spec: AuditSpec): string => commandOf(spec, PLAIN, TOYS, 'w.assay');

it('takes graphs where nobody says otherwise, and what was said where somebody does', () => {
  expect(executionOf(planned())).toBe('auto');
  expect(executionOf(planned('captured'))).toBe('captured');
  expect(executionOf(planned('eager'))).toBe('eager');
  expect(command(planned())).not.toContain('--execution');
  expect(command(planned('captured'))).toContain('--execution captured');
});

it('takes a run from before there was a choice for what it is, so that it can go on', () => {
  const { execution: _none, ...old } = planned('eager');
  expect(planned('eager')).toEqual(old);
  expect(command(old)).toContain('--execution eager');
});

it.each(['eager', 'auto'] as const)('tells of a run that its steps are %s', (execution) => {
  const run = host.runs.create(host.runs.plan({ ...choices, execution }));
  expect(host.runDetail(run).document.execution).toBe(execution);
  expect(host.show().runs.find((one) => one.run === run)?.execution).toBe(execution);
});
