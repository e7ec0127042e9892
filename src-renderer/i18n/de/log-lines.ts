/** German of what a run or another long work says on its way: lines of its log, notes of its stages, news in the tray. */
export const logLines: Readonly<Record<string, string>> = {
  // Why something is not run as a graph, or not beside the training
  'the backend is not that of tfjs-node': 'Das Backend ist nicht das von tfjs-node',
  'too many steps fit none of its graphs: {reason}':
    'Zu viele Schritte passen zu keinem der Graphen: {reason}',
  'it is disposed of': 'Er ist schon freigegeben',
  'it failed': 'Fehlgeschlagen',
  '{operation} has no shape that is known beforehand, or draws at random':
    '{operation} hat keine vorher bekannte Form oder zieht zufällig',
  'it reads the result of {operation} in JavaScript':
    'Das Ergebnis von {operation} wird in JavaScript gelesen',
  'it keeps the result of {operation} for later without returning it':
    'Das Ergebnis von {operation} wird für später festgehalten, ohne zurückgegeben zu werden',
  'the result': 'Das Ergebnis',
  'a variable': 'Eine Variable',
  'an operation': 'einer Operation',
  'a tensor': 'einem Tensor',
  'it returns a tensor that no operation made':
    'Zurückgegeben wird ein Tensor, den keine Operation erzeugt hat',
  'it ends a tensor from before the step': 'Freigegeben wird ein Tensor, den es vor dem Schritt schon gab',
  '{operation} takes a shape or an axis that the step itself computes':
    '{operation} nimmt eine Form oder Achse, die der Schritt selbst berechnet',
  'it uses a tensor of TensorFlow type {type}': 'Verwendet wird ein Tensor vom TensorFlow-Typ {type}',
  'it makes a variable': 'Eine Variable wird angelegt',
  'it reads a result in JavaScript': 'Ein Ergebnis wird in JavaScript gelesen',
  'it ends earlier': 'Der Schritt endet früher',
  'it returns or changes other tensors': 'Andere Tensoren werden zurückgegeben oder geändert',
  'it changes other variables': 'Andere Variablen werden geändert',
  'it keeps a tensor for later': 'Ein Tensor wird für später festgehalten',
  'it runs {operation} where the graph has {other}': '{operation} läuft, wo der Graph {other} hat',
  'its end': 'sein Ende',
  '{operation} takes another tensor than in the graph':
    '{operation} nimmt einen anderen Tensor als im Graphen',
  'this process may not wait for a thread': 'Dieser Prozess darf nicht auf einen Thread warten',
  'it ended by itself with code {code}': 'Der Thread endete von selbst mit Code {code}',
  'it was not heard of for {time} s': 'Vom Thread kam {time} s lang nichts',
  'it failed without a reason': 'Fehlgeschlagen, ohne dass ein Grund genannt wurde',

  // Notes of the stages of repairs and of NONE
  'Pruned {count} of {all} channels. {why}': '{count} von {all} Kanälen entfernt. {why}',
  'The next step would have left {share} of the held-out trusted samples right, from {before}.':
    'Beim nächsten Schritt wären nur noch {share} der zurückgehaltenen vertrauten Samples richtig gewesen, vorher {before}.',
  'No more than {share} may be pruned.': 'Mehr als {share} dürfen nicht entfernt werden.',
  'No channel was pruned: every threshold costs more than {share} of the held-out trusted samples.':
    'Kein Kanal wurde entfernt: Jede Schwelle kostet mehr als {share} der zurückgehaltenen vertrauten Samples.',
  'Channels pruned, with a mask of {threshold} or less: {count}.':
    'Entfernte Kanäle, mit einer Maske von {threshold} oder weniger: {count}.',
  'Thresholds tried, channels that each prunes, and held-out trusted samples: {listTried}.':
    'Versuchte Schwellen, Kanäle, die jede entfernt, und zurückgehaltene vertraute Samples: {listTried}.',
  '{threshold}: {number} pruned, {share} right': '{threshold}: {number} entfernt, {share} richtig',
  'Took the point t = {point} of the curve. Held-out trusted samples right at each point: {listing}.':
    'Gewählt ist der Punkt t = {point} der Kurve. Richtige zurückgehaltene vertraute Samples an jedem Punkt: {listing}.',
  '{share} of {count} trusted samples that the repair does not learn from are predicted as labelled.':
    'Bei {share} von {count} vertrauten Samples, aus denen die Reparatur nicht lernt, entspricht die Vorhersage dem Label.',
  'No trusted sample is labelled {names}: the repair may unlearn what it never sees.':
    'Kein vertrautes Sample hat das Label {names}: Die Reparatur kann verlernen, was sie nie sieht.',
  '{reset} of {count} channels in {layers} layers were reset; {found}; {learned} were learned.':
    '{reset} von {count} Kanälen in {layers} Schichten wurden zurückgesetzt; {found}; {learned} wurden gelernt.',
  'no sample stands out': 'kein Sample fällt auf',
  'in search of natural backdoors the scores leave out no sample':
    'auf der Suche nach natürlichen Backdoors lassen die Scores kein Sample weg',
  '{count} samples lie above the break of the scores': '{count} Samples liegen über dem Bruch der Scores',

  // News of work in the tray
  'Going on with the import of {file}: {count} samples are stored already.':
    'Der Import von {file} geht weiter: {count} Samples sind schon gespeichert.',
  'Drew and imported {count} pictures of {shapes} shapes.':
    '{count} Bilder aus {shapes} Formen gezeichnet und importiert.',
  'Planted a backdoor: {count} training pictures carry a small patch and the label "{name}".':
    'Eine Backdoor eingepflanzt: {count} Trainingsbilder tragen einen kleinen Patch und das Label „{name}“.',
  'The time left would not hold {run}: stopped before it.':
    'In der restlichen Zeit würde {run} nicht enden: davor gestoppt.',
  'Measuring how fast this machine trains {arch}.':
    'Gemessen wird, wie schnell dieser Rechner {arch} trainiert.',
  'Failed: {reason}': 'Fehlgeschlagen: {reason}',
  '{number} of {numberOfAll}: {drill}, {defense}, seed {numberSeed} begins.':
    '{number} von {numberOfAll}: {drill}, {defense}, Startwert {numberSeed} beginnt.',
  '{number} of {numberOfAll}: {drill}, {defense}, seed {numberSeed}, triggers begins.':
    '{number} von {numberOfAll}: {drill}, {defense}, Startwert {numberSeed}, Trigger beginnt.',
  '{number} of {numberOfAll}: {drill}, {defense}, seed {numberSeed}: {news}':
    '{number} von {numberOfAll}: {drill}, {defense}, Startwert {numberSeed}: {news}',
  '{number} of {numberOfAll}: {drill}, {defense}, seed {numberSeed}, triggers: {news}':
    '{number} von {numberOfAll}: {drill}, {defense}, Startwert {numberSeed}, Trigger: {news}',
  'Took {train} training and {test} test samples of {name}.':
    '{train} Trainings- und {test} Testsamples von {name} genommen.',
  'Planted {attack} in {count} training samples of {name}.':
    '{attack} in {count} Trainingssamples von {name} eingepflanzt.',
  'Imported {name}: {count} samples.': '{name} importiert: {count} Samples.',
  'Drew {train} training and {test} test series.': '{train} Trainings- und {test} Testzeitreihen gezeichnet.',
  'Drew {train} training and {test} test pictures.': '{train} Trainings- und {test} Testbilder gezeichnet.',
};
