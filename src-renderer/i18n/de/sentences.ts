/**
 * German of sentences that the host makes, by their English; `{name}` stands for what is filled in there. `{state}` is the
 * state of a run, `{stage}` a stage.
 */
export const sentences: Readonly<Record<string, string>> = {
  // Detectors
  'Not divided, since they are too small or all alike: {names}.':
    'Nicht geteilt, da zu klein oder alle gleich: {names}.',
  'The suspicious part is {share} % of {name}: look at both parts before removing that much of a class.':
    'Der verdächtige Teil macht {share} % von {name} aus: Beide Teile ansehen, bevor so viel von einer Klasse entfernt wird.',
  'This run kept no network that learned all given labels; the one of the stage "{stage}" was asked, which was kept from learning what the method suspected.':
    'Dieser Lauf hat kein Netz aufgehoben, das alle gegebenen Labels gelernt hat; befragt wurde das des Abschnitts „{stage}“, das nicht lernen sollte, was das Verfahren verdächtigt hat.',
  'loss drop': 'Verlustabfall',
  'Run {run} is {state}: {detector} is there when it has finished.':
    'Lauf {run} ist nicht abgeschlossen ({state}): {detector} gibt es, wenn er fertig ist.',
  'Run {run} ({defense}) has no {title}, which comes from the training itself and cannot be computed afterwards. Runs of these defenses have it: {able}.':
    'Lauf {run} ({defense}) hat keinen Wert für „{title}“: Er entsteht beim Training selbst und lässt sich nicht nachträglich berechnen. Läufe mit diesen Verteidigungen haben ihn: {able}.',
  'Run {run} is {state} and has no final network yet. "assay resume" lets it go on.':
    'Lauf {run} ist nicht abgeschlossen ({state}) und hat noch kein endgültiges Netz. Er lässt sich fortsetzen.',
  'Run {run} is {state} and kept no network of a finished stage: there is none to ask.':
    'Lauf {run} ist nicht abgeschlossen ({state}) und hat kein Netz eines beendeten Abschnitts aufgehoben: Es gibt keines, das befragt werden könnte.',

  // Stages of a run
  'Ended after epoch {epoch}: {share} agreement with the given labels.':
    'Beendet nach Epoche {epoch}: {share} Übereinstimmung mit den gegebenen Labels.',
  'Unlearning is incomplete: it was ended because agreement with other labels fell from {before} to {kept} while {left} of the isolated samples had left their label.':
    'Das Verlernen ist unvollständig: Es wurde beendet, weil die Übereinstimmung mit anderen Labels von {before} auf {kept} fiel, während {left} der isolierten Samples ihr Label verlassen hatten.',
  'Held-out trusted samples predicted as labelled: {before} before, {now} now.':
    'Zurückgehaltene vertraute Samples, deren Vorhersage dem Label entspricht: vorher {before}, jetzt {now}.',
  'Almost no unlabelled sample is predicted with confidence yet.':
    'Noch wird fast kein Sample ohne Label mit hoher Konfidenz vorhergesagt.',
  'Class "{name}" has {share} of the confident predictions: it may have swallowed others.':
    'Die Klasse „{name}“ hat {share} der Vorhersagen mit hoher Konfidenz: Sie hat womöglich andere verschluckt.',
  '{count} of {all} isolated samples were taken for another class by the network, which fine-tuning had not taught their label: so it is with poison. From then on it taught that their label is wrong.':
    '{count} von {all} isolierten Samples hielt das Netz, dem die Feinabstimmung ihr Label nicht beigebracht hatte, für eine andere Klasse: So ist es bei Gift. Von da an lehrte sie, dass ihr Label falsch ist.',
  '{count} of {all} isolated samples have the label again that fine-tuning did not teach: they are like others of that label, as in a clean dataset, or what they carry was not unlearned.':
    '{count} von {all} isolierten Samples haben wieder ihr Label, das die Feinabstimmung nicht lehrt: Sie sind wie andere mit diesem Label, wie in einem sauberen Datensatz, oder was sie tragen, wurde nicht verlernt.',
  '{unlearned} of {all} isolated samples of "{name}" were unlearned: {left} of the others left that label with them, and {stayed} of its samples that were not isolated kept it, when they were fewest.':
    '{unlearned} von {all} isolierten Samples von „{name}“ wurden verlernt: {left} der übrigen verließen das Label mit ihnen, und {stayed} seiner Samples, die nicht isoliert wurden, behielten es, als es die wenigsten waren.',
  'So it is with samples that have a trigger in common. Fine-tuning goes on teaching that their label is wrong.':
    'So ist es bei Samples, die einen Trigger gemeinsam haben. Die Feinabstimmung lehrt weiterhin, dass ihr Label falsch ist.',
  'That shows no trigger. The network is as it was before.':
    'Das zeigt keinen Trigger. Das Netz ist wieder, wie es vorher war.',
  'Whether isolated samples carry a trigger was not asked: too few of their commonest label, or of its others, are predicted as it.':
    'Ob isolierte Samples einen Trigger tragen, wurde nicht gefragt: Zu wenige von ihrem häufigsten Label, oder von dessen übrigen, werden als dieses vorhergesagt.',
  '{share} of the isolated samples are taken for "{name}" by the second head.':
    '{share} der isolierten Samples hält der zweite Kopf für „{name}“.',
  'No class was recovered: the main head sees the trigger on the isolated samples and not what they show.':
    'Keine Klasse wurde wiederhergestellt: Auf den isolierten Samples sieht der Hauptkopf den Trigger und nicht, was sie zeigen.',
  'Most isolated samples are of "{name}", which has {share} % of all samples: the easiest of so large a class are learned as fast as poison. Judge by other evidence too.':
    'Die meisten isolierten Samples gehören zu „{name}“, dem {share} % aller Samples angehören: Die leichtesten einer so großen Klasse werden so schnell gelernt wie Gift. Auch nach anderen Belegen urteilen.',
  'Too few of the {count} test samples drawn are of class {names}: triggers from there are left out.':
    'Zu wenige der {count} gezogenen Testsamples gehören zu Klasse {names}: Trigger von dort bleiben weg.',
  "A person's verdicts outrank the filter: {poison} samples judged poison are isolated, {clean} judged clean keep their label.":
    'Urteile eines Menschen gehen dem Filter vor: {poison} als Gift beurteilte Samples werden isoliert, {clean} als sauber beurteilte behalten ihr Label.',
  'Every sample of {names} drives the compromised neurons, so that fine-tuning learns nothing of it. By itself that is no sign of poison, but an attack that keeps labels can poison a whole class: look at its samples. The option natural leaves out no sample.':
    'Jedes Sample von {names} treibt die kompromittierten Neuronen an, sodass die Feinabstimmung nichts davon lernt. Für sich ist das kein Zeichen für Gift, aber ein Angriff, der Labels nicht ändert, kann eine ganze Klasse vergiften: ihre Samples ansehen. Die Option „natural“ lässt kein Sample weg.',
  'Stage {stage} is not run as one graph: {reason}.':
    'Die Schritte des Abschnitts {stage} laufen nicht als je ein Graph: {reason}.',
  'Scoring is not run as one graph: {reason}.': 'Das Bewerten läuft nicht als ein Graph: {reason}.',
  'Batches were not prepared beside the training: {reason}.':
    'Batches wurden nicht neben dem Training vorbereitet: {reason}.',
  'Starts with the model of run {run} ({defense}, preset {preset}, {arch}, seed {seed}).':
    'Beginnt mit dem Modell von Lauf {run} ({defense}, Voreinstellung {preset}, {arch}, Startwert {seed}).',
  'Trusts {count} training samples that a person judged clean.':
    'Vertraut {count} Trainingssamples, die ein Mensch als sauber beurteilt hat.',
  'Trusts {count} training samples drawn from those that are known to be clean, which is possible in drills only.':
    'Vertraut {count} Trainingssamples, gezogen aus denen, die sicher sauber sind; das geht nur in Übungen.',
  'Run {run} will take about {time} on this machine.': 'Lauf {run} dauert auf diesem Rechner etwa {time}.',
  '{stage} ended after {time}: clean accuracy {accuracy}, attack success {success}.':
    '{stage} endete nach {time}: saubere Genauigkeit {accuracy}, Angriffserfolgsrate {success}.',
  'This run may take up to {needed} of memory, and this machine has {has}: it may end before it is done. Smaller batches take less, and so does a smaller network where one can be chosen.':
    'Dieser Lauf braucht bis zu {needed} Arbeitsspeicher, und dieser Rechner hat {has}: Er bricht vielleicht vorzeitig ab. Kleinere Batches brauchen weniger, ein kleineres Netz auch, wo es wählbar ist.',
  'not measurable here': 'hier nicht messbar',

  'Warning: {text}': 'Warnung: {text}',

  // Layouts of datasets
  'CIFAR-10 and CIFAR-100 binary': 'CIFAR-10 und CIFAR-100, binär',
  'data_batch_*.bin with test_batch.bin, train.bin with test.bin, or one such file alone.':
    'data_batch_*.bin mit test_batch.bin, train.bin mit test.bin oder eine solche Datei allein.',
  'IDX (MNIST), plain or .gz': 'IDX (MNIST), auch als .gz',
  'Pairs like train-images-idx3-ubyte(.gz) and train-labels-idx1-ubyte(.gz).':
    'Paare wie train-images-idx3-ubyte(.gz) und train-labels-idx1-ubyte(.gz).',
  'Arrays x_train, y_train (x_test, y_test), or X and y, images and labels, data and targets.':
    'Arrays x_train, y_train (x_test, y_test) oder X und y, images und labels, data und targets.',
  'GTSRB (traffic signs)': 'GTSRB (Verkehrszeichen)',
  'Class folders with GT-*.csv, and a test folder with GT-final_test.csv.':
    'Klassenordner mit GT-*.csv und ein Testordner mit GT-final_test.csv.',
  'CSV manifest': 'CSV-Verzeichnis',
  'A table with the columns path and label, and split (train or test) if there is one, beside its images.':
    'Eine Tabelle mit den Spalten path und label, und split (train oder test), falls es ihn gibt, neben ihren Bildern.',
  'image folder': 'Bilderordner',
  'One folder a class with PNG, JPEG, WebP, BMP, PGM or PPM files; train/ and test/ above them if there are.':
    'Ein Ordner je Klasse mit PNG-, JPEG-, WebP-, BMP-, PGM- oder PPM-Dateien; darüber train/ und test/, falls es sie gibt.',
  'UEA time series (.ts)': 'UEA-Zeitreihen (.ts)',
  'NAME_TRAIN.ts and NAME_TEST.ts (or .gz of them): a header, then one series a line, its class last.':
    'NAME_TRAIN.ts und NAME_TEST.ts (oder als .gz): ein Kopf, dann eine Zeitreihe je Zeile, ihre Klasse zuletzt.',
  'UCR time series (.tsv, .txt)': 'UCR-Zeitreihen (.tsv, .txt)',
  'NAME_TRAIN.tsv and NAME_TEST.tsv (.txt, .csv, or .gz of them): one series a line, its label first.':
    'NAME_TRAIN.tsv und NAME_TEST.tsv (.txt, .csv oder als .gz): eine Zeitreihe je Zeile, ihr Label zuerst.',
  'ARFF time series': 'ARFF-Zeitreihen',
  'NAME_TRAIN.arff and NAME_TEST.arff (or .gz of them), of one variable or, as a relation, of several.':
    'NAME_TRAIN.arff und NAME_TEST.arff (oder als .gz), mit einer Variablen oder, als Relation, mit mehreren.',
  'CSV table of time series': 'CSV-Tabelle mit Zeitreihen',
  'Wide (a column label, then one column a step) or long (columns id, time, values and label), split if there is one.':
    'Breit (eine Spalte label, dann eine Spalte je Schritt) oder lang (Spalten id, time, Werte und label); split, falls es ihn gibt.',
  'NumPy .npz with time series': 'NumPy-.npz mit Zeitreihen',
  'Float arrays of series x steps x variables, or series x steps, with labels, named as for images.':
    'Float-Arrays aus Zeitreihen x Schritten x Variablen oder Zeitreihen x Schritten, mit Labels, benannt wie bei Bildern.',
};
