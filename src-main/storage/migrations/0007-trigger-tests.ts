import type Database from 'better-sqlite3';

/** The seventh format: what a run found when it asked whether the samples it isolated carry a trigger. */
export const triggerTests = {
  name: '0007-trigger-tests',
  sql: `
CREATE TABLE trigger_tests (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  label INTEGER NOT NULL CHECK (label >= 0),
  isolated INTEGER NOT NULL CHECK (isolated >= 1),
  unlearned INTEGER NOT NULL CHECK (unlearned BETWEEN 1 AND isolated),
  others_left REAL NOT NULL CHECK (others_left BETWEEN 0 AND 1),
  least_stayed REAL NOT NULL CHECK (least_stayed BETWEEN 0 AND 1)
) STRICT;
`,
  /** Until now they were figures of the stage's last point in the timeline, where counts are no curves. */
  convert(db: Database.Database): void {
    const figures = ['label', 'isolated', 'unlearned', 'othersLeft', 'leastStayed'];
    const found = `stage = 'trigger-test' AND json_extract(metrics, '$.leastStayed') IS NOT NULL`;
    db.exec(
      `INSERT OR REPLACE INTO trigger_tests
         SELECT run_id, ${figures.map((name) => `json_extract(metrics, '$.${name}')`).join(', ')}
         FROM timeline WHERE ${found} ORDER BY run_id, seq`,
    );
    const counts = figures.filter((name) => name !== 'othersLeft').map((name) => `'$.${name}'`);
    db.exec(`UPDATE timeline SET metrics = json_remove(metrics, ${counts.join(', ')}) WHERE ${found}`);
  },
};
