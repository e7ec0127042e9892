/** German of what the benchmarks say, by its English; `{name}` stands for what is filled in. */
export const benchmarkSentences: Readonly<Record<string, string>> = {
  'The results that were kept of {name} are of other data than this, and do not count.':
    'Die aufgehobenen Ergebnisse zu {name} stammen von anderen Daten und zählen nicht.',
  'The results that were kept of {name} count as done, but were not checked against its data: that is done once the data is in this workspace.':
    'Die aufgehobenen Ergebnisse zu {name} zählen als fertig, wurden aber nicht mit den Daten abgeglichen: Das geschieht, sobald die Daten in diesem Arbeitsbereich sind.',
  // Cells without figures
  'Not all of its cells have figures.': 'Nicht alle seine Zellen haben Zahlen.',
  'The defense {defense} is not built.': 'Die Verteidigung {defense} gibt es hier nicht.',
  'The attack {attack} is not built.': 'Den Angriff {attack} gibt es hier nicht.',
  'The defense {defense} does not work on {dataset}.':
    'Die Verteidigung {defense} ist für {dataset} nicht gemacht.',
  'No data was given for {dataset}: --data {flag}.': 'Für {dataset} wurden keine Daten angegeben.',
  'The model it mends is not there: its run is {state}.':
    'Das Modell, das repariert werden soll, gibt es nicht; Zustand seines Laufs: {state}.',
  'The model it mends is not there: {reason}':
    'Das Modell, das repariert werden soll, gibt es nicht: {reason}',
  'It failed.': 'Fehlgeschlagen.',

  // How to read them
  '{title} was not given: {train} drawn training samples and {test} test samples of {classes} classes stand in for it. Their figures say nothing about {title}.':
    '{title} wurde nicht angegeben: Dafür stehen {train} gezeichnete Trainingssamples und {test} Testsamples aus {classes} Klassen. Deren Zahlen sagen nichts über {title}.',
  '{title}: {train} training samples and {test} test samples, {classes} classes.':
    '{title}: {train} Trainingssamples und {test} Testsamples, {classes} Klassen.',
  '{title}: {train} training samples and {test} test samples, {classes} classes. The paper does not say how many it had.':
    '{title}: {train} Trainingssamples und {test} Testsamples, {classes} Klassen. Das Paper sagt nicht, wie viele es hatte.',
  '{number} of {numberOfPaper}': '{number} von {numberOfPaper}',
  'Preset {preset} for every method, with the lengths it has.':
    'Voreinstellung {preset} für jedes Verfahren, mit den Längen, die sie vorsieht.',
  'Every method has the lengths and options of its paper, where the paper gives them.':
    'Jedes Verfahren hat die Längen und Optionen seines Papers, soweit das Paper sie nennt.',
  '{epochs} epochs (on small data as many as make {updates} updates): every method that trains a model makes that many updates in all its stages together; what the warm-up of E2ABL is prolonged by comes on top. The papers train up to 200 epochs.':
    '{epochs} Epochen (bei kleinen Daten so viele, wie {updates} Updates ergeben): Jedes Verfahren, das ein Modell trainiert, macht in allen Abschnitten zusammen so viele Updates; die Verlängerung des Aufwärmens von E2ABL kommt hinzu. Die Papers trainieren bis zu 200 Epochen.',
  'Network {arch} where it fits the data and the table is not about networks, whatever the paper used; elsewhere the network is the same as without this choice.':
    'Netz {arch}, wo es zu den Daten passt und die Tabelle nicht von Netzen handelt, was immer das Paper verwendet hat; sonst das Netz, das es auch ohne diese Wahl wäre.',
  'Network {arch}, whatever the paper used.': 'Netz {arch}, was immer das Paper verwendet hat.',
  "{image} for images and {series} for series take the place of the papers' deeper networks, but in the tables about networks.":
    '{image} für Bilder und {series} für Zeitreihen stehen für die tieferen Netze der Papers, außer in den Tabellen über Netze.',
  'One seed ({seed}): no spread can be told.':
    'Ein Startwert ({seed}): Über die Streuung lässt sich nichts sagen.',
  'Seeds {seeds}: mean ± standard deviation over the trainings. The poison is planted once, so that all methods and seeds see the same.':
    'Startwerte {seeds}: Mittelwert ± Standardabweichung über die Trainings. Das Gift wird einmal eingepflanzt, sodass alle Verfahren und Startwerte dasselbe sehen.',
  'Where a table names no rate, 10 % of the training samples are poisoned; a clean-label attack poisons about 80 % of the target class. Poison under a wrong label is drawn from the other classes.':
    'Wo eine Tabelle keinen Giftanteil nennt, sind 10 % der Trainingssamples vergiftet; ein Clean-Label-Angriff vergiftet etwa 80 % der Zielklasse. Gift unter falschem Label ist aus den anderen Klassen gezogen.',
  'Clean accuracy is told on the whole test set, attack success on the test samples that are not of the target class; some papers leave the target class out of both.':
    'Die saubere Genauigkeit gilt für den ganzen Testdatensatz, die Angriffserfolgsrate für die Testsamples außerhalb der Zielklasse; manche Papers lassen die Zielklasse bei beidem weg.',
  'At this scale networks learn next to nothing: it shows that everything runs, and compares no methods.':
    'In diesem Umfang lernen Netze so gut wie nichts: Er zeigt, dass alles läuft, und vergleicht keine Verfahren.',
  "At this scale the paper's numbers cannot be reached by any method; what can be compared is how the methods stand to each other.":
    'In diesem Umfang erreicht kein Verfahren die Zahlen des Papers; vergleichen lässt sich, wie die Verfahren zueinander stehen.',
  'Changed by hand: {option} = {value}.': 'Von Hand geändert: {option} = {value}.',

  // Tables
  'DLP stage by stage, {dataset}': 'DLP Abschnitt für Abschnitt, {dataset}',
  'Defenses compared, {dataset}': 'Verteidigungen im Vergleich, {dataset}',
  'Poison rate and share isolated, {dataset}': 'Vergiftungsrate und isolierter Anteil, {dataset}',
  'DLP with other networks, {dataset}': 'DLP mit anderen Netzen, {dataset}',
  'Stages of DLP in other orders, {dataset}': 'Abschnitte von DLP in anderer Reihenfolge, {dataset}',
  'What the second head finds, {dataset}': 'Was der zweite Kopf findet, {dataset}',
  'E2ABL without its parts, {dataset}': 'E2ABL ohne seine Teile, {dataset}',
  'E2ABL with other isolation and recovery rates, {dataset}':
    'E2ABL mit anderen Raten des Isolierens und Wiederherstellens, {dataset}',
  'Where the second head of E2ABL sits, {dataset}': 'Wo der zweite Kopf von E2ABL sitzt, {dataset}',
  'NONE against planted backdoors': 'NONE gegen eingepflanzte Backdoors',
  'NONE against backdoors that nobody planted': 'NONE gegen Backdoors, die niemand eingepflanzt hat',
  'ImageNet subset': 'Auswahl aus ImageNet',
  'Table {numeral}': 'Tabelle {numeral}',
  'Figure {numeral}': 'Abbildung {numeral}',
  Abstract: 'Zusammenfassung',
  attack: 'Angriff',
  'after stage': 'nach Abschnitt',
  defense: 'Verteidigung',
  isolated: 'isoliert',
  'poison rate': 'Vergiftungsrate',
  network: 'Netz',
  stages: 'Abschnitte',
  change: 'Änderung',
  'Every attack with every defense, {dataset}': 'Jeder Angriff mit jeder Verteidigung, {dataset}',
  'no defense': 'ohne Verteidigung',
  'no attack': 'ohne Angriff',
  none: 'keine',
  average: 'Mittelwert',
  Dynamic: 'Dynamisch',
  'unlearn instead of recover': 'verlernen statt wiederherstellen',
  'no control': 'ohne Kontrolle',
  'two models': 'zwei Modelle',
  'keeps {number} %': 'behält {number} %',
  'recovers {number} %': 'stellt {number} % wieder her',
  'after block {number}': 'nach Block {number}',
  'inverted trigger': 'invertierter Trigger',
  'accuracy high, success low': 'Genauigkeit hoch, Erfolg gering',
  'success stays high': 'Erfolg bleibt hoch',
  'accuracy stays low': 'Genauigkeit bleibt gering',
  'success low, accuracy falls after its peak': 'Erfolg gering, Genauigkeit fällt nach ihrem Höchstwert',
  'Mean attack success is lower by a factor of': 'Die mittlere Angriffserfolgsrate ist kleiner um den Faktor',

  // Notes of tables
  'All three columns of a row are stages of the same run.':
    'Alle drei Spalten einer Zeile sind Abschnitte desselben Laufs.',
  'The paper prints an attack success of 0 where nothing was attacked; there is nothing to measure it on, and it is left out here.':
    'Das Paper druckt eine Angriffserfolgsrate von 0, wo nichts angegriffen wurde; daran lässt sich nichts messen, und hier fehlt sie.',
  'FP, MCR, NAD and ANP mend the model of the row "no defense". The paper gives them 5 % of the clean test set; here they get 5 % of the training set that is known to be clean, since a defense must not see test data.':
    'FP, MCR, NAD und ANP reparieren das Modell der Zeile „ohne Verteidigung“. Das Paper gibt ihnen 5 % des sauberen Testdatensatzes; hier bekommen sie 5 % des Trainingsdatensatzes, die sicher sauber sind, denn eine Verteidigung darf keine Testdaten sehen.',
  'The paper does not name the attack; its first row equals BadNets of Table 3, which is what is run.':
    'Das Paper nennt den Angriff nicht; seine erste Zeile gleicht BadNets aus Tabelle 3, und das wird hier ausgeführt.',
  'The share of labels that are kept for fine-tuning stays as the preset has it.':
    'Der Anteil der Labels, die für die Feinabstimmung bleiben, ist der der Voreinstellung.',
  'These networks cost up to forty times what WRN-16-1 costs, at every scale.':
    'Diese Netze kosten in jedem Umfang bis zu vierzigmal so viel wie WRN-16-1.',
  'The figure has no numbers in the text: what it shows is told in words.':
    'Zur Abbildung stehen keine Zahlen im Text: Was sie zeigt, steht hier in Worten.',
  'The average leaves out the row without an attack, as in the paper.':
    'Der Mittelwert lässt wie im Paper die Zeile ohne Angriff weg.',
  'Where DLP has the same cell in its Table 3, its numbers stand beside ours.':
    'Wo DLP dieselbe Zelle in seiner Tabelle 3 hat, stehen dessen Zahlen neben unseren.',
  'The headings of the columns are lost in the text at hand. c3 is how much of all poison lies among the broad suspects and c4 the share of recovered classes that are right; c1 and c2 are the precision of the clean part and of the isolated 1 %, in an order that cannot be told.':
    'Die Überschriften der Spalten fehlen im vorliegenden Text. c3 ist der Anteil allen Gifts, der unter den weit gefassten Verdächtigen liegt, und c4 der Anteil der richtig wiederhergestellten Klassen; c1 und c2 sind die Präzision des sauberen Teils und die des isolierten 1 %, in welcher Reihenfolge, ist nicht zu erkennen.',
  'Differences to E2ABL as it is, seed by seed, in percentage points.':
    'Unterschiede zu E2ABL, wie es ist, je Startwert, in Prozentpunkten.',
  "The values of the paper's three settings are lost: the first keeps more, the others recover more. The values here are ours, so that only the direction can be compared.":
    'Die Werte der drei Einstellungen des Papers sind verloren: Die erste behält mehr, die anderen stellen mehr wieder her. Die Werte hier sind unsere, sodass sich nur die Richtung vergleichen lässt.',
  'Compared with the head after block 2. At smaller scales ResNet-18 takes the place of ResNet-34, since the table is about its four blocks.':
    'Verglichen mit dem Kopf nach Block 2. In kleinerem Umfang steht ResNet-18 für ResNet-34, denn die Tabelle handelt von seinen vier Blöcken.',
  'The average of accuracy after block 1 that the paper prints (+0.54) does not follow from its rows (+0.09).':
    'Der Mittelwert der Genauigkeit nach Block 1, den das Paper druckt (+0,54), folgt nicht aus seinen Zeilen (+0,09).',
  'The paper averages over five datasets and five attacks; here it is CIFAR-10 and five attacks.':
    'Das Paper mittelt über fünf Datensätze und fünf Angriffe; hier sind es CIFAR-10 und fünf Angriffe.',
  'Mean success over all classes of the best trigger that inversion finds on a model trained on data without poison, on test samples that it was not made from. The paper averages over several datasets and architectures.':
    'Mittlerer Erfolg, über alle Klassen, des besten Triggers, den die Inversion an einem ohne Gift trainierten Modell findet, auf Testsamples, aus denen er nicht gemacht wurde. Das Paper mittelt über mehrere Datensätze und Architekturen.',
};
