/**
 * A worker that runs the first of the detectors it is asked for, sends what it found, and waits to be cancelled: so that
 * what a cancelled job leaves behind can be tested without a race.
 */
import type { HostFrame, WorkerFrame } from '../../src-shared/worker/contract.ts';

function send(frame: WorkerFrame): Promise<void> {
  return new Promise((resolve) => process.send?.(frame, () => resolve()));
}

process.on('disconnect', () => process.exit(0));
process.on('message', (frame: HostFrame) => {
  if (frame.type === 'cancel') {
    void send({ type: 'finished', outcome: 'cancelled', result: null }).then(() => process.exit(0));
  }
  if (frame.type !== 'start' || frame.job.kind !== 'detect') return;
  const [first] = frame.job.detectors;
  if (first === undefined) throw new Error('no detector was asked for');
  const samples = 240;
  void send({
    ...{ type: 'detection', detector: first.detector, detectorVersion: 1, options: first.options },
    score: Float32Array.from({ length: samples }, (_, i) => i),
    flagged: Uint8Array.from({ length: samples }, (_, i) => (i < 5 ? 1 : 0)),
    threshold: 4,
    details: { basis: { kind: 'stored score', metric: 'loss' }, notes: [], classes: [], groups: null },
    seconds: 0,
  }).then(() =>
    send({
      ...{ type: 'progress', stage: 'the next one', done: 0, total: 1, unit: 'samples' },
      ...{ etaSeconds: null, metrics: {} },
    }),
  );
});
