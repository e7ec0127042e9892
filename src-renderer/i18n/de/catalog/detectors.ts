/** German of what detectors say of themselves, by their English sentence. */
export const detectors: Readonly<Record<string, string>> = {
  'Activation clustering (AC)': 'Clustern der Aktivierungen (AC)',
  'Divides the samples of each given label into two clusters by what the network makes of them: poisoned samples, which the network takes for the class for another reason than the rest, are apart.':
    'Teilt die Samples jedes gegebenen Labels nach dem, was das Netz aus ihnen macht, in zwei Cluster: Vergiftete Samples hält das Netz aus einem anderen Grund für die Klasse als die übrigen, und so liegen sie abseits.',
  'Every class splits in two somehow, also a clean one, and at a rate of 10 % poison is half of its target class, so that neither size nor silhouette tells: look at both clusters. Poison that the network has not learned is not apart. Classes below 20 samples are not divided. The third rule of the paper trains a network without each cluster and is not here: the test that leaves a label out asks the same of one label.':
    'Jede Klasse zerfällt irgendwie in zwei Teile, auch eine saubere, und bei einer Vergiftungsrate von 10 % ist das Gift die Hälfte seiner Zielklasse, sodass weder Größe noch Silhouette etwas sagen: Beide Cluster sind anzusehen. Gift, das das Netz nicht gelernt hat, liegt nicht abseits. Klassen unter 20 Samples werden nicht geteilt. Die dritte Regel des Papers trainiert ein Netz ohne jeden Cluster und fehlt hier: Der Test, der ein Label herauslässt, fragt dasselbe für ein Label.',
  'Network that is asked: the one that learned all given labels, poison among them, or the final one of the run':
    'Netz, das befragt wird: das, das alle gegebenen Labels gelernt hat, Gift eingeschlossen (learned), oder das endgültige des Laufs (final)',
  'Which cluster is suspicious: the one of clearly lower entropy or else the clearly smaller one, flagged only in classes that fall apart (lobe); the smaller one; or by the relative size or the silhouette, as in the paper':
    'Welcher Cluster verdächtig ist: der mit deutlich niedrigerer Entropie oder sonst der deutlich kleinere, markiert nur in Klassen, die auseinanderfallen (lobe); der kleinere (smaller); oder nach der relativen Größe oder der Silhouette wie im Paper',
  'Features are reduced to their main axes, or to independent components of equal variance as in the paper':
    'Die Merkmale werden auf ihre Hauptachsen reduziert (pca) oder wie im Paper auf unabhängige Komponenten gleicher Varianz (ica)',
  'Dimensions that the features of a class are reduced to before clustering':
    'Dimensionen, auf die die Merkmale einer Klasse vor dem Clustern reduziert werden',
  'Separation above which the suspicious part of a class is flagged; every class splits somehow, also a clean one':
    'Trennung, ab der der verdächtige Teil einer Klasse markiert wird; irgendwie zerfällt jede Klasse, auch eine saubere',
  'Relative size: a cluster below this share is flagged':
    'Relative Größe (relative-size): Ein Cluster unter diesem Anteil wird markiert',
  'Silhouette: the division must be at least this clear as well':
    'Silhouette: Die Teilung muss außerdem mindestens so deutlich sein',
  'Nearness to the suspicious cluster of its class': 'Nähe zum verdächtigen Cluster der Klasse',
  'Spectral signatures (SS)': 'Spektrale Signaturen (SS)',
  'Looks along the direction in which the features of a given label vary most: poisoned samples lie far out on it.':
    'Sieht entlang der Richtung, in der die Merkmale eines gegebenen Labels am stärksten schwanken: Vergiftete Samples liegen auf ihr weit außen.',
  'The published form needs to know how much poison there is, and flags that much of every class, clean ones too. Where poison is half of its class both halves lie equally far out. Poison that the network has not learned leaves no trace.':
    'Die veröffentlichte Form muss wissen, wie viel Gift es gibt, und markiert so viel von jeder Klasse, auch von sauberen. Wo das Gift die Hälfte seiner Klasse ist, liegen beide Hälften gleich weit außen. Gift, das das Netz nicht gelernt hat, hinterlässt keine Spur.',
  'Score: the coordinate along the main direction of the class, turned towards its suspicious side (lobe); its square, as published (centred); or the coordinate without subtracting the mean, as widespread code has it (uncentred)':
    'Score: die Koordinate entlang der Hauptrichtung der Klasse, zur verdächtigen Seite gedreht (lobe); ihr Quadrat wie veröffentlicht (centred); oder die Koordinate ohne Abzug des Mittelwerts, wie verbreiteter Code sie hat (uncentred)',
  'Centred and uncentred: poison expected in each class; one and a half times as much is flagged, at most half of the class':
    'Formen „centred“ und „uncentred“: in jeder Klasse erwartetes Gift; das Anderthalbfache davon wird markiert, höchstens die halbe Klasse',
  'Position along the main direction of its class': 'Lage entlang der Hauptrichtung der Klasse',
  'Training loss (TLM)': 'Trainingsverlust (TLM)',
  'Ranks samples by the loss under their given label: a backdoor is learned faster than anything else.':
    'Ordnet Samples nach dem Verlust unter ihrem gegebenen Label: Eine Backdoor wird schneller gelernt als alles andere.',
  'After a long training every sample is learned and the ranking means little. Poison that is learned late, as at rates of 2 % and below or with all-to-all attacks, has a high loss instead. It flags the same share of a clean dataset.':
    'Nach langem Training ist jedes Sample gelernt, und die Rangfolge sagt wenig. Gift, das spät gelernt wird, wie bei Raten von 2 % und darunter oder bei All-to-all-Angriffen, hat stattdessen einen hohen Verlust. In einem sauberen Datensatz wird derselbe Anteil markiert.',
  'Most suspicious samples that are flagged; a clean dataset has as many':
    'Verdächtigste Samples, die markiert werden; in einem sauberen Datensatz sind es ebenso viele',
  'Loss under the given label': 'Verlust unter dem gegebenen Label',
  'Prediction entropy': 'Entropie der Vorhersage',
  'Ranks samples by how sure the network is of them, whatever their label: it is surest of a trigger.':
    'Ordnet Samples danach, wie sicher sich das Netz bei ihnen ist, gleich unter welchem Label: Am sichersten ist es sich bei einem Trigger.',
  'One epoch is a noisy judge; only runs that scored after every epoch have the mean over several. After a long training the network is sure of every sample. Poison that is learned late has a high entropy instead. It flags the same share of a clean dataset.':
    'Eine einzelne Epoche urteilt ungenau; nur Läufe, die nach jeder Epoche bewertet haben, kennen den Mittelwert über mehrere. Nach langem Training ist sich das Netz bei jedem Sample sicher. Gift, das spät gelernt wird, hat stattdessen eine hohe Entropie. In einem sauberen Datensatz wird derselbe Anteil markiert.',
  'Mean over the later epochs where the run has it, or the last epoch alone as in the paper':
    'Mittelwert über die späteren Epochen, wo der Lauf ihn hat (mean), oder wie im Paper die letzte Epoche allein (last)',
  'Loss drop': 'Verlustabfall',
  'Ranks samples by how fast the loss of a second head in the middle of the network fell on them during training.':
    'Ordnet Samples danach, wie schnell während des Trainings der Verlust eines zweiten Kopfs in der Mitte des Netzes bei ihnen gefallen ist.',
  'Only a run that trained with a second head has it: it is a history of the training and cannot be computed afterwards. Assumes poison that is learned faster than clean data. It flags the same share of a clean dataset.':
    'Nur ein Lauf, der mit einem zweiten Kopf trainiert hat, kennt ihn: Er ist eine Geschichte des Trainings und lässt sich nicht nachträglich berechnen. Setzt Gift voraus, das schneller gelernt wird als saubere Daten. In einem sauberen Datensatz wird derselbe Anteil markiert.',
  'Loss drop of the second head': 'Verlustabfall des zweiten Kopfs',
};
