import { describe, expect, it } from 'vitest';
import type { AssayError } from '../../../src-shared/errors/assay-error.ts';
import { boolean, choice, integer, number } from '../../../src-shared/schema/fields.ts';
import { flagsOf, parseOptions } from '../../../src-shared/schema/parse.ts';

const schema = {
  isolationFraction: number({ default: 0.01, min: 0.001, max: 0.5, unit: 'fraction', help: 'Share' }),
  slEpochs: integer({ default: 10, min: 1, max: 500, unit: 'epochs', help: 'Length' }),
  augmentSl: boolean({ default: true, help: 'Crops' }),
  rule: choice({ choices: ['mean', 'last'], default: 'mean', help: 'Rule' }),
};

describe('parseOptions', () => {
  it('fills in defaults and takes text as from a command line', () => {
    const parsed = parseOptions(schema, { isolationFraction: '0.05', augmentSl: 'false', rule: 'last' });
    expect(parsed).toEqual({ isolationFraction: 0.05, slEpochs: 10, augmentSl: false, rule: 'last' });
  });

  it.each([
    [{ isolationFraction: 0.6 }, /--isolation-fraction must be from 0.001 to 0.5 \(fraction\), not 0.6/],
    [{ isolationFraction: 'much' }, /must be a number, not "much"/],
    [{ isolationFraction: '' }, /must be a number/],
    [{ isolationFraction: Number.NaN }, /must be a number/],
    [{ slEpochs: 2.5 }, /whole number/],
    [{ augmentSl: 'maybe' }, /true or false/],
    [{ rule: 'first' }, /one of mean, last/],
    [{ slEpoch: 3 }, /no option --sl-epoch\. Known: .*sl-epochs/],
  ])('refuses %j', (raw, message) => {
    const run = (): unknown => parseOptions(schema, raw);
    expect(run).toThrow(message);
    try {
      run();
    } catch (thrown) {
      expect((thrown as AssayError).code).toBe('usage.invalid');
    }
  });

  it('makes flags with range, unit and default', () => {
    expect(flagsOf(schema)[0]).toEqual({
      option: 'isolationFraction',
      flags: '--isolation-fraction <number>',
      description: 'Share (0.001 to 0.5, fraction; default 0.01)',
    });
    expect(flagsOf(schema)[2]!.flags).toBe('--augment-sl <true|false>');
  });
});
