/** Whether what a run isolated carries a trigger, as far as it asked: at most one finding a run. */
import type { TriggerFinding } from '../../../src-shared/domain/trigger-test.ts';
import type { Connection } from '../connection.ts';

/** In place of an earlier one, which a run that is resumed may have stored. */
export function storeTriggerFinding(db: Connection, runId: number, found: TriggerFinding): void {
  db.prepare(
    `INSERT OR REPLACE INTO trigger_tests (run_id, label, isolated, unlearned, others_left, least_stayed)
     VALUES (@runId, @label, @isolated, @unlearned, @othersLeft, @leastStayed)`,
  ).run({ ...found, runId });
}

/** Null where the run has not asked. */
export function findTriggerFinding(db: Connection, runId: number): TriggerFinding | null {
  return (
    db
      .prepare<[number], TriggerFinding>(
        `SELECT label, isolated, unlearned, others_left AS othersLeft, least_stayed AS leastStayed
         FROM trigger_tests WHERE run_id = ?`,
      )
      .get(runId) ?? null
  );
}
