/**
 * Which isolated samples fine-tuning teaches that their label is wrong. That keeps a trigger unlearned while everything else
 * is learned anew, but where nothing is poisoned it would cost the classes of the isolated samples. So, but for what a person
 * judged poison, it begins only once the network, which fine-tuning does not teach their label, contradicts enough of
 * them: of a clean dataset 5 of 100 had left their label after 156 updates (CIFAR-10, 10,000 images), with BadNets 69.
 */
import type { DefenseContext } from '../../loop/context.ts';
import { predictedLabels } from '../../metrics/predict-samples.ts';

/** Share of the isolated samples that has to have left its label to be called contradicted. */
const CONTRADICTED_FROM = 0.25;
/** Before as many updates, or half of all, what unlearning broke is not mended yet. */
const MENDED_AFTER = 150;
/** Where the contradicted samples are kept for a run that is resumed. */
const CONTRADICTED = 'contradicted';

export class SuppressedSamples {
  readonly #context: DefenseContext;
  readonly #judged: Int32Array;
  /** Isolated samples that no person judged. */
  readonly #asked: Int32Array;
  readonly #from: number;

  /** `isolated` is not empty; `updates`: the length of fine-tuning. */
  constructor(context: DefenseContext, isolated: Int32Array, updates: number) {
    this.#context = context;
    const judged = new Set(context.judged.poison);
    this.#judged = isolated.filter((index) => judged.has(index));
    this.#asked = isolated.filter((index) => !judged.has(index));
    this.#from = Math.min(MENDED_AFTER, updates / 2);
  }

  get indices(): Int32Array {
    return Int32Array.of(...this.#judged, ...(this.#contradicted ?? []));
  }

  get #contradicted(): Int32Array | undefined {
    return this.#context.session.arrays.get(CONTRADICTED) as Int32Array | undefined;
  }

  /**
   * Asks the network after `step` updates: the share of what no person judged that has left its label (0 of nothing), and
   * whether `indices` has grown by it.
   */
  async look(step: number): Promise<{ left: number; hasGrown: boolean }> {
    const leaving = await this.#leaving();
    const left = leaving.length / Math.max(1, this.#asked.length);
    const hasGrown = this.#contradicted === undefined && step >= this.#from && left >= CONTRADICTED_FROM;
    if (hasGrown) this.#context.session.arrays.set(CONTRADICTED, leaving);
    return { left, hasGrown };
  }

  /** What was found, for a person; null where a person judged all. */
  async note(): Promise<string | null> {
    const all = this.#asked.length;
    if (all === 0) return null;
    if (this.#contradicted !== undefined) {
      return (
        `${this.#contradicted.length} of ${all} isolated samples were taken for another class by the network, which ` +
        'fine-tuning had not taught their label: so it is with poison. From then on it taught that their label is wrong.'
      );
    }
    const agreeing = all - (await this.#leaving()).length;
    return (
      `${agreeing} of ${all} isolated samples have the label again that fine-tuning did not teach: they are like ` +
      'others of that label, as in a clean dataset, or what they carry was not unlearned.'
    );
  }

  async #leaving(): Promise<Int32Array> {
    const predicted = await predictedLabels(this.#context, this.#asked);
    const { labels } = this.#context.data;
    return this.#asked.filter((index, i) => predicted[i] !== labels[index]);
  }
}
