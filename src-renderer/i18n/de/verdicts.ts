/** German texts of the verdicts and their journal. */
import type { verdicts as english } from '../en/verdicts.ts';

export const verdicts: typeof english = {
  journal: {
    author: 'Von',
    by: 'neue Urteile sind mit {author} gezeichnet',
    counts: 'Geltende Urteile',
    empty: 'Noch nichts beurteilt',
    emptyText:
      'Unter „Prüfen“ markiert P ein Sample als vergiftet, C als sauber, U als unsicher. Zu jedem Urteil wird festgehalten, wer es wann und warum gefällt hat.',
    goOn: 'Weiter beurteilen',
    mixed: 'mehrere',
    more: 'Frühere zeigen',
    reason: 'Gesehen in',
    samples: 'Samples',
    time: 'Wann',
    title: 'Journal der Urteile',
    total: 'Beurteilt',
    undoFrom: 'Ab hier rückgängig',
    what: 'Was',
    which: 'Welche',
  },
  verdicts: {
    clean: 'sauber',
    kind_redo: 'wiederhergestellt',
    kind_undo: 'rückgängig',
    none: 'nicht beurteilt',
    poison: 'vergiftet',
    redoDone: 'Nichts wiederhergestellt. | {n} Urteil wiederhergestellt. | {n} Urteile wiederhergestellt.',
    redoNothing: 'Es gibt nichts wiederherzustellen.',
    said: '{n} Samples: {value} | {n} Sample: {value} | {n} Samples: {value}',
    undoDone: 'Nichts zurückgenommen. | {n} Urteil zurückgenommen. | {n} Urteile zurückgenommen.',
    undoNothing: 'Es gibt nichts zurückzunehmen.',
    unsure: 'unsicher',
  },
};
