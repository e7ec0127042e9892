/** The honest lines under a benchmark: what it was run on, how long, and what its numbers cannot say. */
import type { BenchmarkDataset } from '../../src-shared/domain/benchmark.ts';
import type { BenchmarkChoices } from './runs.ts';

/** `12 345`: groups of three from five digits on, with a narrow no-break space. */
function count(value: number): string {
  const digits = String(value);
  return digits.length < 5 ? digits : digits.replaceAll(/\B(?=(\d{3})+$)/g, '\u202f');
}

export function describeDataset(dataset: BenchmarkDataset): string {
  const { title, isStandIn, train, test, classes, paperTrain, paperTest } = dataset;
  if (isStandIn) {
    return `${title} was not given: ${count(train)} drawn training samples and ${count(test)} test samples of ${classes} classes stand in for it. Their figures say nothing about ${title}.`;
  }
  const of = (ours: number, theirs: number | null): string =>
    theirs === null || theirs === ours ? count(ours) : `${count(ours)} of ${count(theirs)}`;
  const unknown = paperTrain === null ? ' The paper does not say how many it had.' : '';
  return `${title}: ${of(train, paperTrain)} training samples and ${of(test, paperTest)} test samples, ${classes} classes.${unknown}`;
}

/** `networks`: of the runs, each once. */
export function describeScale(
  { scale, preset, arch }: BenchmarkChoices,
  seeds: readonly number[],
  networks: readonly string[] = [],
): string[] {
  const lines: string[] = [];
  if (preset !== null) {
    lines.push(`Preset ${preset} for every method, with the lengths it has.`);
  } else if (scale.epochs === null) {
    lines.push('Every method has the lengths and options of its paper, where the paper gives them.');
  } else {
    lines.push(
      `${scale.epochs} epochs (on small data as many as make ${scale.minUpdates} updates): every method that trains a model makes that many updates in all its stages together; what the warm-up of E2ABL is prolonged by comes on top. The papers train up to 200 epochs.`,
    );
  }
  if (arch !== null && networks.includes(arch)) {
    lines.push(
      networks.length === 1
        ? `Network ${arch}, whatever the paper used.`
        : `Network ${arch} where it fits the data and the table is not about networks, whatever the paper used; elsewhere the network is the same as without this choice.`,
    );
  } else if (scale.networks !== null) {
    lines.push(
      `${scale.networks.image} for images and ${scale.networks.series} for series take the place of the papers' deeper networks, but in the tables about networks.`,
    );
  }
  lines.push(
    seeds.length === 1
      ? `One seed (${seeds[0] ?? ''}): no spread can be told.`
      : `Seeds ${seeds.join(', ')}: mean ± standard deviation over the trainings. The poison is planted once, so that all methods and seeds see the same.`,
    'Where a table names no rate, 10 % of the training samples are poisoned; a clean-label attack poisons about 80 % of the target class. Poison under a wrong label is drawn from the other classes.',
    'Clean accuracy is told on the whole test set, attack success on the test samples that are not of the target class; some papers leave the target class out of both.',
  );
  if (scale.id === 'tiny') {
    lines.push(
      'At this scale networks learn next to nothing: it shows that everything runs, and compares no methods.',
    );
  }
  if (scale.id === 'small') {
    lines.push(
      "At this scale the paper's numbers cannot be reached by any method; what can be compared is how the methods stand to each other.",
    );
  }
  return lines;
}
