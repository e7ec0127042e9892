/** German of what can be wrong with a workspace, its file, what is stored in it, and folders beside it. */
export const workspaceErrors: Readonly<Record<string, string>> = {
  // The file
  'The disk is full. Free some space, then run the command again.':
    'Der Datenträger ist voll. Platz schaffen, dann noch einmal versuchen.',
  'The disk of {file} is full. Free some space, then run the command again.':
    'Der Datenträger von {file} ist voll. Platz schaffen, dann noch einmal versuchen.',
  'The workspace is damaged ({reason}). Restore it from a copy; "assay verify" lists what is wrong.':
    'Der Arbeitsbereich ist beschädigt ({reason}). Aus einer Kopie wiederherstellen; „assay verify“ zeigt, was nicht stimmt.',
  'The workspace {file} is damaged ({reason}). Restore it from a copy; "assay verify" lists what is wrong.':
    'Der Arbeitsbereich {file} ist beschädigt ({reason}). Aus einer Kopie wiederherstellen; „assay verify“ zeigt, was nicht stimmt.',
  'The workspace {file} is busy: another process is working on it. Wait for it to end.':
    'Der Arbeitsbereich {file} ist belegt: Ein anderer Prozess arbeitet daran. Warten, bis er endet.',
  'The workspace {file} cannot be read or written ({reason}). Check the disk and the rights on the file and its folder.':
    'Der Arbeitsbereich {file} lässt sich nicht lesen oder schreiben ({reason}). Den Datenträger und die Rechte an Datei und Ordner prüfen.',
  'The folder {folder} for the new workspace does not exist.':
    'Den Ordner {folder} für den neuen Arbeitsbereich gibt es nicht.',
  '{file} already exists. Choose another name, or move it away.':
    '{file} gibt es schon. Einen anderen Namen wählen oder die Datei verschieben.',
  '{file} already exists. Choose another name.': '{file} gibt es schon. Einen anderen Namen wählen.',
  'The workspace {file} has the older format {format} and must be upgraded before it can be read. Any command that writes to it does that, after a backup.':
    'Der Arbeitsbereich {file} hat das ältere Format {format} und muss umgestellt werden, bevor er sich lesen lässt. Das geschieht, nach einer Sicherung, sobald er zum Schreiben geöffnet wird.',
  'The workspace was upgraded from format {format} to {newFormat}; a copy of it as it was is {file}.':
    'Der Arbeitsbereich wurde von Format {format} auf {newFormat} umgestellt; eine Kopie des früheren Stands ist {file}.',
  "The folder {folder} cannot be written, which reading a workspace needs too (its log lies beside it). Copy the workspace to another folder, or change the folder's rights.":
    'In den Ordner {folder} lässt sich nicht schreiben; das ist auch zum Lesen eines Arbeitsbereichs nötig (daneben liegt sein Protokoll). Den Arbeitsbereich in einen anderen Ordner kopieren oder die Rechte des Ordners ändern.',
  '{file} is not an Assay workspace: {reason}. Name another file; this one was left as it is.':
    '{file} ist kein Arbeitsbereich von Assay: {reason}. Eine andere Datei angeben; diese blieb unverändert.',
  'it is an SQLite database of another program': 'Es ist die SQLite-Datenbank eines anderen Programms',
  'it is a folder': 'Es ist ein Ordner',
  'it is not a file': 'Es ist keine Datei',
  'the file is empty': 'Die Datei ist leer',
  'its first bytes are those of something else': 'Die ersten Bytes gehören zu etwas anderem',
  'The workspace {file} has format {format}, this Assay knows formats up to {newest}. Update Assay to open it; the file was left as it is.':
    'Der Arbeitsbereich {file} hat Format {format}; dieses Assay kennt Formate bis {newest}. Assay aktualisieren, um ihn zu öffnen; die Datei blieb unverändert.',
  'There is no workspace at {file}. Check the path, or import into a new one.':
    'Unter {file} gibt es keinen Arbeitsbereich. Den Pfad prüfen oder in einen neuen importieren.',
  'The workspace {file} is cut short: it should have {wanted} bytes and has {bytes}. Restore it from a copy.':
    'Der Arbeitsbereich {file} ist abgeschnitten: Er sollte {wanted} Byte haben und hat {bytes}. Aus einer Kopie wiederherstellen.',
  'The workspace {file} lists migrations this Assay does not know in that order ({listing}). It was changed by something else: restore it from a copy.':
    'Der Arbeitsbereich {file} nennt Umstellungen, die dieses Assay in dieser Folge nicht kennt ({listing}). Etwas anderes hat ihn verändert: Aus einer Kopie wiederherstellen.',
  'Upgrading the workspace {file} stopped at step {step}: {reason}. The file as it was before is {otherFile}; put it back to use the earlier Assay, or update Assay and try again.':
    'Die Umstellung des Arbeitsbereichs {file} endete bei Schritt {step}: {reason}. Die Datei in ihrem früheren Stand ist {otherFile}; sie zurücklegen, um das frühere Assay zu verwenden, oder Assay aktualisieren und noch einmal versuchen.',
  'The workspace {file} is open for writing in another process. Wait until it ends, or stop it, then try again.':
    'Der Arbeitsbereich {file} ist in einem anderen Prozess zum Schreiben geöffnet. Warten, bis er endet, oder ihn beenden, dann noch einmal versuchen.',
  'The workspace {file} is open for writing in another process ({process}). Wait until it ends, or stop it, then try again.':
    'Der Arbeitsbereich {file} ist in einem anderen Prozess ({process}) zum Schreiben geöffnet. Warten, bis er endet, oder ihn beenden, dann noch einmal versuchen.',
  'The workspace {file} could not be locked: others keep taking it.':
    'Der Arbeitsbereich {file} ließ sich nicht sperren: Andere belegen ihn immer wieder.',
  'The workspace is open for reading only: another program has it open for writing, or its folder cannot be written.':
    'Der Arbeitsbereich ist nur zum Lesen geöffnet: Ein anderes Programm hat ihn zum Schreiben geöffnet, oder in seinen Ordner lässt sich nicht schreiben.',
  'The workspace can only be read now, so that no result could be kept. Close the program that writes to it, then open it again.':
    'Der Arbeitsbereich lässt sich gerade nur lesen, kein Ergebnis könnte bleiben. Das Programm schließen, das darin schreibt, dann den Arbeitsbereich neu öffnen.',
  '{file} was opened to be read only, because another process writes to it or nothing can be written there. Close the other process, then open the workspace again.':
    '{file} wurde nur zum Lesen geöffnet, weil ein anderer Prozess darin schreibt oder dort nichts geschrieben werden kann. Den anderen Prozess schließen, dann den Arbeitsbereich neu öffnen.',
  'No workspace is open. Open or make one first.':
    'Kein Arbeitsbereich ist geöffnet. Zuerst einen öffnen oder anlegen.',
  'Work is going on in {file}: {count} in the tray. Stop it or wait for it first.':
    'In {file} wird gearbeitet: {count} in der Ablage. Das zuerst stoppen oder abwarten.',

  // What is stored
  'The workspace {file} is damaged: pack {pack} of version {version} should hold {count} samples and is missing. Restore it from a copy.':
    'Der Arbeitsbereich {file} ist beschädigt: Paket {pack} der Version {version} sollte {count} Samples enthalten und fehlt. Aus einer Kopie wiederherstellen.',
  'The workspace {file} is damaged: pack {pack} of version {version} should hold {count} samples and has {found} in {bytes} bytes. Restore it from a copy.':
    'Der Arbeitsbereich {file} ist beschädigt: Paket {pack} der Version {version} sollte {count} Samples enthalten und hat {found} in {bytes} Byte. Aus einer Kopie wiederherstellen.',
  'The workspace {file} is damaged: version {version} should have {count} labels and has {found}. Restore it from a copy.':
    'Der Arbeitsbereich {file} ist beschädigt: Version {version} sollte {count} Labels haben und hat {found}. Aus einer Kopie wiederherstellen.',
  'The checkpoint file {file} does not have the hash it was announced with; it was changed or cut short. The run can go on from the checkpoint before.':
    'Die Checkpoint-Datei {file} hat nicht den angekündigten Hashwert; sie wurde verändert oder abgeschnitten. Der Lauf kann ab dem Checkpoint davor weitergehen.',
  'There is no checkpoint {id} in {file}.': 'In {file} gibt es keinen Checkpoint {id}.',
  'Checkpoint {id} of run {run} in {file} is damaged: its bytes do not have its hash. Resume from another checkpoint, or restore the workspace from a copy.':
    'Checkpoint {id} von Lauf {run} in {file} ist beschädigt: Seine Bytes haben nicht seinen Hashwert. Ab einem anderen Checkpoint fortsetzen oder den Arbeitsbereich aus einer Kopie wiederherstellen.',
  'The checkpoint cannot be read. Resume from an older one, or start the run again.':
    'Der Checkpoint lässt sich nicht lesen. Ab einem älteren fortsetzen oder den Lauf neu starten.',
  'The checkpoint does not fit the network: weight {weight} is missing or has another size.':
    'Der Checkpoint passt nicht zum Netz: Das Gewicht {weight} fehlt oder hat eine andere Größe.',
  '"{name}" cannot name a dataset: use 1 to {most} characters without "@", slashes or control characters, and no space at either end.':
    '„{name}“ kann kein Name eines Datensatzes sein: 1 bis {most} Zeichen ohne „@“, Schrägstriche und Steuerzeichen, am Anfang und Ende kein Leerzeichen.',
  'The detector {detector} gave sample {sample} the score {score}; a score is finite.':
    'Der Detektor {detector} gab Sample {sample} den Score {score}; ein Score ist endlich.',
  'The {metric} of sample {sample} is {score}; a score is finite.':
    'Der Wert {metric} von Sample {sample} ist {score}; ein Score ist endlich.',
  'Metric {metric} at {stage}, epoch {epoch} is {value}.':
    'Der Messwert {metric} im Abschnitt {stage}, Epoche {epoch}, ist {value}.',
  'Features {name} of run {run} in {file} are empty.':
    'Die Merkmale {name} von Lauf {run} in {file} sind leer.',
  'There is no dataset version with the id {id} in {file}.': 'In {file} gibt es keine Datensatzversion {id}.',
  'There is no finished dataset version with the id {id} in {file}.':
    'In {file} gibt es keine fertige Datensatzversion {id}.',
  'Samples {first} to {last} were asked for, but the version has indices 0 to {most}.':
    'Verlangt wurden die Samples {first} bis {last}, die Version hat aber die Nummern 0 bis {most}.',
  'Sample {sample} of version {version} is missing in {file}.':
    'Sample {sample} der Version {version} fehlt in {file}.',
  '"{name}" is not a dataset: after "@" stands a version number.':
    '„{name}“ ist kein Datensatz: Nach „@“ steht die Nummer der Version.',
  'There is no dataset "{name}" in {file}. It holds no dataset yet.':
    'In {file} gibt es keinen Datensatz „{name}“. Dort ist noch kein Datensatz.',
  'There is no dataset "{name}" in {file}. It holds: {names}.':
    'In {file} gibt es keinen Datensatz „{name}“. Vorhanden: {names}.',
  'There is no run {run} in {file}. It holds no run yet.':
    'In {file} gibt es keinen Lauf {run}. Dort ist noch kein Lauf.',
  'There is no run {run} in {file}. The latest are: {listing}.':
    'In {file} gibt es keinen Lauf {run}. Die neuesten sind: {listing}.',
  'Run {run} has no neurons of round {round}; it measured none.':
    'Lauf {run} hat keine Neuronen aus Runde {round}; er hat keine gemessen.',
  'Run {run} has no neurons of round {round}; it has rounds 1 to {most}.':
    'Lauf {run} hat keine Neuronen aus Runde {round}; vorhanden sind die Runden 1 bis {most}.',
  'Run {run} has no scores "{score}"; it has: {listing}.':
    'Lauf {run} hat keine Scores „{score}“; vorhanden: {listing}.',
  'Run {run} has no "{score}" of epoch {epoch}.': 'Lauf {run} hat kein „{score}“ aus Epoche {epoch}.',
  'Run {run} has no subset "{subset}"; it has: {listing}.':
    'Lauf {run} hat keine Teilmenge „{subset}“; vorhanden: {listing}.',
  'No sample was named to be judged.': 'Es wurde kein Sample genannt, das beurteilt werden soll.',
  'Version {version} has no sample {sample} to judge.':
    'Version {version} hat kein Sample {sample}, das sich beurteilen ließe.',
  'There are no verdicts with the batch {batch} in {file}.':
    'In {file} gibt es keine Urteile mit der Nummer {batch}.',
  'Version {version} has no sample {sample}.': 'Version {version} hat kein Sample {sample}.',

  // Importing and planting into it
  'The source {path} names no class.': 'Die Quelle {path} nennt keine Klasse.',
  'Version {version} is finished; a version never changes.':
    'Version {version} ist fertig; eine Version ändert sich nie.',
  'A group of {count} samples came with {names} names, {hashes} hashes and {bytes} bytes of values instead of {wanted}.':
    'Eine Gruppe von {count} Samples kam mit {names} Namen, {hashes} Hashwerten und {bytes} Byte an Werten statt {wanted}.',
  'A training sample came after the first test sample: train comes first.':
    'Nach dem ersten Testsample kam ein Trainingssample: Training kommt zuerst.',
  'Sample "{name}" has the label {label}, but there are {count} classes (0 to {most}).':
    'Sample „{name}“ hat das Label {label}; es gibt aber {count} Klassen (0 bis {most}).',
  'Sample "{name}" came with "{hash}" where its SHA-256 belongs.':
    'Bei Sample „{name}“ stand „{hash}“, wo sein SHA-256 hingehört.',
  'The source has two samples named "{name}"; names must be unique.':
    'Die Quelle hat zwei Samples namens „{name}“; jeder Name darf nur einmal vorkommen.',
  'Items of the source before {position} were stored already.':
    'Einträge der Quelle vor {position} waren schon gespeichert.',
  'The source holds not one training sample that could be read.':
    'Die Quelle enthält kein einziges Trainingssample, das sich lesen ließe.',
  '{count} changed samples came with {labels} labels and {bytes} bytes of values instead of {wanted}.':
    '{count} geänderte Samples kamen mit {labels} Labels und {bytes} Byte an Werten statt {wanted}.',
  'Changed sample {sample} comes twice or has a label ({label}) outside 0 to {most}.':
    'Das geänderte Sample {sample} kommt zweimal vor oder hat ein Label ({label}) außerhalb von 0 bis {most}.',
  'The test samples with their trigger are {bytes} bytes instead of {wanted}.':
    'Die Testsamples mit ihrem Trigger haben {bytes} Byte statt {wanted}.',
  '{name}@{version} already carries planted poison; poison the version it was made from.':
    '{name}@{version} enthält schon eingepflanztes Gift; die Version vergiften, aus der sie entstanden ist.',

  // Folders beside it
  '{path} lies outside of the folders this host was started with: {listing}. Start it with --root for another one.':
    '{path} liegt außerhalb der Ordner, mit denen dieser Host gestartet wurde: {listing}. Für einen anderen mit --root starten.',
  '{folder} cannot be read as a folder.': '{folder} lässt sich nicht als Ordner lesen.',
  '{folder} cannot take an export: {reason}. Choose a new or empty folder.':
    '{folder} kann keinen Export aufnehmen: {reason}. Einen neuen oder leeren Ordner wählen.',
  'it is a file': 'Es ist eine Datei',
  '"{entry}" in it was not exported by Assay': '„{entry}“ darin wurde nicht von Assay exportiert',
  'its manifest.json is not one of Assay': 'Die manifest.json darin ist keine von Assay',
  'There is a file {file} already. Replace it, or choose another name.':
    'Die Datei {file} gibt es schon. Sie ersetzen oder einen anderen Namen wählen.',
  'The temporary folder {folder} belongs to someone else or is not a folder; remove it, or set TMPDIR to a folder of your own.':
    'Der temporäre Ordner {folder} gehört jemand anderem oder ist kein Ordner; ihn entfernen oder TMPDIR auf einen eigenen Ordner setzen.',
};
