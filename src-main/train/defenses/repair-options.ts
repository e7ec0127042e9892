/** What the definitions of repair methods have in common, said once. */
import { boolean, number } from '../../../src-shared/schema/fields.ts';
import { epochsOfUpdates, fittingBatch } from './lengths.ts';

export const augmentOption = boolean({
  default: true,
  advanced: true,
  help: 'Crops and flips of trusted samples (series: shifts and a little noise)',
});

export const maxDropOption = (value: number) =>
  number({
    default: value,
    min: 0,
    max: 0.5,
    unit: 'fraction of held-out trusted samples',
    help: 'Accuracy that pruning may cost, measured on the half of the trusted samples that nothing is learned from',
  });

/** What every repair says of the data it needs. */
export const TRUSTED_LIMITS =
  'Needs training samples that are known to be clean: the papers take 5 % of the training data, Assay at least 1 %, 20, and 4 a class. Half of them teach, half decide. It judges no sample, and what the trusted samples do not show it may unlearn.';

/** What every repair is: it begins with a trained model, needs clean data and judges no sample. */
export const REPAIR = {
  kind: 'repair',
  modalities: ['image', 'series'],
  needs: { cleanHoldout: true, gradients: true },
  scores: {},
  ranking: [],
  subsets: {},
  undefendedStage: 'base',
} as const;

/** The stage every repair begins with. */
export const BASE_STAGE = { base: 'the model as it came' };

/** A sample only predicted, as a share of one trained. */
export const PREDICTED = 1 / 3;

export interface RepairLengths {
  /** Trusted samples that teach. */
  learned: number;
  batch: number;
  epochs: number;
}

/** Length of a stage that learns from half of `trusted` samples; small sets get batches they fill and more epochs. */
export function repairLengths(
  chosen: { batch: number; epochs: number; minUpdates: number },
  trusted: number,
): RepairLengths {
  const learned = Math.ceil(trusted / 2);
  const batch = fittingBatch(chosen.batch, learned);
  return {
    learned,
    batch,
    epochs: Math.max(chosen.epochs, epochsOfUpdates(chosen.minUpdates, batch, learned)),
  };
}
