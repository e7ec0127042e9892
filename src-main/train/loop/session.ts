/**
 * What stands still between two steps of a run: weights, the defense's own arrays and notes, and how far it came.
 * All of it goes into a checkpoint. Randomness needs no place here: every draw comes from a stream named by stage and
 * step, so a position is enough to continue as if nothing had happened.
 */
import type * as tfl from '@tensorflow/tfjs-layers';
import { readWeights, trainableByName, writeWeights } from '../architectures/weights.ts';
import { decodeCheckpoint, encodeCheckpoint, type StoredArray } from '../checkpoint/safetensors.ts';
import type { InputNormaliser } from '../data/input-normaliser.ts';
import type { Learner } from './step.ts';

/** Where the stage in progress stands. */
export interface StagePosition {
  stage: string;
  /** Updates done in it. */
  step: number;
  /** Seconds spent in it, over all attempts. */
  seconds: number;
  /** Sum and count of the epoch's losses so far. */
  lossSum: number;
  lossCount: number;
  /** What the last update is still owed: its own hook, or that of the epoch it ended. A resumed stage begins with it. */
  pending: 'after-step' | 'epoch-end' | null;
  /** A hook has ended the stage early. */
  isStopped: boolean;
}

interface SessionState {
  finishedStages: string[];
  position: StagePosition | null;
  notes: Record<string, unknown>;
}

const WEIGHTS = 'weights/';
const DEFENSE = 'defense/';
const STAGE = 'stage/';
const ATTACHED = 'attached/';

export class TrainingSession {
  readonly model: tfl.LayersModel;
  readonly learner: Learner;
  /** Arrays a defense keeps from stage to stage, by name. */
  readonly arrays = new Map<string, StoredArray>();
  /** JSON values a defense keeps from stage to stage. */
  readonly notes: Record<string, unknown> = {};
  finishedStages: string[] = [];
  position: StagePosition | null = null;
  /** Networks that train beside the main one for a while, by name; their weights are part of every checkpoint. */
  readonly #attached = new Map<string, tfl.LayersModel>();
  /** What a checkpoint held of networks that are not attached yet. */
  readonly #restoredAttachments = new Map<string, StoredArray>();
  /** Arrays of the stage in progress as the checkpoint held them; the stage takes them over when it starts. */
  restoredStageArrays = new Map<string, StoredArray>();

  constructor(model: tfl.LayersModel, normaliser: InputNormaliser) {
    this.model = model;
    this.learner = { model, normaliser, weights: trainableByName(model) };
  }

  /** Takes a network along from now on; gives it the weights that the checkpoint held for it, if any. */
  attach(name: string, model: tfl.LayersModel): void {
    const stored = underPrefix(`${ATTACHED}${name}/`, this.#restoredAttachments);
    if (stored.size > 0) writeWeights(model, stored);
    this.#attached.set(name, model);
  }

  /** Throws TypeError for one that is not attached. */
  attached(name: string): tfl.LayersModel {
    const model = this.#attached.get(name);
    if (model === undefined) throw new TypeError(`no network ${name} is attached`);
    return model;
  }

  /** Leaves a network behind: it is no part of what is exported. */
  detach(name: string): void {
    this.#attached.get(name)?.dispose();
    this.#attached.delete(name);
  }

  /** Bytes of a checkpoint. `stageArrays`: what the stage in progress needs (optimiser slots, averages). */
  save(stageArrays: ReadonlyMap<string, StoredArray>): Uint8Array {
    const all = new Map<string, StoredArray>();
    for (const [name, values] of readWeights(this.model)) all.set(WEIGHTS + name, values);
    for (const [name, model] of this.#attached) {
      for (const [weight, values] of readWeights(model)) all.set(`${ATTACHED}${name}/${weight}`, values);
    }
    for (const [name, values] of this.arrays) all.set(DEFENSE + name, values);
    for (const [name, values] of stageArrays) all.set(STAGE + name, values);
    const state: SessionState = {
      finishedStages: this.finishedStages,
      position: this.position,
      notes: this.notes,
    };
    return encodeCheckpoint(all, state);
  }

  /** Takes over the weights of another run's checkpoint, and nothing else of it. Throws as `restore`. */
  adopt(bytes: Uint8Array): void {
    writeWeights(this.model, decodeCheckpoint(bytes).arrays as Map<string, Float32Array>, WEIGHTS);
  }

  /** Continues from bytes that `save` made. Throws `storage.corrupt` when they do not fit this network. */
  restore(bytes: Uint8Array): void {
    const { arrays, state } = decodeCheckpoint(bytes);
    const { finishedStages, position, notes } = state as SessionState;
    writeWeights(this.model, arrays as Map<string, Float32Array>, WEIGHTS);
    for (const [name, values] of arrays) {
      if (name.startsWith(DEFENSE)) this.arrays.set(name.slice(DEFENSE.length), values);
      if (name.startsWith(ATTACHED)) this.#restoredAttachments.set(name, values);
      if (name.startsWith(STAGE)) this.restoredStageArrays.set(name.slice(STAGE.length), values);
    }
    this.finishedStages = finishedStages;
    this.position = position;
    Object.assign(this.notes, notes);
  }
}

/** Prefixes names, for putting several groups of arrays into one map. */
export function withPrefix(
  prefix: string,
  arrays: ReadonlyMap<string, StoredArray>,
): Map<string, StoredArray> {
  return new Map([...arrays].map(([name, values]) => [prefix + name, values]));
}

/** The reverse of `withPrefix`. */
export function underPrefix(
  prefix: string,
  arrays: ReadonlyMap<string, StoredArray>,
): Map<string, Float32Array> {
  const found = new Map<string, Float32Array>();
  for (const [name, values] of arrays) {
    if (name.startsWith(prefix)) found.set(name.slice(prefix.length), values as Float32Array);
  }
  return found;
}
