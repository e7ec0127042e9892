/** The public face of storage for the host. Planted truth is not part of it (see `repositories/truth.ts`). */
export * from './reading.ts';
export { transact, yieldToEvents } from './connection.ts';
export { createWorkspace, openWorkspace } from './database.ts';
export type { Upgrade } from './migrate.ts';
export { checkDatasetName } from './repositories/datasets.ts';
export {
  finishImport,
  removeIncompleteImport,
  startImport,
  storeSampleGroup,
  type NewImport,
} from './repositories/imports.ts';
export { createPoisonedVersion, removeHalfMadeDrills, type ChangedRows } from './repositories/poison.ts';
export {
  changeRunState,
  createRun,
  describeAttempt,
  markInterruptedRuns,
  setRunVersion,
  type NewRun,
  type RunOutcome,
} from './repositories/runs.ts';
export { appendLog, appendTimelinePoint, storeStage } from './repositories/timeline.ts';
export { storeScores, storeSubset, storeTrace } from './repositories/scores.ts';
export { storeCheckpointFile } from './repositories/checkpoints.ts';
export { judgeSamples, redoVerdicts, undoVerdicts, type NewVerdicts } from './repositories/verdicts.ts';
export { beginFeatures, finishFeatures, storeFeatureChunk } from './repositories/features.ts';
export { storeNeurons } from './repositories/neurons.ts';
export { storeDetection } from './repositories/detections.ts';
export { storeInversion } from './repositories/inversions.ts';
export { storeTriggerFinding } from './repositories/trigger-tests.ts';
export { storeLabelTest } from './repositories/label-tests.ts';
export { storeExport } from './repositories/exports.ts';
