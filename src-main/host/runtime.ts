/** Setting TensorFlow up, for the shells: the news of it as progress like any other. */
import { examine, type Finding } from '../compute/runtime/doctor.ts';
import { ensureRuntime, type SetupProgress } from '../compute/runtime/setup.ts';
import type { Work } from '../services/work.ts';

export type Device = 'auto' | 'cpu' | 'cuda';

export interface RuntimeDocument {
  variant: string;
  folder: string;
  /** False when it was there already. */
  wasSetUp: boolean;
}

const STAGES: Readonly<Record<SetupProgress['step'], string>> = {
  download: 'Downloading TensorFlow',
  unpack: 'Unpacking TensorFlow',
  compile: 'Compiling the TensorFlow addon',
  wait: 'Waiting for another process that sets TensorFlow up',
};
const MEGA = 1e6;
/** Before this much of a download its speed is not worth a forecast. */
const FORECAST_AFTER_SECONDS = 2;

/** Returns at once when it is there. Throws as `ensureRuntime`. */
export async function ensureTensorflow(device: Device, work: Work): Promise<RuntimeDocument> {
  let wasSetUp = false;
  const startedAt = performance.now();
  const runtime = await ensureRuntime({
    device,
    signal: work.signal,
    onProgress({ step, done, total }) {
      wasSetUp = true;
      const seconds = (performance.now() - startedAt) / 1000;
      const isForecast = step === 'download' && done > 0 && seconds > FORECAST_AFTER_SECONDS;
      work.onProgress({
        stage: STAGES[step],
        done: Math.round(done / MEGA),
        total: Math.round(total / MEGA),
        unit: total > 0 ? 'MB' : '',
        etaSeconds: isForecast ? (seconds * (total - done)) / done : null,
        metrics: {},
      });
    },
  });
  return { ...runtime, wasSetUp };
}

export interface DoctorDocument {
  /** False when something the main job needs is missing. */
  ok: boolean;
  findings: readonly Finding[];
}

/** What this machine has of what the program uses. Changes nothing. */
export async function examineMachine(): Promise<DoctorDocument> {
  const findings = await examine();
  return { ok: findings.every(({ state }) => state !== 'missing'), findings };
}
