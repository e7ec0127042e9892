/**
 * Single neurons of a run for screens: what was measured of them, and how strongly they fire for every training sample.
 * Activations come from a worker, many neurons in one pass, and are kept in memory only: a pass over the samples is cheap
 * beside a training, and few of the thousands of channels are ever looked at.
 */
import type { DefenseEntry } from '../../src-shared/domain/catalog.ts';
import {
  NEURONS_AT_ONCE,
  neuronsBySpread,
  type NeuronReference,
  type NeuronRound,
} from '../../src-shared/domain/neuron.ts';
import { TRIGGER_TEST } from '../../src-shared/domain/trigger-test.ts';
import { AssayError } from '../../src-shared/errors/assay-error.ts';
import type { NeuronNetwork, NeuronView } from '../../src-shared/rpc/contract.ts';
import type { NeuronsJob } from '../../src-shared/worker/contract.ts';
import { runWorker } from '../jobs/worker-handle.ts';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import { countNeuronRounds, listCheckpoints, readNeurons, type Connection } from '../storage/index.ts';
import { findAudit, specOf, versionIdOf } from './audit-lookup.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

/** Columns of a million samples take 4 MB each. The ones that were asked for longest ago go first. */
const KEPT_BYTES = 128 * 1024 * 1024;

type Defense = Pick<DefenseEntry, 'id' | 'stages' | 'undefendedStage'>;

interface KeptNetwork extends NeuronNetwork {
  checkpointId: number;
}

export class NeuronService {
  readonly #access: WorkspaceAccess;
  readonly #launch: LaunchWorker;
  readonly #defenses: readonly Defense[];
  /** By checkpoint and channel, the one used last at the end. */
  readonly #columns = new Map<string, Float32Array>();

  constructor(access: WorkspaceAccess, launch: LaunchWorker, defenses: readonly Defense[]) {
    this.#access = access;
    this.#launch = launch;
    this.#defenses = defenses;
  }

  /**
   * One round, the first where none is named: it has measured the network as it learned the data. Null for a run that has
   * measured no neurons. Throws `not-found` for an unknown run or round.
   */
  read(runId: number, round: number | null): NeuronView | null {
    const { db } = this.#access;
    findAudit(db, runId);
    const rounds = countNeuronRounds(db, runId);
    if (rounds === 0) return null;
    const found = readNeurons(db, runId, round ?? 1);
    const network = this.#network(runId, found.round);
    return {
      ...found,
      rounds,
      network: network === null ? null : { stage: network.stage, isMeasured: network.isMeasured },
    };
  }

  /**
   * float32 [N] for each neuron: the largest value of its map for every training sample. Null while one of them has not
   * been computed. Throws `not-found` for a neuron that the round has not measured.
   */
  activations(runId: number, round: number, neurons: readonly NeuronReference[]): Float32Array[] | null {
    const { checkpointId } = this.#checked(runId, round, neurons);
    const columns: Float32Array[] = [];
    for (const neuron of neurons) {
      const key = keyOf(checkpointId, neuron);
      const column = this.#columns.get(key);
      if (column === undefined) return null;
      this.#columns.delete(key);
      this.#columns.set(key, column);
      columns.push(column);
    }
    return columns;
  }

  /** Throws what `compute` would throw before any work is done. */
  check(runId: number, round: number, neurons: readonly NeuronReference[]): void {
    this.#checked(runId, round, neurons);
  }

