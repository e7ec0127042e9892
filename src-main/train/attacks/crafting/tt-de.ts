/**
 * Finds the trigger of TimeTrojan-DE (Ding et al. 2022), a reconstruction: differential evolution looks for
 * K time steps and an offset for each of their variables that make a network most confident of the target class; then
 * the network learns the clean samples and the poison with that trigger, and the search goes on against the new network.
 *
 * Only answers of the network are used, so candidates are judged on exactly what it reads: stored series with the
 * offsets added, in units of each variable's standard deviation, and normalised afterwards.
 */
import { sampleSize } from '../../../../src-shared/domain/sample-values.ts';
import type { Rng } from '../../../../src-shared/math/rng.ts';
import { gatherValues } from '../../data/batches.ts';
import type { LabelledSamples } from '../../data/training-data.ts';
import type { Crafted, CraftRequest } from '../attack.ts';
import {
  describe,
  deviationsOf,
  learnTriggered,
  originalsOf,
  partOfRound,
  reporterOf,
  seriesOf,
  trainSurrogate,
  type ReportRound,
  type SurrogateChoice,
} from './craft-support.ts';
import { challengers, drawMembers, fittest, select, type Population } from './differential-evolution.ts';
import type { Surrogate } from './surrogate.ts';

const FEWEST_STEPS = 5;
/** What the largest possible offset of one value costs, in nats of the target's mean log probability. */
const OFFSET_COST = 0.01;
/** Triggered series judged by one pass of the network. */
const JUDGED_AT_ONCE = 128;
/** Below this a probability of float32 is noise, and its logarithm may be infinite. */
const SMALLEST_PROBABILITY = 1e-12;

export interface TtDeOptions extends SurrogateChoice {
  rounds: number;
  /** Fraction of the time steps that the trigger moves. */
  share: number;
  /** Largest offset in standard deviations of the variable. */
  strength: number;
  population: number;
  generations: number;
  judges: number;
}

/** Time steps, ascending, and the offset of each of their variables in standard deviations, [K,V]. */
export interface SparseTrigger {
  steps: Int32Array;
  offsets: Float64Array;
}

type Shape = LabelledSamples['shape'];

export async function craftTtDe(request: CraftRequest, options: TtDeOptions): Promise<Crafted> {
  const surrogate = await trainSurrogate(request, options);
  try {
    const { shape } = request.train;
    const { rounds, updateBudget } = options;
    const originals = originalsOf(request);
    const search = new TriggerSearch(surrogate, request, options);
    let trigger = search.found;
    const report = reporterOf(request, rounds);
    for (let round = 0; round < rounds; round++) {
      const rng = request.rng.fork(`round ${round}`);
      await search.evolve(originals, rng.fork('search'), (share) => report(round, share / 2));
      trigger = search.found;
      await learnTriggered(surrogate, request, withTrigger(originals, shape, trigger), {
        ...partOfRound(updateBudget, rounds),
        rng: rng.fork('order'),
        report: (share) => report(round, 0.5 + share / 2),
      });
    }
    const poisoned = withTrigger(originals, shape, trigger);
    const triggeredTest = withTrigger(seriesOf(request.test), shape, trigger);
    const steps = Array.from(trigger.steps, (step) => step + 1).join(', ');
    const notes = await describe(surrogate, request, triggeredTest);
    return { poisoned, triggeredTest, notes: [...notes, `The trigger moves the time steps ${steps}.`] };
  } finally {
    surrogate.dispose();
  }
}

/** The population, kept from round to round. A genome holds K positions and K * V offsets, all in [-1, 1]. */
export class TriggerSearch {
  readonly #surrogate: Surrogate;
  readonly #request: CraftRequest;
  readonly #options: TtDeOptions;
  readonly #count: number;
  #population: Population;

