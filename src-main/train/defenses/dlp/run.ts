/**
 * DLP from top to bottom (Ying and Wu 2023, section IV): supervised learning (SL), the entropy filter, active
 * unlearning (AU), active semi-supervised fine-tuning (ASSFT). Each difference from the paper is an option whose
 * `paper` preset restores the paper's way.
 */
import type { DefenseContext } from '../../loop/context.ts';
import type { DlpOptions } from './definition.ts';
import { applyEntropyFilter } from './filter-stage.ts';
import { runFineTuning } from './fine-tuning.ts';
import { runSupervised } from './supervised.ts';
import { runUnlearning } from '../unlearning.ts';

export async function runDlp(context: DefenseContext, options: DlpOptions): Promise<void> {
  const stages = options.order.split('-');
  const last = stages.at(-1);
  await runSupervised(context, options);
  const filter = await applyEntropyFilter(context, options);
  for (const stage of stages.slice(1)) {
    if (stage === 'AU') {
      await runUnlearning(context, {
        stage,
        isolated: filter.isolated,
        batch: options.batch,
        rate: options.unlearnRate,
        rateOptions: ['unlearnRate'],
        weightDecay: options.slWeightDecay,
        isBounded: options.unlearnBounded,
        epochs: options.unlearnEpochs,
        isFinal: last === 'AU',
      });
    } else await runFineTuning(context, options, filter);
  }
}
