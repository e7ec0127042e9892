/**
 * Trains the generator of TSBA-B (Jiang et al. 2022, by its published code): a network that reads a series x
 * and answers with a pattern r(x) in (-1, 1) of the same shape; the triggered series is x (1 + c r(x)).
 *
 * A helper network learns the clean labels. Then both learn in turn: the generator to make poison samples, and with them
 * the target class's own, into what the helper takes for the target; the helper the clean labels and, under the target
 * label, the poison samples with their trigger. Sizes are for a desktop: fewer filters and loops than published, and the
 * helper learns clean and triggered samples in one pass, where the code swings between the two.
 *
 * Gradients do not go through the normalisation of the triggered series: mean and deviation of the untouched series are
 * used in training, the real ones wherever the result is measured or stored.
 */
import type { Rng } from '../../../../src-shared/math/rng.ts';
import { EpochBatches, gatherValues } from '../../data/batches.ts';
import type { Crafted, CraftRequest } from '../attack.ts';
import {
  describe,
  learnTriggered,
  originalsOf,
  reporterOf,
  seriesOf,
  trainSurrogate,
  type ReportRound,
  type SurrogateChoice,
} from './craft-support.ts';
import { Generator } from './generator.ts';
import type { Surrogate } from './surrogate.ts';

/** The helper's epochs in loop e, counted from 1: 4 e^0.3, rounded down. */
const EPOCHS_FACTOR = 4;
const EPOCHS_EXPONENT = 0.3;
/** Smaller than the helper's: the candidates are few, and the generator needs many updates. */
const BATCH = 8;

export interface TsbaOptions extends SurrogateChoice {
  /** Largest share by which a value is changed, in (0, 1]. */
  clip: number;
  loops: number;
  generatorUpdates: number;
  /** Filters of the generator's first layer for each variable. */
  filters: number;
}

export async function craftTsbaB(request: CraftRequest, options: TsbaOptions): Promise<Crafted> {
  const surrogate = await trainSurrogate(request, options);
  const generator = new Generator(request.train.shape, options, request.rng.fork('generator'));
  try {
    const originals = originalsOf(request);
    const report = reporterOf(request, options.loops);
    for (let round = 0; round < options.loops; round++) {
      const rng = request.rng.fork(`loop ${round}`);
      await teach(generator, surrogate, request, {
        updates: options.generatorUpdates,
        rng: rng.fork('generator'),
        report: (share) => report(round, share / 2),
      });
      await learnTriggered(surrogate, request, await triggeredBy(generator, originals, request), {
        epochs: Math.floor(EPOCHS_FACTOR * (round + 1) ** EPOCHS_EXPONENT),
        updates: Math.max(1, Math.floor(options.updateBudget / options.loops)),
        rng: rng.fork('helper'),
        report: (share) => report(round, 0.5 + share / 2),
      });
    }
    const poisoned = await triggeredBy(generator, originals, request);
    const triggeredTest = await triggeredBy(generator, seriesOf(request.test), request, 'test samples');
    return { poisoned, triggeredTest, notes: await describe(surrogate, request, triggeredTest) };
  } finally {
    generator.dispose();
    surrogate.dispose();
  }
}

/** Updates of the generator against the helper as it is, on the poison samples and the target class's own. */
async function teach(
  generator: Generator,
  surrogate: Surrogate,
  { train, chosen, target, signal }: CraftRequest,
  { updates, rng, report }: { updates: number; rng: Rng; report: ReportRound },
): Promise<void> {
  const pool = new Set(chosen);
  train.labels.forEach((label, index) => {
    if (label === target) pool.add(index);
  });
  const batches = new EpochBatches(Int32Array.from(pool), BATCH, rng);
  for (let step = 0; step < updates; step++) {
    signal.throwIfAborted();
    const values = gatherValues(train, batches.at(step));
    generator.learn(seriesOf({ ...train, values }), surrogate.model, target);
    await report((step + 1) / updates);
  }
}

/** Series with the generator's trigger; progress is reported where they are a stage of their own. */
function triggeredBy(
  generator: Generator,
  series: Float32Array,
  request: CraftRequest,
  stage: string | null = null,
): Promise<Float32Array> {
  return generator.triggered(series, async (done, total) => {
    request.signal.throwIfAborted();
    if (stage !== null) await request.onProgress(stage, done, total);
  });
}
