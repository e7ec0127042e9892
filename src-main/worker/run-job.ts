/**
 * Sends a job to the code that does it. Each kind is loaded only when it is asked for: an import never loads
 * TensorFlow, an audit never loads an image codec.
 */
import type { Job } from '../../src-shared/worker/contract.ts';
import type { WorkerPort } from './port.ts';

/** Resolves with the job's result, which travels in the `finished` frame. */
export async function runJob(job: Job, port: WorkerPort): Promise<unknown> {
  switch (job.kind) {
    case 'import':
      return (await import('./import-job.ts')).runImportJob(job, port);
    case 'poison':
      return (await import('./poison-job.ts')).runPoisonJob(job, port);
    case 'audit':
      return (await import('./audit-job.ts')).runAuditJob(job, port);
    case 'evaluate':
      return (await import('./evaluate-job.ts')).runEvaluateJob(job, port);
    case 'export-model':
      return (await import('./export-model-job.ts')).runExportModelJob(job, port);
    case 'export-dataset':
      return (await import('./export-dataset-job.ts')).runExportDatasetJob(job, port);
    case 'draw-practice':
      return (await import('./draw-practice-job.ts')).runDrawPracticeJob(job, port);
    case 'preview':
      return (await import('./preview-job.ts')).runPreviewJob(job, port);
    case 'statistics':
      return (await import('./statistics-job.ts')).runStatisticsJob(job, port);
    case 'features':
      return (await import('./features-job.ts')).runFeaturesJob(job, port);
    case 'neurons':
      return (await import('./neurons-job.ts')).runNeuronsJob(job, port);
    case 'detect':
      return (await import('./detect-job.ts')).runDetectJob(job, port);
    case 'label-test':
      return (await import('./label-test-job.ts')).runLabelTestJob(job, port);
    case 'invert':
      return (await import('./invert-job.ts')).runInvertJob(job, port);
    case 'calibrate':
      return (await import('./calibrate-job.ts')).runCalibrateJob(job, port);
    case 'explain':
      return (await import('./explain-job.ts')).runExplainJob(job, port);
  }
}
