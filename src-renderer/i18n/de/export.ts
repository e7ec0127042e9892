/** German texts of exports. */
import type { exporting as english } from '../en/export.ts';

export const exporting: typeof english = {
  export: {
    browse: 'Ordner wählen',
    choose: 'Ordner für den Export',
    done: 'Bisher geschrieben',
    doneNone: 'Noch nichts.',
    file: 'Datei',
    flaggedOnly: 'Markierte ({n}) und als vergiftet beurteilte weglassen',
    folder: 'Ordner',
    folderHint: 'Ein neuer oder leerer Ordner',
    limit:
      'Eine Backdoor kann in mehr Samples stecken, als markiert wurden: Das Audit markiert einen festen Anteil.',
    more: 'Die verdächtigsten weglassen',
    moreFiles: 'und {n} weitere Dateien | und {n} weitere Datei | und {n} weitere Dateien',
    noModel: 'Der Lauf hat noch kein Endmodell.',
    none: 'Noch nichts zu exportieren',
    noneText:
      'Ein Audit liefert ein Modell ohne die Backdoor, einen bereinigten Datensatz, die Markierungen und einen Bericht.',
    openReport: 'Bericht öffnen',
    part_dataset: 'Bereinigter Datensatz',
    part_flags: 'Markierungen',
    part_model: 'Modell',
    part_report: 'Bericht',
    persons:
      'Davon waren {poison} nicht markiert und wurden von einem Menschen als vergiftet beurteilt; {clean} markierte wurden als sauber beurteilt und bleiben.',
    policy: 'Was im bereinigten Datensatz fehlt',
    preview: '{out} von {of} Trainingssamples werden weggelassen ({share}).',
    reveal: 'Im Ordner zeigen',
    share: 'Anteil in Prozent',
    size: 'Größe',
    text_dataset: 'Im Aufbau, in dem er kam.',
    text_flags: 'Scores, Ränge, Markierungen und Urteile jedes Samples als CSV und JSON.',
    text_model: 'TensorFlow.js LayersModel mit Label-Zuordnung; mit Standardwerkzeugen ladbar.',
    text_report: 'Eine nachprüfbare HTML-Datei und dasselbe als JSON.',
    title: 'Export und Bericht',
    what: 'Was',
    where: 'Wohin',
    write: 'Schreiben',
  },
};
