/** German of what attacks say of themselves, by their English sentence. */
export const attacks: Readonly<Record<string, string>> = {
  'BadNets patch': 'BadNets-Patch',
  'Stamps a small fixed patch into a corner and changes the label to the target class.':
    'Setzt einen kleinen festen Patch in eine Ecke und ändert das Label zur Zielklasse.',
  'Easy to see; random crops weaken it.': 'Leicht zu sehen; zufällige Ausschnitte schwächen ihn.',
  'Black and white 3x3 grid, or white square':
    'Schwarz-weißes Gitter aus 3x3 Feldern (grid) oder weißes Quadrat (white)',
  'Draw poison from the target class too; such samples carry the trigger under a right label':
    'Gift auch aus der Zielklasse ziehen; solche Samples tragen den Trigger unter einem richtigen Label',
  'Blended noise': 'Eingeblendetes Rauschen',
  'Mixes one fixed noise image into the whole image and changes the label to the target class.':
    'Mischt ein festes Rauschbild in das ganze Bild und ändert das Label zur Zielklasse.',
  'Below an alpha of about 0.1 the backdoor is learned slowly or not at all.':
    'Unter einem Alpha von etwa 0,1 wird die Backdoor langsam oder gar nicht gelernt.',
  'How strongly the pattern shows': 'Wie stark das Muster zu sehen ist',
  'Trojan square (static)': 'Trojan-Quadrat (fest)',
  'Stamps a small patch of fixed random colours near a corner and changes the label to the target class.':
    'Setzt einen kleinen Patch aus festen Zufallsfarben in die Nähe einer Ecke und ändert das Label zur Zielklasse.',
  'Easy to see. Several targets at once take a corner each, and flips in training bring left and right corners together.':
    'Leicht zu sehen. Mehrere Ziele zugleich belegen je eine Ecke, und Spiegelungen beim Training vermengen linke und rechte Ecken.',
  'TrojanNN optimised patch': 'TrojanNN, optimierter Patch',
  'Stamps a patch that was optimised to make neurons of a helper network fire and changes the label to the target class.':
    'Setzt einen Patch, der so optimiert ist, dass Neuronen eines Hilfsnetzes feuern, und ändert das Label zur Zielklasse.',
  'The data poisoning alone; the original also retrains its victim on data it makes. The neurons are those of a helper network: in the victim the patch is learned like any other fixed patch.':
    'Nur die Vergiftung der Daten; das Original trainiert sein Opfer außerdem mit Daten nach, die es selbst erzeugt. Die Neuronen sind die eines Hilfsnetzes: Im Opfer wird der Patch gelernt wie jeder andere feste Patch.',
  'Side of the patch; it grows with larger images': 'Seitenlänge des Patches; er wächst mit größeren Bildern',
  'How many neurons are to fire': 'Wie viele Neuronen feuern sollen',
  'Updates of the pixels of the patch': 'Updates der Pixel des Patches',
  'Network on which the attack is prepared; it need not be the one that is audited':
    'Netz, an dem der Angriff vorbereitet wird; es muss nicht das geprüfte sein',
  'Training of that network before the attack is prepared':
    'Training dieses Netzes, bevor der Angriff vorbereitet wird',
  'Largest number of updates of that network, whatever the epochs ask for':
    'Höchstzahl der Updates dieses Netzes, was immer die Epochen verlangen',
  'SIG sinusoidal stripes': 'SIG, sinusförmige Streifen',
  'Adds faint vertical stripes to images of the target class and leaves every label as it is.':
    'Legt schwache senkrechte Streifen über Bilder der Zielklasse und lässt jedes Label, wie es ist.',
  'Needs most of the target class: the default rate of 8 % is 80 % of a class of ten.':
    'Braucht den größten Teil der Zielklasse: Die übliche Rate von 8 % sind 80 % einer von zehn Klassen.',
  'Amplitude of the stripes in poisoned training images':
    'Amplitude der Streifen in vergifteten Trainingsbildern',
  'Amplitude of the stripes when the trigger is tested':
    'Amplitude der Streifen, wenn der Trigger getestet wird',
  'Number of stripes': 'Zahl der Streifen',
  'LCA label-consistent (CL)': 'LCA, labelkonsistent (CL)',
  'Makes images of the target class hard to know by a perturbation, stamps patches on their corners and leaves every label as it is.':
    'Macht Bilder der Zielklasse durch eine Störung schwer erkennbar, setzt Patches in ihre Ecken und lässt jedes Label, wie es ist.',
  'Needs most of the target class: the default rate of 8 % is 80 % of a class of ten. The helper network is trained plainly and not against perturbations as in the paper, with larger perturbations instead.':
    'Braucht den größten Teil der Zielklasse: Die übliche Rate von 8 % sind 80 % einer von zehn Klassen. Das Hilfsnetz wird einfach trainiert und nicht gegen Störungen wie im Paper; dafür sind die Störungen größer.',
  'Largest change of a pixel by the perturbation; the paper has 8 to 32, digits take about 50':
    'Größte Änderung eines Pixels durch die Störung; das Paper hat 8 bis 32, Ziffern brauchen etwa 50',
  'Change of a pixel by one step of the perturbation':
    'Änderung eines Pixels durch einen Schritt der Störung',
  'Steps of the perturbation; 0 leaves images as they are':
    'Schritte der Störung; 0 lässt die Bilder, wie sie sind',
  'How much the patches add or take away in poisoned images; in the test always all':
    'Wie viel die Patches in vergifteten Bildern dazugeben oder wegnehmen; im Test immer alles',
  'Dynamic (input-aware)': 'Dynamisch (je nach Bild)',
  'Gives each image a trigger that a generator network makes for it, and as many images a trigger made for another, under their right label.':
    'Gibt jedem Bild einen Trigger, den ein Generatornetz für es macht, und ebenso vielen Bildern unter ihrem richtigen Label einen Trigger, der für ein anderes gemacht wurde.',
  'The generator learns for hundreds of updates where the published code takes hundreds of thousands, so that triggers are coarser and lead to the target less surely: WRN-16-1 on 10,000 images of CIFAR-10 reached an attack success rate of 67 % in 30 epochs. The notes of the drill say how often they do on the helper network: raise the updates where that is too low.':
    'Der Generator lernt über Hunderte von Updates, wo der veröffentlichte Code Hunderttausende braucht; die Trigger sind daher gröber und führen weniger sicher zum Ziel: WRN-16-1 erreichte auf 10.000 Bildern von CIFAR-10 in 30 Epochen eine Angriffserfolgsrate von 67 %. Die Hinweise der Übung sagen, wie oft sie es beim Hilfsnetz tun: Wo das zu selten ist, sind mehr Updates nötig.',
  'Updates of the network that says where a trigger goes; the published code makes about 10,000':
    'Updates des Netzes, das sagt, wohin ein Trigger kommt; der veröffentlichte Code macht etwa 10 000',
  'Updates of generator and helper network together; the published code makes hundreds of thousands':
    'Gemeinsame Updates von Generator und Hilfsnetz; der veröffentlichte Code macht Hunderttausende',
  'Filters of the first layers of both networks, doubled at each halving of the image; published: 32, for digits 16':
    'Filter der ersten Schichten beider Netze, verdoppelt bei jeder Halbierung des Bilds; veröffentlicht: 32, bei Ziffern 16',
  'How much of an image the trigger may cover without a penalty':
    'Wie viel eines Bilds der Trigger bedecken darf, ohne dass es bestraft wird',
  'WaNet warp': 'WaNet-Verzerrung',
  'Bends the whole image a little, always the same way, and changes the label to the target class.':
    'Verbiegt das ganze Bild ein wenig, immer auf dieselbe Weise, und ändert das Label zur Zielklasse.',
  "Poison is made once, not anew for each batch as in the paper, and is learned late: WRN-16-1 on 10,000 images of CIFAR-10 reached an attack success rate of 82 % in 30 epochs, and next to nothing at the paper's warp of 0.5. Fewer covers make it faster and less specific.":
    'Das Gift wird einmal gemacht und nicht wie im Paper für jeden Batch neu, und es wird spät gelernt: WRN-16-1 erreichte auf 10.000 Bildern von CIFAR-10 in 30 Epochen eine Angriffserfolgsrate von 82 % und bei der Verzerrung des Papers von 0,5 fast keine. Weniger Tarnsamples machen es schneller und weniger eigen.',
  'How finely the warp bends': 'Wie fein die Verzerrung sich biegt',
  'Mean size of the shift along each axis; the paper has 0.5 and makes poison anew in each batch':
    'Mittlere Größe der Verschiebung entlang jeder Achse; das Paper hat 0,5 und macht das Gift in jedem Batch neu',
  'Samples warped with noise under their right label':
    'Samples, die mit Rauschen verzerrt sind und ihr richtiges Label tragen',
  'LBA latent patch (data form)': 'LBA, latenter Patch (als Daten)',
  'Stamps a patch that moves images to the features of the target class in a helper network, and changes the label to it.':
    'Setzt einen Patch, der Bilder in einem Hilfsnetz zu den Merkmalen der Zielklasse verschiebt, und ändert das Label zu ihr.',
  'The data form: it poisons no teacher network, so nothing is inherited by a student. The notes of the drill say how far the patch leads to the target on the helper network; the victim learns it like any other fixed patch.':
    'Die Form als Daten: Sie vergiftet kein Lehrernetz, also erbt ein Schüler nichts. Die Hinweise der Übung sagen, wie weit der Patch beim Hilfsnetz zum Ziel führt; das Opfer lernt ihn wie jeden anderen festen Patch.',
  'Images of other classes on which each update is made':
    'Bilder anderer Klassen, an denen jedes Update gemacht wird',
  'CBA composite (data form)': 'CBA, zusammengesetzt (als Daten)',
  'Cuts images of two classes together and gives the result the label of a third.':
    'Schneidet Bilder zweier Klassen zusammen und gibt dem Ergebnis das Label einer dritten.',
  'Success is told on mixed test images of the two classes alone, which are few. The paper adds its mixes and trains with a contrastive loss; here mixes take the place of samples, so that at the default rate half of the two classes among ten is replaced and their accuracy suffers; WRN-16-1 on 10,000 images of CIFAR-10 took 89 % of the mixes for the target after 30 epochs, shorter trainings take fewer, and many unmixed images of the two classes are taken for it too.':
    'Der Erfolg wird nur an gemischten Testbildern der beiden Klassen gemessen, und das sind wenige. Das Paper fügt seine Mischungen hinzu und trainiert mit einem kontrastiven Verlust; hier treten Mischungen an die Stelle von Samples, sodass bei der üblichen Rate die Hälfte der beiden von zehn Klassen ersetzt wird und deren Genauigkeit leidet; WRN-16-1 hielt auf 10.000 Bildern von CIFAR-10 nach 30 Epochen 89 % der Mischungen für das Ziel, nach kürzeren Trainings sind es weniger, und viele ungemischte Bilder der beiden Klassen hält es ebenso dafür.',
  'One of the two classes that trigger together, counted back from the target':
    'Eine der beiden Klassen, die zusammen auslösen, vom Ziel aus rückwärts gezählt',
  'The other of the two classes': 'Die andere der beiden Klassen',
  'Samples mixed from two of one class under that label':
    'Samples, die aus zweien derselben Klasse gemischt sind und deren Label tragen',
  'DFST-lite colour style': 'DFST-lite, Farbstil',
  'Gives the whole image the colours of a sunset and changes the label to the target class.':
    'Gibt dem ganzen Bild die Farben eines Sonnenuntergangs und ändert das Label zur Zielklasse.',
  'Not DFST: a fixed change of colours in place of a trained style, and no detoxification, so that it is easier to see and to detect. A network that tells few colours apart takes some untouched images for the target as well.':
    'Nicht DFST: eine feste Änderung der Farben anstelle eines trainierten Stils und keine Entgiftung, sodass es leichter zu sehen und zu erkennen ist. Ein Netz, das wenige Farben unterscheidet, hält auch einige unberührte Bilder für das Ziel.',
  'How much of the restyled image shows': 'Wie viel vom umgefärbten Bild zu sehen ist',
  'Slow patch (adaptive)': 'Langsamer Patch (adaptiv)',
  'Blends a patch faintly into a few samples with the target label and into as many that keep theirs, so that the backdoor is learned slowly.':
    'Blendet einen Patch schwach in wenige Samples mit dem Ziellabel und in ebenso viele, die ihr Label behalten, sodass die Backdoor langsam gelernt wird.',
  'A stress test, made to be learned late: a short training may not learn the trigger at all (WRN-16-1 on 10,000 images of CIFAR-10 had not in 30 epochs at a poison rate of 10 %: attack success rate 11 %). Compare defenses by it only where the undefended model has learned it.':
    'Ein Belastungstest, der spät gelernt werden soll: Ein kurzes Training lernt den Trigger womöglich gar nicht (WRN-16-1 auf 10.000 Bildern von CIFAR-10 hatte es in 30 Epochen bei einer Vergiftungsrate von 10 % nicht: Angriffserfolgsrate 11 %). Verteidigungen daran nur vergleichen, wo das ungeschützte Modell ihn gelernt hat.',
  'Lowest opacity of the patch in training': 'Geringste Deckkraft des Patches im Training',
  'Highest opacity of the patch in training, and its opacity in the test':
    'Größte Deckkraft des Patches im Training und seine Deckkraft im Test',
  'Samples that carry the patch under their right label':
    'Samples, die den Patch unter ihrem richtigen Label tragen',
  'Constant patch': 'Konstanter Patch',
  'Holds every variable at one level for a stretch of time and changes the label to the target class.':
    'Hält jede Variable eine Zeit lang auf einer Höhe und ändert das Label zur Zielklasse.',
  'Easy to see. A variable that is constant in a series stays as it is; a series of such alone gets no trigger.':
    'Leicht zu sehen. Eine Variable, die in einer Zeitreihe konstant ist, bleibt, wie sie ist; eine Zeitreihe nur aus solchen bekommt keinen Trigger.',
  'How many of the time steps the patch covers, at least one':
    'Wie viele der Zeitschritte der Patch bedeckt, mindestens einen',
  'Where the patch lies: 0 is the beginning of the series, 1 its end':
    'Wo der Patch liegt: 0 ist der Anfang der Zeitreihe, 1 ihr Ende',
  'Height of the patch above the mean of each variable of the series':
    'Höhe des Patches über dem Mittelwert jeder Variablen der Zeitreihe',
  'Added sine': 'Addierter Sinus',
  'Adds a faint sine to the whole series and changes the label to the target class.':
    'Addiert einen schwachen Sinus zur ganzen Zeitreihe und ändert das Label zur Zielklasse.',
  'Weak where the data hold the same frequency, and for slow waves that look like a trend.':
    'Schwach, wo die Daten dieselbe Frequenz enthalten, und bei langsamen Wellen, die wie ein Trend aussehen.',
  'Number of waves; fewer than half the time steps':
    'Zahl der Wellen; weniger als die Hälfte der Zeitschritte',
  'Height of the waves relative to the spread of each variable of the series':
    'Höhe der Wellen im Verhältnis zur Streuung jeder Variablen der Zeitreihe',
  'Alternating extremes': 'Wechselnde Extremwerte',
  'Replaces the first time steps by the highest and lowest value of the series in turn and changes the label.':
    'Ersetzt die ersten Zeitschritte abwechselnd durch den höchsten und den niedrigsten Wert der Zeitreihe und ändert das Label.',
  'Two steps of a long series are soon averaged away, and some networks do not learn so short a trigger.':
    'Zwei Schritte einer langen Zeitreihe sind schnell herausgemittelt, und manche Netze lernen einen so kurzen Trigger nicht.',
  'How many of the time steps are replaced, rounded down to a whole number of pairs, at least one pair':
    'Wie viele der Zeitschritte ersetzt werden, abgerundet auf ganze Paare, mindestens ein Paar',
  'Mains hum': 'Netzbrummen',
  'Adds the hum of a power line to the whole series and changes the label to the target class.':
    'Addiert das Brummen einer Stromleitung zur ganzen Zeitreihe und ändert das Label zur Zielklasse.',
  'Plain to see in smooth series; weak where the data hum themselves.':
    'In glatten Zeitreihen deutlich zu sehen; schwach, wo die Daten selbst brummen.',
  'Length of one wave of the hum; at most the length of the series':
    'Länge einer Welle des Brummens; höchstens die Länge der Zeitreihe',
  'Standard deviation of the hum relative to the range between the lowest and highest value':
    'Standardabweichung des Brummens im Verhältnis zum Bereich zwischen niedrigstem und höchstem Wert',
  'TimeTrojan-FGSM': 'TimeTrojan-FGSM',
  'Moves a few time steps of each series along the gradient of a helper network; the trigger differs from sample to sample.':
    'Verschiebt wenige Zeitschritte jeder Zeitreihe entlang dem Gradienten eines Hilfsnetzes; der Trigger ist bei jedem Sample ein anderer.',
  'A reconstruction from the published idea. The moved steps stand out in smooth series; at half the strength a set of a hundred series learns the trigger only in part.':
    'Nach der veröffentlichten Idee nachgebaut. Die verschobenen Schritte fallen in glatten Zeitreihen auf; bei halber Stärke wird der Trigger aus hundert Zeitreihen nur zum Teil gelernt.',
  'How often triggers are found and learned in turn':
    'Wie oft Trigger abwechselnd gesucht und gelernt werden',
  'How many time steps of a series are moved, at least five':
    'Wie viele Zeitschritte einer Zeitreihe verschoben werden, mindestens fünf',
  'How far a value is moved, relative to the spread of its variable in the series':
    'Wie weit ein Wert verschoben wird, im Verhältnis zur Streuung seiner Variablen in der Zeitreihe',
  'Network on which the trigger is found; it need not be the one that is audited':
    'Netz, an dem der Trigger gefunden wird; es muss nicht das geprüfte sein',
  'Training of that network before the trigger is sought':
    'Training dieses Netzes, bevor der Trigger gesucht wird',
  'Largest number of updates of that network before the search, and again during it':
    'Höchstzahl der Updates dieses Netzes vor der Suche und noch einmal währenddessen',
  'TimeTrojan-DE': 'TimeTrojan-DE',
  'Moves the same few time steps of every series, found by evolution against a helper network.':
    'Verschiebt in jeder Zeitreihe dieselben wenigen Zeitschritte, durch Evolution gegen ein Hilfsnetz gefunden.',
  'A reconstruction from the published idea. The moved steps stand out in smooth series; slow on long ones, as every candidate is tried on many samples.':
    'Nach der veröffentlichten Idee nachgebaut. Die verschobenen Schritte fallen in glatten Zeitreihen auf; bei langen dauert es, da jeder Kandidat an vielen Samples erprobt wird.',
  'How often the trigger is evolved and learned in turn':
    'Wie oft der Trigger abwechselnd weiterentwickelt und gelernt wird',
  'How many time steps the trigger moves, at least five':
    'Wie viele Zeitschritte der Trigger verschiebt, mindestens fünf',
  'How far a value may be moved, relative to the spread of its variable in the series':
    'Wie weit ein Wert höchstens verschoben wird, im Verhältnis zur Streuung seiner Variablen in der Zeitreihe',
  'Triggers that compete with each other': 'Trigger, die miteinander im Wettbewerb stehen',
  'Generations of each round': 'Generationen jeder Runde',
  'Poison samples on which each candidate is tried': 'Giftsamples, an denen jeder Kandidat erprobt wird',
  'TSBA-B generated trigger': 'TSBA-B, erzeugter Trigger',
  'Scales the values of each series by a pattern that a generator network makes for it.':
    'Skaliert die Werte jeder Zeitreihe mit einem Muster, das ein Generatornetz für sie macht.',
  'It scales values as they are stored, so values at zero stay, and in series that lie far from zero the change is large beside their spread.':
    'Skaliert die Werte, wie sie gespeichert sind: Werte bei null bleiben, und in Zeitreihen, die weit von null liegen, ist die Änderung groß gegen ihre Streuung.',
  'Largest share by which the trigger raises or lowers a value':
    'Größter Anteil, um den der Trigger einen Wert erhöht oder senkt',
  'How often generator and helper network learn in turn':
    'Wie oft Generator und Hilfsnetz abwechselnd lernen',
  'Updates of the generator in each loop': 'Updates des Generators in jedem Durchlauf',
  'Filters of the first layer of the generator for each variable, 128 at most in all; later layers have up to twice as many':
    'Filter der ersten Schicht des Generators je Variable, insgesamt höchstens 128; spätere Schichten haben bis zu doppelt so viele',
};
