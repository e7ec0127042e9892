/** The `draw-practice` job: pictures drawn by rule, as files that are then imported like any others. */
import type { DrawPracticeJob } from '../../src-shared/worker/contract.ts';
import { writePracticeDataset } from '../formats/practice/draw-dataset.ts';
import type { WorkerPort } from './port.ts';

export async function runDrawPracticeJob(job: DrawPracticeJob, port: WorkerPort): Promise<null> {
  await port.send({ type: 'ready', backend: null });
  const total = job.train + job.test;
  const news = { stage: 'Drawing pictures', total, unit: 'pictures', etaSeconds: null, metrics: {} };
  await port.send({ type: 'progress', ...news, done: 0 });
  await writePracticeDataset(job.folder, job);
  await port.send({ type: 'progress', ...news, done: total });
  return null;
}
