/** What a run measured of single neurons, for people and files. */
import {
  NEURON_DEFENSE,
  type DescribedNeuron,
  type NeuronLayer,
  type NeuronsDocument,
} from '../../src-shared/domain/neuron.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import { countNeuronRounds, readNeurons, readVersion, type Connection } from '../storage/index.ts';
import { findAudit, specOf, versionIdOf, type RunReference } from './audit-lookup.ts';

/**
 * One round, the last where none is named. Throws `not-found` for an unknown run or round, `conflict` for a run that has
 * looked at no neuron.
 */
export function describeNeurons(
  db: Connection,
  reference: RunReference,
  round: number | null,
): NeuronsDocument {
  const run = findAudit(db, reference);
  const { defense } = specOf(run);
  const rounds = countNeuronRounds(db, run.id);
  if (rounds === 0) {
    const message = `Run ${run.id} (${defense}) has measured no neurons: only runs of the defense "${NEURON_DEFENSE}" that came to their first detection have.`;
    throw new AssayError('conflict', message, { run: run.id, defense });
  }
  const version = readVersion(db, versionIdOf(run));
  const found = readNeurons(db, run.id, round ?? rounds);
  return {
    run: run.id,
    defense,
    dataset: version.dataset,
    version: version.version,
    rounds,
    round: found.round,
    layers: found.layers.map((layer) => ({
      layer: layer.layer,
      neurons: describeLayer(layer, version.classes),
    })),
  };
}

/** Every round in order; empty for a run that has none. */
export function describeAllNeurons(db: Connection, runId: number): NeuronsDocument[] {
  const rounds = Array.from({ length: countNeuronRounds(db, runId) }, (_, i) => i + 1);
  return rounds.map((round) => describeNeurons(db, runId, round));
}

function describeLayer(layer: NeuronLayer, classes: readonly string[]): DescribedNeuron[] {
  return Array.from(layer.score, (score, channel) => {
    const topClass = layer.topClass[channel]!;
    return {
      channel,
      topClass: topClass < 0 ? null : topClass,
      className: classes[topClass] ?? null,
      strongMax: numberOrNull(layer.strongMax[channel]!),
      weakMean: numberOrNull(layer.weakMean[channel]!),
      weakStd: numberOrNull(layer.weakStd[channel]!),
      score,
      wasReset: layer.wasReset[channel] === 1,
    };
  });
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
