/** German texts of the comparison of runs. */
import type { compare as english } from '../en/compare.ts';

export const compare: typeof english = {
  compare: {
    cell: '{true} als {predicted} vorhergesagt: {n} ({share})',
    chosen: 'Gewählt',
    confusion: 'Gegebene und vorhergesagte Klasse, saubere Testsamples',
    confusionSummary: '{right} von {all} richtig vorhergesagt',
    cost: 'Lauf {run} brachte die Angriffserfolgsrate von {before} auf {after}, auf Kosten von {points} Prozentpunkten sauberer Genauigkeit.',
    differences: 'Unterschiede',
    gain: 'Lauf {run} brachte die Angriffserfolgsrate von {before} auf {after} und gewann {points} Prozentpunkte sauberer Genauigkeit.',
    nextSeed: 'Mit nächstem Startwert wiederholen',
    noTrigger:
      'Die Angriffserfolgsrate ist hier nicht messbar: Es ist kein Trigger bekannt. Bekannt ist er bei Übungsdaten und Übungen.',
    none: 'Noch nichts zu vergleichen',
    noneText:
      'Audits desselben Datensatzes stehen hier nebeneinander: was jedes an Genauigkeit kostete und was es erreichte.',
    onlyCost:
      'Die saubere Genauigkeit von Lauf {run} fiel zwischen der ersten Phase und dem Ende um {points} Prozentpunkte.',
    onlyGain:
      'Die saubere Genauigkeit von Lauf {run} stieg zwischen der ersten Phase und dem Ende um {points} Prozentpunkte.',
    overlap: 'Wer was markiert hat',
    overlapText:
      'Wie viel von dem, was der Lauf der Zeile markiert hat, auch der Lauf der Spalte markiert hat.',
    precision: 'Präzision',
    run: 'Lauf',
    seed: 'Startwert {seed}',
    setting: 'Einstellung',
    setup: 'Aufbau',
    table: 'Läufe auf diesem Datensatz',
    tick: 'Lauf {id} vergleichen',
    trueClass: 'Wahre Klasse',
  },
};
