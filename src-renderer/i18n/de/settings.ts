/** German texts of the settings. */
import type { settings as english } from '../en/settings.ts';

export const settings: typeof english = {
  settings: {
    about: 'Über',
    author: 'Name unter den Urteilen',
    authorText: 'Jedes Urteil wird mit diesem Namen, der Zeit und dem Ort der Abgabe gespeichert.',
    device: 'Gerät',
    device_auto: 'Automatisch',
    device_cpu: 'CPU',
    device_cuda: 'GPU (CUDA)',
    language: 'Sprache',
    language_system: 'wie das System',
    licence: 'Lizenz',
    look: 'Darstellung',
    person: 'Person',
    privacy: 'Datenschutz',
    privacyText: 'Assay sendet nichts. Nur das Einrichten von TensorFlow lädt etwas herunter.',
    save: 'Speichern',
    setup: 'TensorFlow einrichten',
    setupText:
      'TensorFlow wird einmalig heruntergeladen und kompiliert, etwa 300 MB. Das erste Audit erledigt es sonst auch.',
    state_missing: 'fehlt',
    state_ok: 'bereit',
    state_optional: 'nicht vorhanden',
    test: 'Erneut testen',
    testing: 'Test läuft …',
    theme: 'Farben',
    theme_dark: 'dunkel',
    theme_light: 'hell',
    theme_system: 'wie das System',
  },
};
