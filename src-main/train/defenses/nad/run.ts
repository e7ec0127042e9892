/**
 * Neural attention distillation from top to bottom (Li et al. 2021, section 3): a copy of the model is fine-tuned on
 * trusted samples and becomes the teacher; the model then learns the labels of trusted samples and the teacher's
 * attention maps at three stages.
 *
 * Differences from published codes: the teacher is in evaluation mode, and maps of a single position, whose normalised
 * value is always 1, are left out.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import { mapShapeAt } from '../../architectures/second-head.ts';
import { readWeights, writeWeights } from '../../architectures/weights.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { runStage } from '../../loop/run-stage.ts';
import { detached } from '../../layers/ops.ts';
import { descend, TRAINING, type Batch, type Forward, type Objective } from '../../loop/step.ts';
import { stepAt } from '../../optim/schedules.ts';
import { attachNetwork } from '../attached-network.ts';
import { LabelledBatches } from '../labelled-batches.ts';
import { beginRepair, compareWithBefore, curveEvery, type TrustedHalves } from '../trusted.ts';
import { attentionDistance, attentionMap, tapped } from './attention.ts';
import { nadLengths, type NadOptions } from './definition.ts';

/** The network that is not trained: the base model while the teacher is made, then the teacher. */
const OTHER = 'other';
const FIRST_PART = { until: 0.1, factor: 0.1 };

export async function runNad(context: DefenseContext, options: NadOptions): Promise<void> {
  const { session } = context;
  const halves = await beginRepair(context);
  const other = await attachNetwork(context, OTHER);
  await runTeacher(context, options, halves);
  const isBegun = session.position?.stage === 'distill' || session.finishedStages.includes('distill');
  if (!isBegun) exchangeWeights(session.model, other);
  await runDistillation(context, options, halves, other);
  session.detach(OTHER);
}

/** The teacher is trained in the run's own network, so that the stage is measured as what it is. */
async function runTeacher(
  context: DefenseContext,
  options: NadOptions,
  { learn }: TrustedHalves,
): Promise<void> {
  const { batch, epochs } = nadLengths(options, context.trusted.length).teacher;
  const { augment, weightDecay } = options;
  const batches = new LabelledBatches(context, { stage: 'teacher', indices: learn, batch, augment });
  await runStage(context, {
    name: 'teacher',
    totalSteps: epochs * batches.perEpoch,
    stepsPerEpoch: batches.perEpoch,
    optimizer: { momentum: 0.9, weightDecay, nesterov: true },
    rate: stepAt(options.rate, FIRST_PART.until, FIRST_PART.factor),
    rateOptions: ['rate'],
    objective: descend,
    batch: (step) => batches.at(step),
  });
}

function exchangeWeights(a: tfl.LayersModel, b: tfl.LayersModel): void {
  const [first, second] = [readWeights(a), readWeights(b)];
  writeWeights(a, second);
  writeWeights(b, first);
}

async function runDistillation(
  context: DefenseContext,
  options: NadOptions,
  { learn, check }: TrustedHalves,
  teacher: tfl.LayersModel,
): Promise<void> {
  const { batch, epochs } = nadLengths(options, context.trusted.length).student;
  const { augment, weightDecay } = options;
  const batches = new LabelledBatches(context, { stage: 'distill', indices: learn, batch, augment });
  const distillation = new Distillation(context, teacher, options);
  const stepsPerEpoch = batches.perEpoch;
  const every = curveEvery(epochs);
  const notes: string[] = [];
  await runStage(context, {
    name: 'distill',
    totalSteps: epochs * stepsPerEpoch,
    stepsPerEpoch,
    optimizer: { momentum: 0.9, weightDecay, nesterov: true },
    rate: stepAt(options.rate, FIRST_PART.until, FIRST_PART.factor),
    rateOptions: ['rate'],
    objective: distillation.objective,
    forward: () => distillation.forward,
    batch: (step) => batches.at(step),
    async atEpochEnd(epoch) {
      await context.report.timeline('distill', epoch, epoch * stepsPerEpoch, {
        attentionDistance: distillation.distanceOn(batches.at(epoch * stepsPerEpoch - 1)),
      });
      if (epoch % every === 0) await context.report.evaluate('distill', epoch, epoch * stepsPerEpoch);
      return undefined;
    },
    async atEnd() {
      notes.push(await compareWithBefore(context, check));
    },
    notes: () => notes,
  });
}

/** What the student's attention is from its teacher's, and what that adds to the loss. */
class Distillation {
  readonly #context: DefenseContext;
  readonly #weights: readonly number[];
  /** Positions of each stage's map. */
  readonly #sizes: readonly number[];
  readonly #student: ReturnType<typeof tapped>;
  readonly #teacher: ReturnType<typeof tapped>;
  /** Of the forward pass that the objective belongs to. */
  #distance: tf.Scalar | null = null;

  constructor(context: DefenseContext, teacher: tfl.LayersModel, options: NadOptions) {
    const { session, taps } = context;
    const weights = [options.lowAttention, options.middleAttention, options.highAttention];
    const stages = taps.attention.flatMap((layer, i) => {
      const [height, width] = mapShapeAt(session.model, layer);
      const size = height * width;
      return size > 1 ? [{ layer, size, weight: weights[i] ?? 0 }] : [];
    });
    if (stages.length === 0) {
      throw new AssayError(
        'run.unfit',
        'The samples are too small for attention distillation: every stage of the network has a map of one position. Choose another defense.',
        { stages: [...taps.attention] },
      );
    }
    const layers = stages.map(({ layer }) => layer);
    this.#context = context;
    this.#weights = stages.map(({ weight }) => weight);
    this.#sizes = stages.map(({ size }) => size);
    this.#student = tapped(session.model, layers);
    this.#teacher = tapped(teacher, layers);
  }

  readonly forward: Forward = (x) => {
    const { stages, logits } = this.#student(x, TRAINING);
    this.#distance = this.#fromTeacher(x, stages);
    return logits;
  };

  readonly objective: Objective = (losses, weights) => {
    if (this.#distance === null) throw new TypeError('the objective belongs to a forward pass');
    return tf.add(descend(losses, weights), this.#distance);
  };

  /** The weighted distance on a batch, with the student in evaluation mode. */
  distanceOn({ values }: Batch): number {
    return tf.tidy(() => {
      const x = this.#context.normaliser.toTensor(values);
      return this.#fromTeacher(x, this.#student(x).stages).dataSync()[0] as number;
    });
  }

  #fromTeacher(x: tf.Tensor, student: readonly tf.Tensor4D[]): tf.Scalar {
    const together = detached(x, (input) => tf.concat2d(this.#teacher(input).stages.map(attentionMap), 1));
    const teacher = tf.split<tf.Tensor2D>(together, [...this.#sizes], 1);
    return attentionDistance(student.map(attentionMap), teacher, this.#weights);
  }
}