  /**
   * Computes what is not there yet, and fills the pass up with the most suspicious neurons, which a person is likely to ask
   * for next. Throws `conflict` for a run that has kept no network, `not-found` for a neuron that was not measured,
   * `run.cancelled`.
   */
  async compute(
    runId: number,
    round: number,
    neurons: readonly NeuronReference[],
    work: Work,
  ): Promise<void> {
    const { db, path } = this.#access;
    const { checkpointId, found } = this.#checked(runId, round, neurons);
    const isMissing = (neuron: NeuronReference): boolean => !this.#columns.has(keyOf(checkpointId, neuron));
    const missing = neurons.filter(isMissing);
    if (missing.length === 0) return;
    const asked = new Set(missing.map((neuron) => keyOf(checkpointId, neuron)));
    const next = neuronsBySpread(found.layers)
      .filter((neuron) => isMissing(neuron) && !asked.has(keyOf(checkpointId, neuron)))
      .slice(0, NEURONS_AT_ONCE - missing.length);
    const run = findAudit(db, runId);
    const job: NeuronsJob = {
      ...{ kind: 'neurons', workspace: path, versionId: versionIdOf(run), spec: specOf(run) },
      ...{ checkpointId, neurons: [...missing, ...next] },
    };
    const { outcome } = await runWorker({
      launch: this.#launch,
      job,
      signal: work.signal,
      onFrame: (frame) => {
        if (frame.type === 'progress') work.onProgress(frame);
        if (frame.type === 'activations')
          this.#keep(keyOf(checkpointId, job.neurons[frame.place]!), frame.values);
      },
    });
    if (outcome === 'cancelled') throw new AssayError('run.cancelled', 'Measuring neurons was cancelled.');
    // Those asked for are the last to be dropped, not those that were computed along with them.
    for (const neuron of missing) this.#touch(keyOf(checkpointId, neuron));
  }

  #keep(key: string, column: Float32Array): void {
    this.#columns.set(key, column);
    let bytes = 0;
    for (const { byteLength } of this.#columns.values()) bytes += byteLength;
    // What one pass gave is kept whole, however large the dataset is.
    for (const [oldest, { byteLength }] of this.#columns) {
      if (bytes <= KEPT_BYTES || this.#columns.size <= NEURONS_AT_ONCE) return;
      this.#columns.delete(oldest);
      bytes -= byteLength;
    }
  }

  #touch(key: string): void {
    const column = this.#columns.get(key);
    if (column === undefined) return;
    this.#columns.delete(key);
    this.#columns.set(key, column);
  }

  #checked(
    runId: number,
    round: number,
    neurons: readonly NeuronReference[],
  ): { checkpointId: number; found: NeuronRound } {
    const found = readNeurons(this.#access.db, runId, round);
    for (const { layer, channel } of neurons) {
      const measured = found.layers.find((one) => one.layer === layer);
      if (measured !== undefined && channel < measured.score.length) continue;
      throw new AssayError(
        'not-found',
        `Round ${round} of run ${runId} has measured no channel ${channel} of ${layer}.`,
        { runId, round, layer, channel },
      );
    }
    const network = this.#network(runId, round);
    if (network !== null) return { checkpointId: network.checkpointId, found };
    throw new AssayError(
      'conflict',
      `Run ${runId} has kept no network of a finished stage: there is none whose neurons could be measured.`,
      { runId },
    );
  }

  /**
   * A round measures the network as the training before it left it: the first round after the first one, and so on; the
   * trigger test comes after the first round. Where that network was not kept, the undefended one is asked, and where there
   * is none, the last.
   */
  #network(runId: number, round: number): KeptNetwork | null {
    const { db } = this.#access;
    const { defense } = specOf(findAudit(db, runId));
    const entry = this.#defenses.find(({ id }) => id === defense);
    const kept = keptNetworks(db, runId);
    const trainings = Object.keys(entry?.stages ?? {}).filter((stage) => stage !== TRIGGER_TEST);
    const measuredStage = trainings[round - 1];
    const measured = kept.find(({ stage }) => stage === measuredStage);
    const chosen = measured ?? kept.find(({ stage }) => stage === entry?.undefendedStage) ?? kept.at(-1);
    if (chosen === undefined) return null;
    return { checkpointId: chosen.id, stage: chosen.stage, isMeasured: chosen === measured };
  }
}

function keptNetworks(db: Connection, runId: number): { id: number; stage: string }[] {
  return listCheckpoints(db, runId).filter(({ role }) => role !== 'progress');
}

function keyOf(checkpointId: number, { layer, channel }: NeuronReference): string {
  return `${checkpointId} ${channel} ${layer}`;
}
