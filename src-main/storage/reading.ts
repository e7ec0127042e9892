/** The half of storage that only reads: what a worker may import. Truth is not among it (see `repositories/truth.ts`). */
export type { Connection } from './connection.ts';
export { openWorkspaceReadOnly, type OpenOptions, type Workspace } from './database.ts';
export { listDatasetNames } from './repositories/datasets.ts';
export { readGeometry, type Geometry } from './repositories/geometry.ts';
export { PackCache, readAllBytes, readBytes, readBytesInSteps, readBytesOf } from './repositories/packs.ts';
export {
  countByClass,
  findDuplicates,
  findSamplesByHash,
  findSamplesByName,
  iterateSamples,
  readLabelRange,
  readLabels,
  readSamples,
  readSamplesOf,
  type StoredSample,
} from './repositories/samples.ts';
export { computeVersionHash, type LongWork } from './repositories/version-hash.ts';
export {
  findVersion,
  findVersionBySourceHash,
  listVersions,
  readSourceHash,
  readVersion,
} from './repositories/versions.ts';
export {
  countRejections,
  findIncompleteImport,
  listIncompleteImports,
  listRejections,
  type IncompleteImport,
} from './repositories/imports.ts';
export { listAttempts, listRuns, readRun, type Attempt } from './repositories/runs.ts';
export { listStages, readLogs, readTimeline, type LogLine } from './repositories/timeline.ts';
export {
  iterateTraces,
  listScoreMetrics,
  listSubsets,
  listTraceEpochs,
  listTraces,
  readScores,
  readSubset,
  readTrace,
  type TraceEpoch,
} from './repositories/scores.ts';
export {
  findLatestCheckpoint,
  listCheckpoints,
  readCheckpoint,
  readCheckpointRecord,
  type CheckpointRecord,
} from './repositories/checkpoints.ts';
export {
  readBatches,
  readHistoryEnds,
  readLatestBatchId,
  readVerdictColumn,
  readVerdictHistory,
  readVerdicts,
  type HistoryLine,
  type VerdictBatch,
} from './repositories/verdicts.ts';
export { readFeatureChunk, readFeatureSet, type FeatureSet } from './repositories/features.ts';
export { countNeuronRounds, readNeurons } from './repositories/neurons.ts';
export { findDetection, listDetections } from './repositories/detections.ts';
export { listInversions } from './repositories/inversions.ts';
export { findTriggerFinding } from './repositories/trigger-tests.ts';
export { listLabelTests, readContradicted, type Contradicted } from './repositories/label-tests.ts';
export { listExports, readExport, type ExportedFile, type ExportRecord } from './repositories/exports.ts';
export { verifyWorkspace, type Verification, type VerifyOptions } from './verify.ts';
