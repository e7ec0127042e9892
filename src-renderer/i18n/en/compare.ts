/** English texts of the comparison of runs. */
export const compare = {
  compare: {
    cell: '{true} predicted as {predicted}: {n} ({share})',
    chosen: 'Chosen',
    confusion: 'Given class against predicted class, clean test samples',
    confusionSummary: '{right} of {all} predicted right',
    cost: 'Run {run} brought the attack success rate from {before} to {after} at a cost of {points} points of clean accuracy.',
    differences: 'What they differ in',
    gain: 'Run {run} brought the attack success rate from {before} to {after} and gained {points} points of clean accuracy.',
    nextSeed: 'Repeat with the next seed',
    noTrigger:
      'Attack success rate cannot be measured here: no trigger is known. It is known in practice data and drills.',
    none: 'Nothing to compare yet',
    noneText:
      'Audits of one dataset are shown here side by side: what each cost in accuracy and what it achieved.',
    onlyCost: 'Clean accuracy of run {run} fell by {points} points between its first stage and its end.',
    onlyGain: 'Clean accuracy of run {run} rose by {points} points between its first stage and its end.',
    overlap: 'Who flagged what',
    overlapText: 'Of what the run of the row flagged, how much the run of the column flagged too.',
    precision: 'Precision',
    run: 'Run',
    seed: 'seed {seed}',
    setting: 'Setting',
    setup: 'Set-up',
    table: 'Runs on this dataset',
    tick: 'Compare run {id}',
    trueClass: 'True class',
  },
};
