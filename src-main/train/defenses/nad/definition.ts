/** Neural attention distillation (Li et al. 2021): what it is and what can be set. The method itself is in `run.ts`. */
import { integer, number, type OptionsOf } from '../../../../src-shared/schema/fields.ts';
import { defineDefense } from '../../../../src-shared/schema/definitions.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { batchOption, minUpdatesOption, rateOption, weightDecayOption } from '../common-options.ts';
import {
  augmentOption,
  BASE_STAGE,
  PREDICTED,
  REPAIR,
  repairLengths,
  TRUSTED_LIMITS,
} from '../repair-options.ts';

const attentionWeight = (value: number, stage: string) =>
  number({
    default: value,
    min: 0,
    max: 1e6,
    unit: 'factor',
    advanced: true,
    help: `What the attention of the ${stage} tapped stage counts beside the cross-entropy`,
  });

const options = {
  teacherEpochs: integer({
    default: 10,
    min: 1,
    max: 1000,
    unit: 'epochs',
    help: 'Length of fine-tuning the teacher',
  }),
  epochs: integer({ default: 20, min: 1, max: 1000, unit: 'epochs', help: 'Length of distillation' }),
  minUpdates: minUpdatesOption(100, 'Few trusted samples: both are prolonged to this many updates each'),
  rate: rateOption(
    0.03,
    'Learning rate of both in their first tenth; a tenth of it after that (paper: 0.1, from which a few hundred trusted samples do not bring a network back)',
  ),
  weightDecay: weightDecayOption(1e-4),
  lowAttention: attentionWeight(500, 'first'),
  middleAttention: attentionWeight(1000, 'second'),
  highAttention: attentionWeight(1000, 'last'),
  augment: augmentOption,
  batch: { ...batchOption, default: 64 },
};

export const nad = defineDefense({
  ...REPAIR,
  id: 'nad',
  version: 2,
  title: 'Neural attention distillation (NAD)',
  summary:
    'Fine-tunes a copy of the model on trusted samples, and teaches the model to look where that copy looks.',
  source: {
    paper: 'Neural attention distillation: erasing backdoor triggers from deep neural networks',
    year: 2021,
    sections: ['3.2', '3.3'],
  },
  limits: `Cannot be better than its teacher: where fine-tuning leaves the backdoor in place, so does the distillation. ${TRUSTED_LIMITS}`,
  options,
  presets: {
    quick: { teacherEpochs: 4, epochs: 8, minUpdates: 50 },
    standard: {},
    thorough: { teacherEpochs: 20, epochs: 40 },
    paper: { rate: 0.1, minUpdates: 0 },
  },
  stages: {
    ...BASE_STAGE,
    teacher: 'fine-tuning of the teacher on trusted samples',
    distill: 'teaching the model the attention of its teacher',
  },
  cost(chosen, samples) {
    const { teacher, student } = nadLengths(chosen, samples);
    return new Map([
      ['base', samples * PREDICTED],
      ['teacher', teacher.epochs * teacher.learned],
      ['distill', student.epochs * student.learned * (1 + PREDICTED)],
    ]);
  },
  async run(context: DefenseContext, chosen) {
    const { runNad } = await import('./run.ts');
    await runNad(context, chosen);
  },
});

export type NadOptions = OptionsOf<typeof options>;

export function nadLengths(
  chosen: NadOptions,
  trusted: number,
): Record<'teacher' | 'student', ReturnType<typeof repairLengths>> {
  return {
    teacher: repairLengths({ ...chosen, epochs: chosen.teacherEpochs }, trusted),
    student: repairLengths(chosen, trusted),
  };
}