  constructor(surrogate: Surrogate, request: CraftRequest, options: TtDeOptions) {
    const [steps, , variables] = request.train.shape;
    this.#surrogate = surrogate;
    this.#request = request;
    this.#options = options;
    this.#count = Math.min(steps, Math.max(FEWEST_STEPS, Math.ceil(options.share * steps)));
    const rng = request.rng.fork('population');
    const members = drawMembers(options.population, this.#count * (1 + variables), this.#repair, rng);
    this.#population = { members, fitness: new Float64Array(members.length) };
  }

  get found(): SparseTrigger {
    return this.#read(fittest(this.#population));
  }

  /** All generations of one round, against the network as it is now. */
  async evolve(originals: Float32Array, rng: Rng, report: ReportRound): Promise<void> {
    const { generations, judges } = this.#options;
    const { train, signal } = this.#request;
    const size = sampleSize(train.shape);
    const pool = Int32Array.from({ length: originals.length / size }, (_, i) => i);
    const sample = { ...train, values: originals };
    const chosen = rng.sample(pool, Math.min(judges, pool.length));
    const jury = seriesOf({ ...train, values: gatherValues(sample, chosen) });
    // The network has changed since, so what the members scored no longer counts.
    const fitness = await this.#judge(this.#population.members, jury);
    this.#population = { members: this.#population.members, fitness };
    for (let generation = 0; generation < generations; generation++) {
      signal.throwIfAborted();
      const members = challengers(this.#population.members, this.#repair, rng);
      const rivals = { members, fitness: await this.#judge(members, jury) };
      this.#population = select(this.#population, rivals);
      await report((generation + 1) / generations);
    }
  }

  /** Mean log probability of the target over the jury, less the cost of the offsets, for each genome. */
  async #judge(genomes: readonly Float64Array[], jury: Float32Array): Promise<Float64Array> {
    const { train, target, classes } = this.#request;
    const { shape } = train;
    const size = sampleSize(shape);
    const count = jury.length / size;
    const atOnce = Math.max(1, Math.floor(JUDGED_AT_ONCE / count));
    const deviations = deviationsOf(jury, shape);
    const fitness = new Float64Array(genomes.length);
    for (let begin = 0; begin < genomes.length; begin += atOnce) {
      const group = genomes.slice(begin, begin + atOnce).map((genome) => this.#read(genome));
      const values = new Float32Array(group.length * jury.length);
      group.forEach((trigger, i) =>
        values.set(withTrigger(jury, shape, trigger, deviations), i * jury.length),
      );
      const probabilities = await this.#surrogate.probabilities(values, size);
      group.forEach(({ offsets }, i) => {
        let sum = 0;
        for (let row = i * count; row < (i + 1) * count; row++) {
          sum += Math.log(Math.max(SMALLEST_PROBABILITY, probabilities[row * classes + target]!));
        }
        const length = offsets.reduce((total, offset) => total + Math.abs(offset), 0);
        fitness[begin + i] = sum / count - (OFFSET_COST * length) / this.#options.strength;
      });
    }
    return fitness;
  }

  #read(genome: Float64Array): SparseTrigger {
    const [steps] = this.#request.train.shape;
    const { strength } = this.#options;
    return {
      steps: Int32Array.from(genome.subarray(0, this.#count), (gene) => stepOf(gene, steps)),
      offsets: Float64Array.from(genome.subarray(this.#count), (gene) => gene * strength),
    };
  }

  /** Sorts positions together with their offsets and moves steps that are taken twice to the next free ones. */
  readonly #repair = (genome: Float64Array): void => {
    const [steps, , variables] = this.#request.train.shape;
    const count = this.#count;
    const old = genome.slice();
    const order = [...Array(count).keys()].sort((a, b) => old[a]! - old[b]! || a - b);
    const places = distinctSteps(
      order.map((i) => stepOf(old[i]!, steps)),
      steps,
    );
    order.forEach((from, to) => {
      // The middle of a step's interval, so that rounding never makes it another step.
      genome[to] = (2 * places[to]! + 1) / steps - 1;
      const offsets = old.subarray(count + from * variables, count + (from + 1) * variables);
      genome.set(offsets, count + to * variables);
    });
  };
}

function stepOf(gene: number, steps: number): number {
  return Math.min(steps - 1, Math.floor(((gene + 1) / 2) * steps));
}

/** The same ascending steps with repetitions moved on, or back where the series ends. At most `steps` of them. */
export function distinctSteps(ascending: readonly number[], steps: number): number[] {
  const places: number[] = [];
  for (const step of ascending) places.push(Math.max(step, (places.at(-1) ?? -1) + 1));
  for (let i = places.length - 1, limit = steps - 1; i >= 0; i--, limit--)
    places[i] = Math.min(places[i]!, limit);
  return places;
}

/** Copies of stored series [N,T,1,V] with the trigger; `deviations` [N,V] are those of the series, where known. */
export function withTrigger(
  series: Float32Array,
  shape: Shape,
  { steps, offsets }: SparseTrigger,
  deviations: Float64Array = deviationsOf(series, shape),
): Float32Array {
  const variables = shape[2];
  const size = sampleSize(shape);
  const out = series.slice();
  for (let n = 0; n * size < out.length; n++) {
    steps.forEach((step, k) => {
      for (let variable = 0; variable < variables; variable++) {
        const offset = offsets[k * variables + variable]! * deviations[n * variables + variable]!;
        out[n * size + step * variables + variable]! += offset;
      }
    });
  }
  return out;
}
