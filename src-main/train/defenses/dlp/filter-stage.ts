/** Turns the entropies of supervised learning into the two subsets the later stages work with, and reports them. */
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { warnOfLargeClass } from '../large-class.ts';
import type { DlpOptions } from './definition.ts';
import { filterByEntropy, type FilterResult } from './entropy-filter.ts';
import { entropyOfEpoch, KEPT_EPOCHS } from './supervised.ts';

/**
 * Subsets by the chosen rule; the other rule's isolated set is reported beside it, so that a person sees how much the
 * choice matters. Only the subsets in force heed what a person judged. A pure function of the stored scores: a resumed run finds the same subsets again.
 */
export async function applyEntropyFilter(
  context: DefenseContext,
  options: DlpOptions,
): Promise<FilterResult> {
  const { data, judged, report } = context;
  const classes = data.classes.length;
  const epochs = Number(context.session.notes['scoredEpochs']);
  const lastEpoch = stored(context, entropyOfEpoch(epochs));
  const mean = meanOfLaterEpochs(context, epochs);
  const margin = stored(context, 'margin');

  const byMean = filterByEntropy(mean, margin, data.labels, classes, options);
  const byLastEpoch = filterByEntropy(lastEpoch, margin, data.labels, classes, options);
  const inForce = options.scoreRule === 'mean' ? mean : lastEpoch;
  const chosen = filterByEntropy(inForce, margin, data.labels, classes, options, judged);

  if (judged.poison.length + judged.clean.length > 0) {
    await report.log(
      'info',
      `A person's verdicts outrank the filter: ${judged.poison.length} samples judged poison are isolated, ${judged.clean.length} judged clean keep their label.`,
    );
  }
  await report.scores('entropy', mean);
  await report.scores('entropyLastEpoch', Float32Array.from(lastEpoch));
  await report.scores('loss', Float32Array.from(stored(context, 'loss')));
  await report.scores('margin', Float32Array.from(margin));
  await report.scores('predicted', Float32Array.from(stored(context, 'predicted')));
  await report.subset('poisoned', chosen.isolated);
  await report.subset('clean', chosen.clean);
  await report.subset('poisonedMeanRule', byMean.isolated);
  await report.subset('poisonedPaperRule', byLastEpoch.isolated);
  await report.subset('cleanPaperRule', byLastEpoch.clean);

  await warnOfLargeClass(context, chosen.isolated);

  const fewest = Math.max(50, 5 * classes);
  if (options.order.includes('ASSFT') && chosen.clean.length < Math.min(fewest, data.labels.length / 10)) {
    throw new AssayError(
      'run.unfit',
      `Fine-tuning would have only ${chosen.clean.length} labelled samples; it needs at least ${fewest}. ` +
        `Raise the clean fraction (now ${options.cleanFraction}).`,
      { labelled: chosen.clean.length, needed: fewest },
    );
  }
  return chosen;
}

/**
 * Mean entropy over the later half of the epochs (ten at most). One epoch's entropy is a noisy judge, and the first
 * epochs come before the backdoor is learned.
 */
function meanOfLaterEpochs(context: DefenseContext, epochs: number): Float32Array {
  const window = Math.min(KEPT_EPOCHS, Math.max(1, Math.ceil(epochs / 2)));
  const mean = new Float32Array(context.data.labels.length);
  for (let epoch = epochs - window + 1; epoch <= epochs; epoch++) {
    const entropy = stored(context, entropyOfEpoch(epoch));
    for (let i = 0; i < mean.length; i++) mean[i]! += entropy[i]! / window;
  }
  return mean;
}

function stored(context: DefenseContext, name: string): Float32Array | Float64Array | Int32Array {
  const values = context.session.arrays.get(name);
  if (values === undefined) throw new TypeError(`supervised learning left no ${name}`);
  return values;
}
