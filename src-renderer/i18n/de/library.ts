/** German texts of the library. */
import type { library as english } from '../en/library.ts';

export const library: typeof english = {
  library: {
    classes: 'Klassen',
    datasets: 'Datensätze dieses Arbeitsbereichs',
    drill: 'Übung',
    empty: 'Der Arbeitsbereich ist leer',
    emptyText: 'Den erhaltenen Datensatz importieren oder an einem üben, dessen Vergiftung bekannt ist.',
    exampleTitle: 'Neuer Arbeitsbereich für den Übungsdatensatz',
    flagged: 'Markiert',
    goOn: 'Fortsetzen',
    incomplete: 'Abgebrochene Importe',
    incompleteText: 'keine Samples gespeichert | {n} Sample gespeichert | {n} Samples gespeichert',
    judged: 'Beurteilt',
    kind: 'Art',
    model: 'Gutartiges Modell',
    name: 'Name',
    newTitle: 'Neuer Arbeitsbereich',
    notAudited: 'noch kein Audit',
    openTitle: 'Zu öffnender Arbeitsbereich',
    recent: 'Zuletzt geöffnet',
    runState: 'Lauf {id}: {state}',
    samples: 'Samples (Training + Test)',
    since: 'Gespeichert',
    state: 'Audit',
    tryExample: 'Übungsdatensatz testen',
    welcome: 'Ist dieser Datensatz vergiftet?',
    welcomeText:
      'Einen erhaltenen Datensatz importieren. Ein Audit zeigt, welche Samples eingepflanzt wirken, trainiert ein Modell ohne sie und schreibt einen Bericht, den andere prüfen können.',
  },
};
