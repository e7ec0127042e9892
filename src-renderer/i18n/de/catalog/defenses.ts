/** German of what defenses say of themselves, by their English sentence. */
export const defenses: Readonly<Record<string, string>> = {
  'Decoupled learning process (DLP)': 'Entkoppelter Lernprozess (DLP)',
  'Trains briefly on everything, isolates the samples predicted with the lowest entropy, unlearns them, and fine-tunes with the few labels least likely to be poisoned.':
    'Trainiert kurz auf allem, isoliert die Samples, deren Vorhersage die niedrigste Entropie hat, verlernt sie und stimmt mit den wenigen Labels fein ab, die am wenigsten nach Gift aussehen.',
  'Assumes one target class and poison that is learned faster than clean data. Rates below 2 %, all-to-all attacks and slow triggers can pass. Where poison keeps its true label (clean-label attacks), it is isolated, yet fine-tuning can learn its trigger again. It isolates the same share of a clean dataset.':
    'Setzt eine einzige Zielklasse voraus und Gift, das schneller gelernt wird als saubere Daten. Raten unter 2 %, All-to-all-Angriffe und langsame Trigger können durchgehen. Gift, das sein wahres Label behält (Clean-Label-Angriffe), wird isoliert, doch die Feinabstimmung kann seinen Trigger wieder lernen. In einem sauberen Datensatz wird derselbe Anteil isoliert.',
  'Stages and their order; all but the first are the ablations of the paper (figure 4)':
    'Abschnitte und ihre Reihenfolge; alle außer der ersten sind die Ablationen des Papers (Abbildung 4)',
  'Length of supervised learning': 'Länge des überwachten Lernens',
  'Small datasets: supervised learning is prolonged to this many updates, since a backdoor is learned in updates, not epochs':
    'Kleine Datensätze: Das überwachte Lernen wird auf so viele Updates verlängert, denn eine Backdoor wird in Updates gelernt, nicht in Epochen',
  'Learning rate of supervised learning': 'Lernrate des überwachten Lernens',
  'Weight decay of supervised learning and unlearning':
    'Gewichtsabnahme beim überwachten Lernen und beim Verlernen',
  'Supervised learning ends early at this agreement with the given labels: beyond it every sample is confident; 1 never stops':
    'Das überwachte Lernen endet vorzeitig, wenn die Vorhersagen zu diesem Anteil mit den gegebenen Labels übereinstimmen: Darüber ist sich das Netz bei jedem Sample sicher; 1 hält nie an',
  'Crops and flips during supervised learning; they weaken corner triggers and with them the evidence':
    'Ausschnitte und Spiegelungen beim überwachten Lernen; sie schwächen Trigger in den Ecken und damit die Hinweise',
  'Batch size': 'Batchgröße',
  'Entropy that ranks samples: mean over the later half of the epochs, or the last epoch alone as in the paper':
    'Entropie, nach der geordnet wird: Mittelwert über die spätere Hälfte der Epochen (mean) oder wie im Paper die letzte Epoche allein (last)',
  'How many samples of lowest entropy are isolated as suspicious and unlearned':
    'Wie viele Samples mit der niedrigsten Entropie als verdächtig isoliert und verlernt werden',
  'How many samples of highest entropy in each class keep their label in semi-supervised fine-tuning (paper: 0.01)':
    'Wie viele Samples jeder Klasse mit der höchsten Entropie bei der halbüberwachten Feinabstimmung ihr Label behalten (Paper: 0,01)',
  'Labelled samples in proportion to the class, or as many from each class':
    'Samples mit Label im Verhältnis zur Klassengröße (proportional) oder gleich viele aus jeder Klasse (equal)',
  'Learning rate of unlearning': 'Lernrate des Verlernens',
  'End unlearning when 80 % of the isolated samples left their label, when other labels lose too much, or after 80 updates; otherwise after the full number of epochs':
    'Das Verlernen endet, wenn 80 % der isolierten Samples ihr Label verlassen haben, wenn andere Labels zu viel verlieren oder nach 80 Updates; sonst nach der vollen Zahl der Epochen',
  'Passes of unlearning over the isolated samples when it is not bounded':
    'Durchgänge des Verlernens über die isolierten Samples, wenn es nicht begrenzt ist',
  'Length of semi-supervised fine-tuning (the paper does not say; FixMatch itself takes 1 048 576)':
    'Länge der halbüberwachten Feinabstimmung (das Paper nennt keine; FixMatch selbst braucht 1 048 576)',
  'Labelled samples an update': 'Samples mit Label je Update',
  'Unlabelled samples for each labelled one': 'Samples ohne Label auf jedes mit Label',
  'First learning rate of semi-supervised fine-tuning; falls along a cosine':
    'Anfängliche Lernrate der halbüberwachten Feinabstimmung; fällt entlang einer Kosinuskurve',
  'Confidence from which a prediction on the weak view becomes the label of the strong view':
    'Konfidenz, ab der eine Vorhersage für die schwach veränderte Ansicht zum Label der stark veränderten wird',
  'Where the cosine ends: at zero, or at a fifth of the first rate as FixMatch has it for a million updates':
    'Wo der Kosinus endet: bei null, oder bei einem Fünftel der anfänglichen Rate, wie FixMatch es für eine Million Updates hat',
  'Samples beyond the fifth of lowest entropy are taught their given label where the prediction leaves it this probability; 1 never does, as in the paper':
    'Samples außerhalb des Fünftels mit der niedrigsten Entropie lernen ihr gegebenes Label, wo die Vorhersage ihm diese Wahrscheinlichkeit lässt; 1 tut das nie, wie im Paper',
  'Weight decay of semi-supervised fine-tuning, on convolution and dense kernels':
    'Gewichtsabnahme der halbüberwachten Feinabstimmung, bei den Kernen von Faltungen und dichten Schichten',
  'Isolated samples during fine-tuning: teach that their label is wrong once the network contradicts it or a person judged them poison, leave them out, or treat them as unlabelled as the paper does':
    'Isolierte Samples während der Feinabstimmung: lehren, dass ihr Label falsch ist, sobald das Netz ihm widerspricht oder ein Mensch sie als Gift beurteilt hat (suppress), sie weglassen (exclude) oder sie wie das Paper als Samples ohne Label behandeln (unlabelled)',
  'Leave strong views out of the update whose weak view is below the threshold: they carry no gradient, only time':
    'Stark veränderte Ansichten aus dem Update weglassen, deren schwach veränderte Ansicht unter der Schwelle liegt: Sie tragen keinen Gradienten bei und kosten nur Zeit',
  'Mean prediction entropy, later epochs': 'Mittlere Entropie der Vorhersage, spätere Epochen',
  'Prediction entropy, last epoch': 'Entropie der Vorhersage, letzte Epoche',
  'Loss, last epoch': 'Verlust, letzte Epoche',
  'Isolated as suspicious': 'Als verdächtig isoliert',
  'Unlearned, and left out of the cleaned dataset unless a person judged them clean.':
    'Verlernt und aus dem bereinigten Datensatz weggelassen, sofern ein Mensch sie nicht als sauber beurteilt hat.',
  'Trusted with their label': 'Mit ihrem Label vertraut',
  'The samples of each class least like poison; fine-tuning used their labels in every case.':
    'Die Samples jeder Klasse, die am wenigsten nach Gift aussehen; ihre Labels hat die Feinabstimmung in jedem Fall verwendet.',
  'supervised learning on all given labels': 'überwachtes Lernen mit allen gegebenen Labels',
  'unlearning of the isolated samples': 'Verlernen der isolierten Samples',
  'semi-supervised fine-tuning with the trusted labels':
    'halbüberwachte Feinabstimmung mit den vertrauten Labels',
  'End-to-end anti-backdoor learning (E2ABL)': 'Anti-Backdoor-Lernen aus einem Guss (E2ABL)',
  'Trains a clean model in one run: a second head catches samples whose loss falls suspiciously fast, and the network learns from the rest, and from the recovered classes of the most suspicious.':
    'Trainiert in einem Lauf ein sauberes Modell: Ein zweiter Kopf fängt Samples ab, deren Verlust verdächtig schnell fällt, und das Netz lernt aus den übrigen und aus den wiederhergestellten Klassen der verdächtigsten.',
  'Assumes less than 20 % poison that is learned faster than clean data, and one target class. Recovering a class is meaningless for clean-label attacks, whose labels are right. It isolates the same share of a clean dataset.':
    'Setzt weniger als 20 % Gift voraus, das schneller gelernt wird als saubere Daten, und eine einzige Zielklasse. Bei Clean-Label-Angriffen, deren Labels richtig sind, hat das Wiederherstellen einer Klasse keinen Sinn. In einem sauberen Datensatz wird derselbe Anteil isoliert.',
  'Length of the whole training, warm-up included but not what it is prolonged by (paper: 60)':
    'Länge des ganzen Trainings samt Aufwärmen, aber ohne dessen Verlängerung (Paper: 60)',
  'Epochs in which only the second head and the layers below it learn':
    'Epochen, in denen nur der zweite Kopf und die Schichten unter ihm lernen',
  'Small datasets: the warm-up is prolonged to this many updates, as many as the paper has on CIFAR-10, but to 10 epochs at most. A backdoor is learned in updates, not epochs, and what is not learned yet looks like what is hard':
    'Kleine Datensätze: Das Aufwärmen wird auf so viele Updates verlängert, wie es im Paper auf CIFAR-10 sind, aber höchstens auf 10 Epochen. Eine Backdoor wird in Updates gelernt, nicht in Epochen, und was noch nicht gelernt ist, sieht aus wie etwas Schwieriges',
  'Small datasets: what comes after the warm-up is prolonged to this many updates':
    'Kleine Datensätze: Was nach dem Aufwärmen kommt, wird auf so viele Updates verlängert',
  'Samples of the largest loss drop: they give away the backdoor label, and their true class is recovered':
    'Samples mit dem größten Verlustabfall: Sie verraten das Label der Backdoor, und ihre wahre Klasse wird wiederhergestellt',
  'Samples of a large loss drop that only the second head learns; renewed every epoch':
    'Samples mit großem Verlustabfall, die nur der zweite Kopf lernt; nach jeder Epoche neu bestimmt',
  'What becomes of the isolated samples: learned under their recovered class, unlearned at the end, or nothing (the ablations)':
    'Was aus den isolierten Samples wird: unter ihrer wiederhergestellten Klasse gelernt (recover), am Ende verlernt (unlearn) oder nichts davon (none; die Ablationen)',
  'When recovered classes begin to be learned: before, the main head knows too little, and its first guesses would become a shortcut of their own (paper: at once)':
    'Ab wann wiederhergestellte Klassen gelernt werden: Vorher weiß der Hauptkopf zu wenig, und seine ersten Vermutungen würden selbst zu einer Abkürzung (Paper: sofort)',
  'From this probability on a recovered class is learned; below it the sample is left to the second head (paper: always)':
    'Ab dieser Wahrscheinlichkeit wird eine wiederhergestellte Klasse gelernt; darunter bleibt das Sample dem zweiten Kopf (Paper: immer)',
  'Where the main head sees only the trigger, the suspects are looked at again, normalised by their own statistics (paper: no)':
    'Wo der Hauptkopf nur den Trigger sieht, werden die Verdächtigen noch einmal angesehen, normiert mit ihrer eigenen Statistik (Paper: nein)',
  'Suspects with another label than the backdoor label teach the main head too, once that label is clear':
    'Verdächtige mit einem anderen Label als dem der Backdoor lehren auch den Hauptkopf, sobald dieses Label feststeht',
  'Stage of the network after which the second head sits; 0: where the architecture has it by default, near the middle':
    'Stufe des Netzes, nach der der zweite Kopf sitzt; 0: wo die Architektur ihn vorsieht, etwa in der Mitte',
  'The second head learns on layers of its own instead of sharing those of the network (the two-model ablation)':
    'Der zweite Kopf lernt auf eigenen Schichten, statt die des Netzes mitzubenutzen (die Ablation mit zwei Modellen)',
  'The drop to the lowest losses of the warm-up, and after it only that of samples which the second head is not taught; or the same in all epochs: then the score is the last loss alone, which swings from epoch to epoch, and the second head comes to know its clean suspects by heart':
    'Der Abfall bis zu den niedrigsten Verlusten des Aufwärmens, danach nur noch der von Samples, die der zweite Kopf nicht lernt (early); oder der aller Epochen gleich (even): Dann ist der Score allein der letzte Verlust, der von Epoche zu Epoche schwankt, und der zweite Kopf lernt seine sauberen Verdächtigen auswendig',
  'Learning rate of the network after the warm-up (paper: 0.01, which leaves short trainings behind plain training)':
    'Lernrate des Netzes nach dem Aufwärmen (Paper: 0,01; damit bleiben kurze Trainings hinter dem Training ohne Verteidigung zurück)',
  'Learning rate of the second head after the warm-up': 'Lernrate des zweiten Kopfs nach dem Aufwärmen',
  'Learning rate of the warm-up': 'Lernrate des Aufwärmens',
  'Learning rates after the warm-up fall to zero along half a cosine, or stay (the paper names none)':
    'Die Lernraten fallen nach dem Aufwärmen entlang einer halben Kosinuskurve auf null (cosine) oder bleiben gleich (none; das Paper nennt nichts)',
  'Weight decay of all weights': 'Gewichtsabnahme aller Gewichte',
  'Batch size; at most half of the trusted samples':
    'Batchgröße; höchstens die Hälfte der vertrauten Samples',
  'Batch size; of small datasets at most a tenth of the samples':
    'Batchgröße; bei kleinen Datensätzen höchstens ein Zehntel der Samples',
  'What the main head learns is cropped and flipped (series: shifted, with a little noise); what the second head learns never is':
    'Was der Hauptkopf lernt, wird zugeschnitten und gespiegelt (Zeitreihen: verschoben, mit etwas Rauschen); was der zweite Kopf lernt, nie',
  'Loss of the second head, last epoch': 'Verlust des zweiten Kopfs, letzte Epoche',
  'Loss of the main head, last epoch': 'Verlust des Hauptkopfs, letzte Epoche',
  'The largest loss drops; learned only under a class other than the backdoor label, where the main head was sure of one, and left out of the cleaned dataset unless a person judged them clean.':
    'Die größten Verlustabfälle; nur unter einer anderen Klasse als dem Backdoor-Label gelernt, wo der Hauptkopf sich einer sicher war, und aus dem bereinigten Datensatz weggelassen, sofern ein Mensch sie nicht als sauber beurteilt hat.',
  'Caught by the second head': 'Vom zweiten Kopf abgefangen',
  'Large loss drops; the second head, which is removed, learned these. The main head learned of them only those of another label than the backdoor label, once that label was clear, and isolated ones under a recovered class.':
    'Große Verlustabfälle; gelernt hat sie der zweite Kopf, der entfernt wird. Der Hauptkopf hat von ihnen nur die mit einem anderen Label als dem Backdoor-Label gelernt, sobald dieses klar war, und isolierte unter einer wiederhergestellten Klasse.',
  'Learned under their label': 'Unter ihrem Label gelernt',
  'Everything else at the end of training: what the main head learned under its given label.':
    'Alles Übrige am Ende des Trainings: das, was der Hauptkopf unter dem gegebenen Label gelernt hat.',
  'the second head learns all given labels': 'der zweite Kopf lernt alle gegebenen Labels',
  'the network learns what the second head does not catch':
    'das Netz lernt, was der zweite Kopf nicht abfängt',
  'Anti-backdoor learning (ABL)': 'Anti-Backdoor-Lernen (ABL)',
  'Trains with a loss that may not fall below a level, isolates the samples whose loss fell all the same, trains on the rest, and unlearns the isolated ones.':
    'Trainiert mit einem Verlust, der nicht unter eine Schwelle fallen soll, isoliert die Samples, deren Verlust trotzdem gefallen ist, trainiert auf den übrigen und verlernt die isolierten.',
  'Assumes one target class and poison that is learned faster than clean data. What it leaves in the other 99 % is learned again and must be unlearned at the end, which costs clean accuracy. It isolates the same share of a clean dataset.':
    'Setzt eine einzige Zielklasse voraus und Gift, das schneller gelernt wird als saubere Daten. Was davon in den übrigen 99 % bleibt, wird wieder gelernt und muss am Ende verlernt werden, was saubere Genauigkeit kostet. In einem sauberen Datensatz wird derselbe Anteil isoliert.',
  'Length of the training that only isolates (paper: 20)':
    'Länge des Trainings, das nur isoliert (Paper: 20)',
  'Small datasets: isolation and fine-tuning are prolonged to this many updates each':
    'Kleine Datensätze: Isolieren und Feinabstimmung werden je auf so viele Updates verlängert',
  'How the loss is kept from falling: ascent below the level (LGA), or flooding; both push the same way':
    'Wie der Verlust am Fallen gehindert wird: Anstieg unterhalb der Schwelle (gradient-ascent, LGA) oder Fluten (flooding); beide drücken in dieselbe Richtung',
  'Mean loss of a batch below which training turns round: only what is learned by itself, as poison is, falls further':
    'Mittlerer Verlust eines Batches, unter dem das Training umkehrt: Nur was sich von selbst lernt, wie Gift, fällt weiter',
  'Learning rate of isolation (paper: 0.1, for traffic signs 0.01)':
    'Lernrate des Isolierens (Paper: 0,1, bei Verkehrszeichen 0,01)',
  'Samples of lowest loss that are isolated and unlearned':
    'Samples mit dem niedrigsten Verlust, die isoliert und verlernt werden',
  'Length of fine-tuning on all other samples (paper: 60)':
    'Länge der Feinabstimmung auf allen anderen Samples (Paper: 60)',
  'Learning rate of fine-tuning; a tenth of it in its last third':
    'Lernrate der Feinabstimmung; im letzten Drittel ein Zehntel davon',
  'Crops and flips in fine-tuning (series: shifts and a little noise); isolation never has any':
    'Ausschnitte und Spiegelungen bei der Feinabstimmung (Zeitreihen: Verschiebungen und etwas Rauschen); beim Isolieren gibt es sie nie',
  'Loss after isolation': 'Verlust nach dem Isolieren',
  'Prediction entropy after isolation': 'Entropie der Vorhersage nach dem Isolieren',
  'Everything else: what fine-tuning learned from.':
    'Alles Übrige: das, woraus die Feinabstimmung gelernt hat.',
  'training with a loss that is kept from falling':
    'Training mit einem Verlust, der am Fallen gehindert wird',
  'fine-tuning on all but the isolated samples': 'Feinabstimmung auf allen außer den isolierten Samples',
  'Training with more confidence (NONE)': 'Training mit mehr Zuversicht (NONE)',
  'Trains on everything, looks for neurons that sure predictions drive far beyond their range, resets them, leaves out the samples that drive them, and fine-tunes on the rest.':
    'Trainiert auf allem, sucht Neuronen, die von sicheren Vorhersagen weit über ihren Bereich hinausgetrieben werden, setzt sie zurück, lässt die Samples weg, die sie antreiben, und stimmt mit den übrigen fein ab.',
  'There is no threshold for what a compromised neuron is: it resets the same share of the channels of a clean network, and leaves out the upper group of the samples of a clean dataset, which may be whole classes. Needs a network that is sure of its predictions: after a short training few are above 90 %, and the scores say little. Without backdoor-driven neurons in the later layers it finds nothing. The trigger test is about the commonest label of what was found alone; where it shows none, a trigger is not ruled out.':
    'Es gibt keine Schwelle dafür, was ein kompromittiertes Neuron ist: Auch in einem sauberen Netz wird derselbe Anteil der Kanäle zurückgesetzt, und auch aus einem sauberen Datensatz wird die obere Gruppe der Samples weggelassen; das können ganze Klassen sein. Braucht ein Netz, das sich seiner Vorhersagen sicher ist: Nach kurzem Training liegen wenige über 90 %, und die Scores sagen kaum etwas. Ohne von der Backdoor getriebene Neuronen in den späteren Schichten findet es nichts. Der Triggertest gilt nur dem häufigsten Label des Gefundenen; wo er keinen zeigt, ist ein Trigger nicht ausgeschlossen.',
  'Length of the first training (paper: 200)': 'Länge des ersten Trainings (Paper: 200)',
  'Small datasets: the first training is prolonged to this many updates':
    'Kleine Datensätze: Das erste Training wird auf so viele Updates verlängert',
  'First learning rate of the training (paper: 0.1)': 'Anfängliche Lernrate des Trainings (Paper: 0,1)',
  'The learning rate falls to a tenth every 80 epochs, instead of to zero along half a cosine':
    'Die Lernrate fällt alle 80 Epochen auf ein Zehntel statt entlang einer halben Kosinuskurve auf null',
  'How often neurons are looked for, reset and the network fine-tuned (natural backdoors: 10)':
    'Wie oft Neuronen gesucht und zurückgesetzt werden und das Netz fein abgestimmt wird (natürliche Backdoors: 10)',
  'Channels of each watched layer that are reset, the most compromised first (natural backdoors: 0.2)':
    'Kanäle jeder beobachteten Schicht, die zurückgesetzt werden, die am stärksten kompromittierten zuerst (natürliche Backdoors: 0,2)',
  'Length of each fine-tuning after a reset (paper: 20)':
    'Länge jeder Feinabstimmung nach einem Zurücksetzen (Paper: 20)',
  'Small datasets: each fine-tuning is prolonged to this many updates, counted as if no sample were left out':
    'Kleine Datensätze: Jede Feinabstimmung wird auf so viele Updates verlängert',
  'The learning rate of each fine-tuning falls to zero along half a cosine, or stays as in the paper':
    'Die Lernrate jeder Feinabstimmung fällt entlang einer halben Kosinuskurve auf null (zero) oder bleibt gleich wie im Paper (none)',
  'Fine-tuning keeps the averages of batch normalisation as they were before the reset, as the paper does; a reset changes what they should be':
    'Die Feinabstimmung lässt die Mittelwerte der Batch-Normalisierung wie vor dem Zurücksetzen, wie das Paper; ein Zurücksetzen ändert, was sie sein sollten',
  'Learning rate of fine-tuning (paper: 1e-4, for 20 epochs: in a short fine-tuning it leaves the backdoor where it is)':
    'Lernrate der Feinabstimmung (Paper: 1e-4 über 20 Epochen: In einer kurzen Feinabstimmung bleibt die Backdoor damit, wo sie ist)',
  'Unlearns some of the samples that were found, before the reset: where that takes the others of them along and leaves their label to the rest, they carry a trigger, and fine-tuning goes on teaching that their label is wrong (paper: no)':
    'Verlernt vor dem Zurücksetzen einige der gefundenen Samples: Nimmt das die übrigen von ihnen mit und lässt es dem Rest sein Label, so tragen sie einen Trigger, und die Feinabstimmung lehrt weiterhin, dass ihr Label falsch ist (Paper: nein)',
  'No poison is expected, only backdoors that arise by themselves: fine-tuning learns all samples':
    'Es wird kein Gift erwartet, nur Backdoors, die von selbst entstehen: Die Feinabstimmung lernt alle Samples',
  "What a sample's score adds up over layers: how far their most compromised neurons are driven beyond their range, in units of its spread; their activations, standardised; or the activations as they are (paper), in no unit":
    'Was der Score eines Samples über die Schichten summiert: wie weit deren am stärksten kompromittierte Neuronen über ihren Bereich hinausgetrieben werden, in Einheiten seiner Breite (excess); ihre standardisierten Aktivierungen (standardised); oder die Aktivierungen, wie sie sind (activation; Paper), ohne Einheit',
  'Channels of each layer that score samples, the most compromised first; 0: the single most compromised (paper)':
    'Kanäle jeder Schicht, die Samples bewerten, die am stärksten kompromittierten zuerst; 0: nur der am stärksten kompromittierte (Paper)',
  'Above it a prediction is sure: what such samples drive a neuron to is compared with its range':
    'Darüber ist eine Vorhersage sicher: Wohin solche Samples ein Neuron treiben, wird mit seinem Bereich verglichen',
  'Below it a class is surely not predicted: such samples make the range of a neuron':
    'Darunter wird eine Klasse sicher nicht vorhergesagt: Solche Samples bilden den Bereich eines Neurons',
  "In the last stage of a residual network each layer also resets the channels picked for layers before it, as the authors' code does by mistake":
    'In der letzten Stufe eines Residualnetzes setzt jede Schicht auch die Kanäle zurück, die für frühere Schichten ausgewählt wurden, wie es der Code der Autoren versehentlich tut',
  'Crops and flips (series: shifts and a little noise)':
    'Ausschnitte und Spiegelungen (Zeitreihen: Verschiebungen und etwas Rauschen)',
  'Drive of compromised neurons': 'Antrieb kompromittierter Neuronen',
  'Loss before the reset': 'Verlust vor dem Zurücksetzen',
  'Prediction entropy before the reset': 'Entropie der Vorhersage vor dem Zurücksetzen',
  'Drive compromised neurons': 'Treiben kompromittierte Neuronen an',
  'Above the natural break of the scores in the network as first trained, and none in search of natural backdoors; left out of its fine-tuning, and of the cleaned dataset unless a person judged them clean.':
    'Oberhalb der natürlichen Lücke der Scores im zuerst trainierten Netz, und keine bei der Suche nach natürlichen Backdoors; aus dessen Feinabstimmung weggelassen und aus dem bereinigten Datensatz, sofern ein Mensch sie nicht als sauber beurteilt hat.',
  'Everything below the break: what the first fine-tuning learned from.':
    'Alles unterhalb der Lücke: das, woraus die erste Feinabstimmung gelernt hat.',
  'training on all given labels': 'Training mit allen gegebenen Labels',
  'unlearning of some samples that drive compromised neurons, to see what goes with them':
    'Verlernen einiger Samples, die kompromittierte Neuronen antreiben, um zu sehen, was mit ihnen geht',
  'fine-tuning after reset {n}, without the samples found to drive compromised neurons':
    'Feinabstimmung nach dem {n}. Zurücksetzen, ohne die Samples, bei denen gefunden wurde, dass sie kompromittierte Neuronen antreiben',
  'Plain training (no defense)': 'Training ohne Verteidigung',
  'Trains on all given labels, poisoned or not: shows what a backdoor does when nothing is done against it.':
    'Trainiert mit allen gegebenen Labels, vergiftet oder nicht: zeigt, was eine Backdoor anrichtet, wenn nichts gegen sie getan wird.',
  'No defense: a model trained this way carries whatever was planted.':
    'Keine Verteidigung: Ein so trainiertes Modell trägt alles in sich, was eingepflanzt wurde.',
  'Length of the training': 'Länge des Trainings',
  'Small datasets: training is prolonged to this many updates':
    'Kleine Datensätze: Das Training wird auf so viele Updates verlängert',
  'First learning rate; falls to zero along half a cosine':
    'Anfängliche Lernrate; fällt entlang einer halben Kosinuskurve auf null',
  'How many samples of lowest loss are listed as suspicious; the training does not heed them':
    'Wie viele Samples mit dem niedrigsten Verlust als verdächtig aufgeführt werden; das Training beachtet sie nicht',
  'Lowest loss': 'Niedrigster Verlust',
  'Listed only; the model was trained on them as on all others.':
    'Nur aufgeführt; das Modell wurde mit ihnen trainiert wie mit allen anderen.',
  'Fine-pruning (FP)': 'Fine-Pruning (FP)',
  'Prunes the channels of the last layer that trusted samples hardly activate, where a backdoor can hide, and fine-tunes the model on trusted samples.':
    'Entfernt die Kanäle der letzten Schicht, die von vertrauten Samples kaum aktiviert werden und in denen sich eine Backdoor verbergen kann, und stimmt das Modell mit vertrauten Samples fein ab.',
  'Fails where the trigger uses channels that clean samples use too, as most triggers do: attack success then stays high. Needs training samples that are known to be clean: the papers take 5 % of the training data, Assay at least 1 %, 20, and 4 a class. Half of them teach, half decide. It judges no sample, and what the trusted samples do not show it may unlearn.':
    'Versagt, wo der Trigger Kanäle nutzt, die auch saubere Samples nutzen, wie es die meisten Trigger tun: Die Angriffserfolgsrate bleibt dann hoch. Braucht Trainingssamples, die sicher sauber sind: Die Papers nehmen 5 % der Trainingsdaten, Assay mindestens 1 %, 20 und 4 je Klasse. Die eine Hälfte lehrt, die andere entscheidet. Es beurteilt kein Sample, und was die vertrauten Samples nicht zeigen, kann es verlernen.',
  'Accuracy that pruning may cost, measured on the half of the trusted samples that nothing is learned from':
    'Genauigkeit, die das Entfernen kosten darf, gemessen an der Hälfte der vertrauten Samples, aus der nichts gelernt wird',
  'Channels that are pruned at a time': 'Kanäle, die auf einmal entfernt werden',
  'Channels that may be pruned at most, however little it costs':
    'Kanäle, die höchstens entfernt werden, wie wenig es auch kostet',
  'Length of fine-tuning after pruning': 'Länge der Feinabstimmung nach dem Entfernen',
  'Few trusted samples: fine-tuning is prolonged to this many updates':
    'Wenige vertraute Samples: Die Feinabstimmung wird auf so viele Updates verlängert',
  'Learning rate of fine-tuning; falls to zero along half a cosine':
    'Lernrate der Feinabstimmung; fällt entlang einer halben Kosinuskurve auf null',
  'Crops and flips of trusted samples (series: shifts and a little noise)':
    'Ausschnitte und Spiegelungen vertrauter Samples (Zeitreihen: Verschiebungen und etwas Rauschen)',
  'the model as it came': 'das Modell, wie es kam',
  'pruning of channels that trusted samples hardly activate':
    'Entfernen von Kanälen, die vertraute Samples kaum aktivieren',
  'fine-tuning on trusted samples': 'Feinabstimmung mit vertrauten Samples',
  'Neural attention distillation (NAD)': 'Destillation der Aufmerksamkeit (NAD)',
  'Fine-tunes a copy of the model on trusted samples, and teaches the model to look where that copy looks.':
    'Stimmt eine Kopie des Modells mit vertrauten Samples fein ab und lehrt das Modell, dorthin zu sehen, wohin diese Kopie sieht.',
  'Cannot be better than its teacher: where fine-tuning leaves the backdoor in place, so does the distillation. Needs training samples that are known to be clean: the papers take 5 % of the training data, Assay at least 1 %, 20, and 4 a class. Half of them teach, half decide. It judges no sample, and what the trusted samples do not show it may unlearn.':
    'Kann nicht besser sein als ihr Lehrer: Wo die Feinabstimmung die Backdoor stehen lässt, tut es auch die Destillation. Braucht Trainingssamples, die sicher sauber sind: Die Papers nehmen 5 % der Trainingsdaten, Assay mindestens 1 %, 20 und 4 je Klasse. Die eine Hälfte lehrt, die andere entscheidet. Es beurteilt kein Sample, und was die vertrauten Samples nicht zeigen, kann es verlernen.',
  'Length of fine-tuning the teacher': 'Länge der Feinabstimmung des Lehrers',
  'Length of distillation': 'Länge der Destillation',
  'Few trusted samples: both are prolonged to this many updates each':
    'Wenige vertraute Samples: Beides wird je auf so viele Updates verlängert',
  'Learning rate of both in their first tenth; a tenth of it after that (paper: 0.1, from which a few hundred trusted samples do not bring a network back)':
    'Lernrate von beidem im ersten Zehntel; danach ein Zehntel davon (Paper: 0,1, wovon einige hundert vertraute Samples ein Netz nicht wieder zurückbringen)',
  'What the attention of the first tapped stage counts beside the cross-entropy':
    'Was die Aufmerksamkeit der ersten angezapften Stufe neben der Kreuzentropie zählt',
  'What the attention of the second tapped stage counts beside the cross-entropy':
    'Was die Aufmerksamkeit der zweiten angezapften Stufe neben der Kreuzentropie zählt',
  'What the attention of the last tapped stage counts beside the cross-entropy':
    'Was die Aufmerksamkeit der letzten angezapften Stufe neben der Kreuzentropie zählt',
  'fine-tuning of the teacher on trusted samples': 'Feinabstimmung des Lehrers mit vertrauten Samples',
  'teaching the model the attention of its teacher': 'das Modell lernt die Aufmerksamkeit seines Lehrers',
  'Mode connectivity repair (MCR)': 'Reparatur entlang einer Verbindungskurve (MCR)',
  'Fine-tunes a copy of the model on trusted samples, trains a curve of models between the two, and takes one from its middle.':
    'Stimmt eine Kopie des Modells mit vertrauten Samples fein ab, trainiert eine Kurve von Modellen zwischen beiden und nimmt eines aus ihrer Mitte.',
  'Both ends of the curve may carry the backdoor, and then so may its middle; which point is free of it cannot be measured without the trigger. Needs training samples that are known to be clean: the papers take 5 % of the training data, Assay at least 1 %, 20, and 4 a class. Half of them teach, half decide. It judges no sample, and what the trusted samples do not show it may unlearn.':
    'Beide Enden der Kurve können die Backdoor tragen, und dann auch ihre Mitte; welcher Punkt frei von ihr ist, lässt sich ohne den Trigger nicht messen. Braucht Trainingssamples, die sicher sauber sind: Die Papers nehmen 5 % der Trainingsdaten, Assay mindestens 1 %, 20 und 4 je Klasse. Die eine Hälfte lehrt, die andere entscheidet. Es beurteilt kein Sample, und was die vertrauten Samples nicht zeigen, kann es verlernen.',
  'Length of fine-tuning the other end of the curve': 'Länge der Feinabstimmung des anderen Endes der Kurve',
  'Length of training the curve': 'Länge des Trainings der Kurve',
  'First learning rate of both': 'Anfängliche Lernrate von beidem',
  'Weight decay at the point of the curve that is trained':
    'Gewichtsabnahme an dem Punkt der Kurve, der gerade trainiert wird',
  'Points of the curve that are at most so much worse than its best one may be chosen: the one nearest the middle is':
    'Punkte der Kurve, die höchstens so viel schlechter sind als ihr bester, dürfen gewählt werden: Es wird der, der der Mitte am nächsten liegt',
  'fine-tuning of the other end on trusted samples':
    'Feinabstimmung des anderen Endes mit vertrauten Samples',
  'training the curve between the two, and choosing a point of it':
    'Training der Kurve zwischen beiden und Wahl eines Punkts auf ihr',
  'Adversarial neuron pruning (ANP)': 'Adversariales Entfernen von Neuronen (ANP)',
  'Finds the channels that make the model err most when they are perturbed, where backdoors sit, and prunes them; no weight is trained.':
    'Findet die Kanäle, deren Störung das Modell am stärksten irren lässt, weil dort Backdoors sitzen, und entfernt sie; kein Gewicht wird trainiert.',
  'Prunes sensitive channels of a clean model too, and misses backdoors that are spread over many. In a small network each channel counts: where every threshold costs more accuracy than is allowed, nothing is pruned. Works through batch normalisation, which every architecture here has. Needs training samples that are known to be clean: the papers take 5 % of the training data, Assay at least 1 %, 20, and 4 a class. Half of them teach, half decide. It judges no sample, and what the trusted samples do not show it may unlearn.':
    'Entfernt empfindliche Kanäle auch aus einem sauberen Modell und übersieht Backdoors, die über viele verteilt sind. In einem kleinen Netz zählt jeder Kanal: Wo jede Schwelle mehr Genauigkeit kostet als erlaubt, wird nichts entfernt. Arbeitet mit der Batch-Normalisierung, die hier jede Architektur hat. Braucht Trainingssamples, die sicher sauber sind: Die Papers nehmen 5 % der Trainingsdaten, Assay mindestens 1 %, 20 und 4 je Klasse. Die eine Hälfte lehrt, die andere entscheidet. Es beurteilt kein Sample, und was die vertrauten Samples nicht zeigen, kann es verlernen.',
  'Updates of the masks': 'Updates der Masken',
  'How far scale and offset of a channel may be perturbed':
    'Wie weit Skalierung und Verschiebung eines Kanals gestört werden dürfen',
  'What the network without perturbation counts; the perturbed one counts the rest':
    'Was das Netz ohne Störung zählt; das gestörte zählt den Rest',
  'Learning rate of the masks': 'Lernrate der Masken',
  'Channels with a mask above it are never pruned': 'Kanäle, deren Maske darüber liegt, werden nie entfernt',
  'Keep perturbations within epsilon, as the paper says; its code lets them reach twice as far':
    'Störungen innerhalb von Epsilon halten, wie das Paper sagt; sein Code lässt sie doppelt so weit reichen',
  'learning a mask for every channel under perturbation': 'Lernen einer Maske für jeden Kanal unter Störung',
  'pruning of channels with a low mask': 'Entfernen von Kanälen mit kleiner Maske',
};
