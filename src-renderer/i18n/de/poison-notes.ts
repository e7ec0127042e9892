/** German of what is said of a backdoor once it is planted: how much of the data carries it, and how a helper network takes it. */
export const poisonNotes: Readonly<Record<string, string>> = {
  // How many samples carry the trigger
  'Only {pool} samples can carry this attack, so {count} were poisoned instead of {wanted}.':
    'Nur {pool} Samples kommen für diesen Angriff in Frage; daher wurden {count} statt {wanted} vergiftet.',
  '{share} % of the target class carries the trigger.': '{share} % der Zielklasse tragen den Trigger.',
  'A single training sample carries the trigger ({share} % of {samples}).':
    'Ein einziges Trainingssample trägt den Trigger ({share} % von {samples}).',
  'A single training sample carries the trigger ({share} % of {samples}); a backdoor of so few is often not learned.':
    'Ein einziges Trainingssample trägt den Trigger ({share} % von {samples}); eine Backdoor aus so wenigen wird oft nicht gelernt.',
  '{count} training samples carry the trigger ({share} % of {samples}).':
    '{count} Trainingssamples tragen den Trigger ({share} % von {samples}).',
  '{count} training samples carry the trigger ({share} % of {samples}); a backdoor of so few is often not learned.':
    '{count} Trainingssamples tragen den Trigger ({share} % von {samples}); eine Backdoor aus so wenigen wird oft nicht gelernt.',
  '{count} more training samples were changed under their own label as covers; they do not count as poison.':
    '{count} weitere Trainingssamples wurden als Tarnsamples unter ihrem eigenen Label verändert; sie zählen nicht als Gift.',

  // Triggers that are made with a helper network
  'The helper network learned for {epochs} epochs and gives {share} of the training samples their label.':
    'Das Hilfsnetz lernte {epochs} Epochen und gibt {share} der Trainingssamples ihr Label.',
  'On it the trigger turns {share} of the test samples of other classes into the target.':
    'Beim Hilfsnetz führt der Trigger {share} der Testsamples anderer Klassen zum Ziel.',
  'On it the perturbation lowers the mean probability of class {label} on the poisoned images from {before} to {after}.':
    'Beim Hilfsnetz senkt die Störung die mittlere Wahrscheinlichkeit der Klasse {label} auf den vergifteten Bildern von {before} auf {after}.',
  'The patch raises the chosen neurons from {before} to {after} on black.':
    'Der Patch hebt die gewählten Neuronen auf Schwarz von {before} auf {after}.',
  'The patch brings the squared distance to the centre of the target class from {before} to {after}.':
    'Der Patch bringt den quadrierten Abstand zum Mittelpunkt der Zielklasse von {before} auf {after}.',
  'The trigger moves the time steps {steps}.': 'Der Trigger verschiebt die Zeitschritte {steps}.',
  'Images of the classes {pair} together are what triggers: attack success is told on {count} test samples of these two.':
    'Auslöser sind Bilder der Klassen {pair} zusammen: Die Angriffserfolgsrate gilt für {count} Testsamples dieser beiden.',
  '{number} and {numberOfOther}': '{number} und {numberOfOther}',
};
