/** Options that several defenses have in common, said once. */
import { boolean, integer, number } from '../../../src-shared/schema/fields.ts';

/** Batch size; see `fittingBatch`. */
export const batchOption = integer({
  default: 128,
  min: 8,
  max: 4096,
  unit: 'samples',
  advanced: true,
  help: 'Batch size; of small datasets at most a tenth of the samples',
});

export const weightDecayOption = (value: number) =>
  number({
    default: value,
    min: 0,
    max: 0.1,
    unit: 'per update',
    advanced: true,
    help: 'Weight decay of all weights',
  });

export const minUpdatesOption = (value: number, help: string) =>
  integer({ default: value, min: 0, max: 1_000_000, unit: 'updates', advanced: true, help });

export const rateOption = (value: number, help: string) =>
  number({ default: value, min: 1e-6, max: 1, unit: 'learning rate', advanced: true, help });

/** How a network is made to forget what was isolated; see `runUnlearning`. */
export const unlearningOptions = {
  unlearnRate: rateOption(5e-4, 'Learning rate of unlearning'),
  unlearnBounded: boolean({
    default: true,
    advanced: true,
    help: 'End unlearning when 80 % of the isolated samples left their label, when other labels lose too much, or after 80 updates; otherwise after the full number of epochs',
  }),
  unlearnEpochs: integer({
    default: 20,
    min: 1,
    max: 1000,
    unit: 'epochs',
    advanced: true,
    help: 'Passes of unlearning over the isolated samples when it is not bounded',
  }),
};
