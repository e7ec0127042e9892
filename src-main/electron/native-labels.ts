/** Words of the dialogs and notices that the system shows; those of the menu are in menu-labels.ts. */
export interface NativeLabels {
  openLink: string;
  open: string;
  cancel: string;
  quitQuestion: string;
  quitDetail: string;
  stopAndQuit: string;
  stay: string;
  cannotOpen: string;
  done: string;
  failed: string;
}

const ENGLISH: NativeLabels = {
  openLink: 'Open this address in your browser?',
  open: 'Open',
  cancel: 'Cancel',
  quitQuestion: 'Work is still going on.',
  quitDetail: 'It is stopped when you quit. A run keeps a checkpoint and can be resumed from there.',
  stopAndQuit: 'Stop, keep the checkpoint and quit',
  stay: 'Stay',
  cannotOpen: 'The workspace cannot be opened',
  done: 'Finished',
  failed: 'Failed',
};

const GERMAN: NativeLabels = {
  openLink: 'Diese Adresse im Browser öffnen?',
  open: 'Öffnen',
  cancel: 'Abbrechen',
  quitQuestion: 'Es wird noch gearbeitet.',
  quitDetail:
    'Beim Beenden wird die Arbeit angehalten. Ein Lauf behält einen Sicherungspunkt und lässt sich von dort fortsetzen.',
  stopAndQuit: 'Anhalten, Sicherungspunkt behalten und beenden',
  stay: 'Bleiben',
  cannotOpen: 'Der Arbeitsbereich lässt sich nicht öffnen',
  done: 'Fertig',
  failed: 'Fehlgeschlagen',
};

export function nativeLabelsFor(locale: string): NativeLabels {
  return locale.toLowerCase().startsWith('de') ? GERMAN : ENGLISH;
}
