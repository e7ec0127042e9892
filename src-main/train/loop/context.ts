/** What a defense is given to work with. Nothing in it says which samples are poisoned. */
import type * as tfl from '@tensorflow/tfjs-layers';
import type { JudgedSamples, StageResult } from '../../../src-shared/domain/run.ts';
import type { ArchitectureTaps } from '../../../src-shared/domain/catalog.ts';
import type { NeuronRound } from '../../../src-shared/domain/neuron.ts';
import type { TriggerFinding } from '../../../src-shared/domain/trigger-test.ts';
import type { Rng } from '../../../src-shared/math/rng.ts';
import type { InputNormaliser } from '../data/input-normaliser.ts';
import type { TrainingData } from '../data/training-data.ts';
import type { Views } from '../data/views.ts';
import type { TrainingSession } from './session.ts';
import type { StepRunner } from './step.ts';

/** How a run tells the world what it finds. Calls resolve when the news was handed over. */
export interface RunReporter {
  progress(
    stage: string,
    done: number,
    total: number,
    unit: string,
    metrics: Record<string, number>,
  ): Promise<void>;
  timeline(stage: string, epoch: number, step: number, metrics: Record<string, number>): Promise<void>;
  log(level: 'info' | 'warning', text: string): Promise<void>;
  /** One finite value a training sample. */
  scores(metric: string, values: Float32Array): Promise<void>;
  trace(metric: string, epoch: number, values: Float32Array): Promise<void>;
  subset(name: string, indices: Int32Array): Promise<void>;
  /** What a round measured of the neurons of the network; the same round again replaces it. */
  neurons(found: NeuronRound): Promise<void>;
  /** Whether what was isolated carries a trigger; a second finding of the run replaces the first. */
  trigger(found: TriggerFinding): Promise<void>;
  checkpoint(role: 'progress' | 'stage' | 'final', stage: string, bytes: Uint8Array): Promise<void>;
  /**
   * Tests the model as it stands on the test split, and with the trigger where one is known, and stores the result.
   * A defense gets nothing back: it must not decide on test data.
   */
  stage(result: Omit<StageResult, 'cleanAccuracy' | 'attackSuccess' | 'robustAccuracy'>): Promise<void>;
  /** The same test in the middle of a stage, for the training curves; on a part of the test split where that is large. */
  evaluate(stage: string, epoch: number, step: number): Promise<void>;
}

export interface DefenseContext {
  data: TrainingData;
  /** What a person judged: poison is isolated, clean never is, whatever the scores say. */
  judged: JudgedSamples;
  /**
   * Rows of `data` that are known to be clean, ascending; empty for a method that needs none. A repair decides by these
   * alone. Its session starts with the weights of the run it repairs.
   */
  trusted: Int32Array;
  session: TrainingSession;
  /** Another network of the same architecture, its weights not drawn yet; the caller owns it. */
  newNetwork(): Promise<tfl.LayersModel>;
  normaliser: InputNormaliser;
  /** Where the network may be tapped. */
  taps: ArchitectureTaps;
  /** Root stream of the run; fork it by purpose. */
  rng: Rng;
  /** Whether mirrored images keep their meaning: true for photographs, false for digits and signs. */
  flipIsHarmless: boolean;
  report: RunReporter;
  signal: AbortSignal;
  /** What runs the updates of a stage of so many steps; as they are written where it is left out. */
  newStepRunner?: (totalSteps: number) => StepRunner;
  /** What runs the passes of the network over many samples in evaluation mode, during the whole run. */
  passRunner?: StepRunner;
  /** Views of the rows of `data`, for batches; where it is left out each is computed when it is taken. */
  views?: Views;
  /** Seconds between progress checkpoints. */
  checkpointSeconds: number;
}
