/** The command line of a run says what the run is, whatever preset and defaults say. */
import { expect, it } from 'vitest';
import { CATALOG } from '../../src-main/host/catalog.ts';
import { commandOf } from '../../src-main/services/run-command.ts';
import type { AuditSpec } from '../../src-shared/domain/run.ts';
import { parseOptions } from '../../src-shared/schema/parse.ts';

const E2ABL = CATALOG.defenses.find(({ id }) => id === 'e2abl')!;
const VERSION = { dataset: 'street signs', version: 2, splits: { train: 200, test: 50 } };

function commandWith(options: Record<string, number>, change: Partial<AuditSpec> = {}): string {
  const spec: AuditSpec = {
    ...{ defense: 'e2abl', defenseVersion: E2ABL.version, preset: 'quick', arch: 'wrn-16-1', seed: 3 },
    ...{ device: 'cpu', execution: 'auto' },
    options: { ...parseOptions(E2ABL.options, { ...E2ABL.presets['quick'], ...options }) },
    ...change,
  };
  return commandOf(spec, E2ABL, VERSION, 'intake.assay');
}

const PLAIN =
  "assay audit intake.assay 'street signs@2' --defense e2abl --preset quick --arch wrn-16-1 --seed 3 --device cpu";

it('leaves out what preset and defaults say', () => {
  expect(commandWith({})).toBe(PLAIN);
});

it('names an option that has its default again where the preset has another value', () => {
  expect(E2ABL.presets['quick']).toMatchObject({ epochs: 12 });
  expect(E2ABL.options['epochs']).toMatchObject({ default: 30 });
  expect(commandWith({ epochs: 30 })).toBe(`${PLAIN} --epochs 30`);
});

it('names what is not an option: execution, verdicts, base, trusted samples', () => {
  expect(commandWith({}, { execution: 'captured' })).toBe(`${PLAIN} --execution captured`);
  expect(commandWith({}, { judged: { poison: [1], clean: [] } })).toBe(`${PLAIN} --use-verdicts`);
  expect(commandWith({}, { base: 7, trusted: { source: 'drill', indices: [1, 2, 3, 4] } })).toBe(
    `${PLAIN} --base 7 --trusted 0.02`,
  );
});
