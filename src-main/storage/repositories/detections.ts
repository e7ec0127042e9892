/** What detectors made of finished runs, once for each way of running them. */
import type { Detection, DetectionDetails } from '../../../src-shared/domain/detection.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { OptionValue } from '../../../src-shared/schema/fields.ts';
import { canonicalJson, now, toBlob, toFloat32Array, type Connection } from '../connection.ts';

interface Row {
  run_id: number;
  detector: string;
  detector_version: number;
  options: string;
  score: Buffer;
  flagged: Buffer;
  threshold: number | null;
  details: string;
  seconds: number;
  created_at: string;
}

/**
 * Keeps a detection in place of an earlier one of the same run, detector and options. Throws `input.invalid` for a score
 * that is not finite.
 */
export function storeDetection(db: Connection, found: Omit<Detection, 'createdAt'>): void {
  const index = found.score.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) {
    throw new AssayError(
      'input.invalid',
      `The detector ${found.detector} gave sample ${index} the score ${found.score[index]}; a score is finite.`,
      { detector: found.detector, index },
    );
  }
  db.prepare(
    `INSERT INTO detections
       (run_id, detector, detector_version, options, score, flagged, threshold, details, seconds, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (run_id, detector, options) DO UPDATE SET
       detector_version = excluded.detector_version, score = excluded.score, flagged = excluded.flagged,
       threshold = excluded.threshold, details = excluded.details, seconds = excluded.seconds,
       created_at = excluded.created_at`,
  ).run(
    found.runId,
    found.detector,
    found.detectorVersion,
    canonicalJson(found.options),
    toBlob(found.score),
    toBlob(found.flagged),
    found.threshold,
    JSON.stringify(found.details),
    found.seconds,
    now(),
  );
}

/** The detection of exactly this kind; null where there is none. */
export function findDetection(
  db: Connection,
  wanted: Pick<Detection, 'runId' | 'detector' | 'detectorVersion' | 'options'>,
): Detection | null {
  const row = db
    .prepare<[number, string, number, string], Row>(
      'SELECT * FROM detections WHERE run_id = ? AND detector = ? AND detector_version = ? AND options = ?',
    )
    .get(wanted.runId, wanted.detector, wanted.detectorVersion, canonicalJson(wanted.options));
  return row === undefined ? null : toDetection(row);
}

/** Every detection of a run without its columns, in the order they were made. */
export function listDetections(
  db: Connection,
  runId: number,
): Pick<Detection, 'detector' | 'detectorVersion' | 'options' | 'seconds' | 'createdAt'>[] {
  return db
    .prepare<[number], Pick<Row, 'detector' | 'detector_version' | 'options' | 'seconds' | 'created_at'>>(
      'SELECT detector, detector_version, options, seconds, created_at FROM detections WHERE run_id = ? ORDER BY id',
    )
    .all(runId)
    .map((row) => ({
      detector: row.detector,
      detectorVersion: row.detector_version,
      options: optionsOf(row),
      seconds: row.seconds,
      createdAt: row.created_at,
    }));
}

function toDetection(row: Row): Detection {
  return {
    runId: row.run_id,
    detector: row.detector,
    detectorVersion: row.detector_version,
    options: optionsOf(row),
    score: toFloat32Array(row.score),
    flagged: new Uint8Array(row.flagged),
    threshold: row.threshold,
    details: JSON.parse(row.details) as DetectionDetails,
    seconds: row.seconds,
    createdAt: row.created_at,
  };
}

function optionsOf({ options }: Pick<Row, 'options'>): Record<string, OptionValue> {
  return JSON.parse(options) as Record<string, OptionValue>;
}
