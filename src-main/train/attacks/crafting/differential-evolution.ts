/** Differential evolution, the form rand/1/bin (Storn and Price 1997, section 2): maximises over the cube [-1, 1]^n. */
import type { Rng } from '../../../../src-shared/math/rng.ts';

const DIFFERENCE_WEIGHT = 0.5;
const CROSSOVER = 0.7;

export interface Population {
  members: Float64Array[];
  fitness: Float64Array;
}

/** Brings a genome into the form the problem wants, in place. */
export type Repair = (genome: Float64Array) => void;

export function drawMembers(size: number, genes: number, repair: Repair, rng: Rng): Float64Array[] {
  return Array.from({ length: size }, () => {
    const genome = Float64Array.from({ length: genes }, () => 2 * rng.uniform() - 1);
    repair(genome);
    return genome;
  });
}

/** One challenger a member: a weighted difference of two others added to a third, crossed with the member itself. */
export function challengers(members: readonly Float64Array[], repair: Repair, rng: Rng): Float64Array[] {
  return members.map((member, index) => {
    const others = members.filter((_, other) => other !== index);
    const [a, b, c] = Array.from(rng.sample([...others.keys()], 3), (i) => others[i]!);
    const forced = rng.below(member.length);
    const genome = member.map((gene, i) => {
      if (i !== forced && rng.uniform() >= CROSSOVER) return gene;
      const mutant = a![i]! + DIFFERENCE_WEIGHT * (b![i]! - c![i]!);
      return Math.min(1, Math.max(-1, mutant));
    });
    repair(genome);
    return genome;
  });
}

/** The next generation: a challenger replaces its member where it is at least as fit. */
export function select(population: Population, rivals: Population): Population {
  const wins = Array.from(population.fitness, (fitness, i) => rivals.fitness[i]! >= fitness);
  return {
    members: population.members.map((member, i) => (wins[i] === true ? rivals.members[i]! : member)),
    fitness: population.fitness.map((fitness, i) => (wins[i] === true ? rivals.fitness[i]! : fitness)),
  };
}

export function fittest({ members, fitness }: Population): Float64Array {
  return members[fitness.indexOf(Math.max(...fitness))]!;
}
