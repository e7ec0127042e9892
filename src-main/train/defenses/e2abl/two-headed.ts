/**
 * The network with its second head: forward passes of one and of both, and which weights learn in which stage. The second
 * head belongs to the run's session while it trains, and is left behind when the run ends.
 */
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { AssayError } from '../../../../src-shared/errors/assay-error.ts';
import { initialiseWeights } from '../../architectures/initialise.ts';
import { forwardFrom, forwardTo, layersUpTo } from '../../architectures/partial.ts';
import { buildSecondHead, mapShapeAt } from '../../architectures/second-head.ts';
import { trainableByName } from '../../architectures/weights.ts';
import type { DefenseContext } from '../../loop/context.ts';
import { AS_WRITTEN, TRAINING, type StepRunner } from '../../loop/step.ts';
import { passesOver } from '../../metrics/predict.ts';

const HEAD = 'second';
const TWIN = 'twin';

export class TwoHeaded {
  readonly #model: tfl.LayersModel;
  /** The layer the second head sits at. */
  readonly cut: string;
  readonly #head: tfl.LayersModel;
  /** The layers below the second head: the network's own, or a copy in the two-model variant. */
  readonly #trunk: tfl.LayersModel;
  readonly #context: DefenseContext;
  /** What runs `score` on many samples. */
  readonly scoring: StepRunner;

  private constructor(
    context: DefenseContext,
    cut: string,
    trunk: tfl.LayersModel,
    head: tfl.LayersModel,
    scoring: StepRunner,
  ) {
    this.#context = context;
    this.scoring = scoring;
    this.#model = context.session.model;
    this.cut = cut;
    this.#trunk = trunk;
    this.#head = head;
  }

  /**
   * `after`: number of the stage after which the second head sits, 0 for the architecture's default. `epochs`: how often
   * all samples are scored. Throws `usage.invalid` for a stage that the architecture does not have.
   */
  static async attach(
    context: DefenseContext,
    after: number,
    hasOwnTrunk: boolean,
    epochs: number,
  ): Promise<TwoHeaded> {
    const { session, taps, rng, data } = context;
    const cut = after === 0 ? taps.cut : taps.cuts[after - 1];
    if (cut === undefined) {
      throw new AssayError(
        'usage.invalid',
        `This network has ${taps.cuts.length} stages, so the second head cannot sit after stage ${after}.`,
        { after, stages: taps.cuts.length },
      );
    }
    const head = buildSecondHead(mapShapeAt(session.model, cut), data.classes.length);
    initialiseWeights(head, rng.fork('second-head'));
    session.attach(HEAD, head);
    let trunk = session.model;
    if (hasOwnTrunk) {
      trunk = await context.newNetwork();
      initialiseWeights(trunk, rng.fork('second-trunk'));
      session.attach(TWIN, trunk);
    }
    const scoring =
      context.newStepRunner?.(epochs * passesOver(data.labels.length, data.shape)) ?? AS_WRITTEN;
    return new TwoHeaded(context, cut, trunk, head, scoring);
  }

  detach(): void {
    this.scoring.dispose();
    this.#context.session.detach(HEAD);
    if (this.#trunk !== this.#model) this.#context.session.detach(TWIN);
  }

  /** Weights of the second head and the layers below it. */
  get warmUpWeights(): Map<string, tf.Variable> {
    const below = layersUpTo(this.#trunk, this.cut);
    const prefix = this.#trunk === this.#model ? '' : `${TWIN}/`;
    const weights = new Map<string, tf.Variable>();
    for (const [name, variable] of trainableByName(this.#trunk)) {
      if (below.has(name.slice(0, name.lastIndexOf('/')))) weights.set(prefix + name, variable);
    }
    return new Map([...weights, ...trainableByName(this.#head)]);
  }

  /** Those and all weights of the network. */
  get jointWeights(): Map<string, tf.Variable> {
    return new Map([...this.#context.session.learner.weights, ...this.warmUpWeights]);
  }

  /** Whether a weight belongs to the second head, or to its own trunk. */
  isSecond(weightName: string): boolean {
    return weightName.startsWith(`${HEAD}_`) || weightName.startsWith(`${TWIN}/`);
  }

  /** Logits of the second head in training mode, [B,K]. */
  second(x: tf.Tensor): tf.Tensor2D {
    return this.#head.apply(forwardTo(this.#trunk, x, this.cut, TRAINING), TRAINING) as tf.Tensor2D;
  }

  /** Logits of the main head for the first `mainCount` rows of x, then of the second head for the others. */
  both(x: tf.Tensor, mainCount: number): tf.Tensor2D {
    const isShared = this.#trunk === this.#model;
    const rest = (tensor: tf.Tensor): tf.Tensor => tf.slice(tensor, mainCount);
    const first = (tensor: tf.Tensor): tf.Tensor => tf.slice(tensor, 0, mainCount);
    const shared = forwardTo(this.#model, isShared ? x : first(x), this.cut, TRAINING);
    const main = forwardFrom(this.#model, isShared ? first(shared) : shared, this.cut, TRAINING);
    const below = isShared ? rest(shared) : forwardTo(this.#trunk, rest(x), this.cut, TRAINING);
    return tf.concat2d([main as tf.Tensor2D, this.#head.apply(below, TRAINING) as tf.Tensor2D], 0);
  }

  /** Logits of both heads in evaluation mode, side by side: [B,2K], main head first. */
  score(x: tf.Tensor): tf.Tensor2D {
    const map = forwardTo(this.#model, x, this.cut, {});
    const main = forwardFrom(this.#model, map, this.cut, {}) as tf.Tensor2D;
    const below = this.#trunk === this.#model ? map : forwardTo(this.#trunk, x, this.cut, {});
    return tf.concat2d([main, this.#head.apply(below) as tf.Tensor2D], 1);
  }
}
