/** German texts around the assessment of a dataset; its sentences are in `src-shared/domain/assessment-words-de.ts`. */
import type { assessment as english } from '../en/assessment.ts';

export const assessment: typeof english = {
  assessment: {
    agreement: 'Von beiden markiert',
    byChance: 'Durch Zufall',
    contradicted: 'Widersprochen',
    enrichment: 'Labels unter den markierten Samples',
    evidence: 'Hinweise',
    jaccard: 'Anteil an beiden zusammen',
    label: 'Label',
    level_none_found: 'keine gefunden',
    level_not_examined: 'nicht untersucht',
    level_some_evidence: 'einige Hinweise',
    level_strong_evidence: 'starke Hinweise',
    lift: 'Vielfaches seines Anteils an den Daten',
    limits: 'Was sich so nicht erkennen lässt',
    look: '{name} ansehen',
    meaning: 'Was das bedeutet',
    next: 'Was als Nächstes zu tun ist',
    overRepresented: 'überrepräsentiert',
    reading: 'Läufe und Samples werden angesehen …',
    restsOn: 'Beruht auf:',
    run: 'Lauf {id} ({defense}, Startwert {seed})',
    samples: 'Samples',
    samplesOf: 'keine Samples | {n} Sample | {n} Samples',
    separation: 'Trennung D',
    spread: 'Kleinste Streuung',
    table: 'Werte jedes Labels',
    test: 'Herauslassen und prüfen',
    testHint:
      'Trainiert einmal ohne die verdächtigen Samples dieses Labels; nach einem Abbruch beginnt es von vorn.',
    testStarted: 'Der Test von {name} liegt in der Ablage; was er findet, erscheint hier.',
    title: 'Was die Läufe über diesen Datensatz sagen',
  },
};
