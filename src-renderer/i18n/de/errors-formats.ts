/** German of what reading a source can find wrong: archives, arrays, pictures, tables. Time series have their own file. */
export const formatErrors: Readonly<Record<string, string>> = {
  // Files and archives
  '{path} is neither a file nor a folder. Name the dataset itself.':
    '{path} ist weder eine Datei noch ein Ordner. Den Datensatz selbst angeben.',
  'There is nothing at {path}. Check the path of the source.':
    'Unter {path} gibt es nichts. Den Pfad der Quelle prüfen.',
  '{file} cannot be read: {reason}. Check the file, or get a fresh copy of it.':
    '{file} lässt sich nicht lesen: {reason}. Die Datei prüfen oder eine neue Kopie besorgen.',
  '{file} has {bytes} bytes, more than the {most} that a file of its kind may have.':
    '{file} hat {bytes} Byte, mehr als die {most}, die eine Datei dieser Art haben darf.',
  '{file} does not have the {bytes} bytes it should: it is cut off or being changed.':
    '{file} hat nicht die erwarteten {bytes} Byte: Die Datei ist abgeschnitten oder wird gerade geändert.',
  '{file} ends inside a record of {bytes} bytes: it is cut off or being changed. Get a fresh copy of it.':
    '{file} endet mitten in einem Satz von {bytes} Byte: Die Datei ist abgeschnitten oder wird gerade geändert. Eine neue Kopie besorgen.',
  '{file} is cut off or damaged gzip data ({reason}). Get a fresh copy of it.':
    '{file} ist abgeschnitten oder als gzip beschädigt ({reason}). Eine neue Kopie besorgen.',
  '{file} has two entries of the name {entry}. Make the archive again with each file once.':
    '{file} hat zwei Einträge mit dem Namen {entry}. Das Archiv neu packen, jede Datei nur einmal.',
  'The archive has an entry {entry} that {what}; nothing was imported. Make the archive again without it.':
    'Das Archiv hat einen Eintrag {entry}, der {what}; nichts wurde importiert. Das Archiv ohne ihn neu packen.',
  'has a NUL character in its name': 'ein NUL-Zeichen im Namen hat',
  'has an absolute name': 'einen absoluten Namen hat',
  'has a name with a drive letter': 'einen Laufwerksbuchstaben im Namen hat',
  'leads out of the archive with ".."': 'mit „..“ aus dem Archiv hinausführt',
  'is {kind}, where only plain files and folders are taken':
    '{kind} ist, wo nur einfache Dateien und Ordner genommen werden',
  'a hard link': 'ein harter Link',
  'a symbolic link': 'ein symbolischer Link',
  'a device': 'ein Gerät',
  'a named pipe': 'eine benannte Pipe',
  'of the special type {type}': 'vom Sondertyp {type}',
  'a device or another special file': 'ein Gerät oder eine andere Sonderdatei',
  'The archive has more than {most} entries, the most that are taken. Unpack it yourself and import the folder.':
    'Das Archiv hat mehr als {most} Einträge; mehr werden nicht genommen. Es selbst entpacken und den Ordner importieren.',
  'The archive would take more than {bytes} bytes decompressed, the most that are taken. Unpack it yourself and import the folder.':
    'Das Archiv wäre entpackt größer als {bytes} Byte; mehr wird nicht genommen. Es selbst entpacken und den Ordner importieren.',
  "The archive's entry {entry} would take more than {bytes} bytes decompressed, the most that are taken. Unpack it yourself and import the folder.":
    'Der Eintrag {entry} des Archivs wäre entpackt größer als {bytes} Byte; mehr wird nicht genommen. Das Archiv selbst entpacken und den Ordner importieren.',
  'The archive decompresses to more than {ratio} times its size, as a decompression bomb does. If you trust it, unpack it yourself and import the folder.':
    'Das Archiv wird beim Entpacken mehr als {ratio}-mal so groß, wie es eine Dekompressionsbombe tut. Wer ihm traut, entpackt es selbst und importiert den Ordner.',
  "The archive's entry {entry} decompresses to more than {ratio} times its size, as a decompression bomb does. If you trust it, unpack it yourself and import the folder.":
    'Der Eintrag {entry} des Archivs wird beim Entpacken mehr als {ratio}-mal so groß, wie es eine Dekompressionsbombe tut. Wer dem Archiv traut, entpackt es selbst und importiert den Ordner.',
  '{file} is a damaged tar archive: {reason}. Get a fresh copy of it.':
    '{file} ist ein beschädigtes tar-Archiv: {reason}. Eine neue Kopie besorgen.',
  'there is no header at byte {position}': 'Bei Byte {position} steht kein Kopf',
  'the size in the header at byte {position} is no number':
    'Die Größe im Kopf bei Byte {position} ist keine Zahl',
  'its last entry is cut off at byte {position}': 'Der letzte Eintrag ist bei Byte {position} abgeschnitten',
  'a header of {bytes} bytes is too long': 'Ein Kopf von {bytes} Byte ist zu lang',
  '{file} is encrypted (entry {entry}). Unpack it with its password and import the folder.':
    '{file} ist verschlüsselt (Eintrag {entry}). Mit dem Passwort entpacken und den Ordner importieren.',
  '{file} compresses its entry {entry} by method {method}, which is not read. Make the archive again with the usual "deflate".':
    '{file} komprimiert den Eintrag {entry} mit Methode {method}, die nicht gelesen wird. Das Archiv neu packen, mit dem üblichen „deflate“.',
  '{file} is damaged: its checksum is not the one the archive gives. Get a fresh copy of the archive.':
    '{file} ist beschädigt: Die Prüfsumme ist nicht die im Archiv angegebene. Eine neue Kopie des Archivs besorgen.',

  // Which format it is
  'There is no format "{name}". Formats are: {known}.':
    'Das Format „{name}“ gibt es nicht. Formate sind: {known}.',
  '{path} has no files in it. Name the folder with the dataset.':
    '{path} enthält keine Dateien. Den Ordner mit dem Datensatz angeben.',
  '{path} has no files in it (symbolic links in it are not followed, hidden files are left out). Name the folder with the dataset.':
    '{path} enthält keine Dateien (symbolischen Links darin wird nicht gefolgt, versteckte Dateien bleiben weg). Den Ordner mit dem Datensatz angeben.',
  '{path} ({what}) is no dataset Assay knows. Tried: {listTried}.':
    '{path} ({what}) ist kein Datensatz, den Assay kennt. Versucht: {listTried}.',
  '{count} files': '{count} Dateien',
  'a file of {number} bytes': 'eine Datei von {number} Byte',
  nothing: 'nichts',
  'a single JPEG picture': 'ein einzelnes JPEG-Bild',
  'a single PNG picture': 'ein einzelnes PNG-Bild',
  'a PDF document': 'ein PDF-Dokument',
  'an SQLite database': 'eine SQLite-Datenbank',
  'a 7z archive: pack it as zip or tar.gz': 'ein 7z-Archiv: als zip oder tar.gz packen',
  'a RAR archive: pack it as zip or tar.gz': 'ein RAR-Archiv: als zip oder tar.gz packen',
  'a bzip2 archive: pack it as zip or tar.gz': 'ein bzip2-Archiv: als zip oder tar.gz packen',
  'an xz archive: pack it as zip or tar.gz': 'ein xz-Archiv: als zip oder tar.gz packen',
  'a zstd archive: pack it as zip or tar.gz': 'ein zstd-Archiv: als zip oder tar.gz packen',
  'an HDF5 file': 'eine HDF5-Datei',
  'a Parquet file': 'eine Parquet-Datei',

  // Tables of images
  '{file} cannot be read as a table: {reason}. Mend the file.':
    '{file} lässt sich nicht als Tabelle lesen: {reason}. Die Datei berichtigen.',
  'its first line does not name two or more columns': 'Die erste Zeile nennt nicht mindestens zwei Spalten',
  '{path} has no CSV file with the columns "path" and "label". Name them so in the first line.':
    '{path} hat keine CSV-Datei mit den Spalten „path“ und „label“. Sie in der ersten Zeile so nennen.',
  '{file}, line {line}, names {entry}, which leads out of the dataset; nothing was imported. Use paths relative to the table.':
    '{file}, Zeile {line}, nennt {entry}; das führt aus dem Datensatz hinaus, und nichts wurde importiert. Pfade relativ zur Tabelle angeben.',
  '{file}, line {line}, {what}. Mend the line.': '{file}, Zeile {line}, {what}. Die Zeile berichtigen.',
  'has no path': 'hat keinen Pfad',
  'names {entry} a second time (first in line {line} of {otherFile})':
    'nennt {entry} ein zweites Mal (zuerst in Zeile {line} von {otherFile})',
  'has the class {name}, where a whole number is needed': 'hat die Klasse {name}; nötig ist eine ganze Zahl',
  'has {entry} where the name of a file is needed': 'hat {entry}; nötig ist der Name einer Datei',
  'does not name the columns ClassId and Name': 'nennt nicht die Spalten ClassId und Name',
  'has no whole number as its ClassId': 'hat keine ganze Zahl als ClassId',
  '{path} has no GT-*.csv with the columns Filename and ClassId, as GTSRB has. Import it as an image folder if it has one folder a class.':
    '{path} hat keine GT-*.csv mit den Spalten Filename und ClassId, wie GTSRB sie hat. Als Bilderordner importieren, falls es je Klasse einen Ordner gibt.',
  'is not listed in {file}': 'ist in {file} nicht aufgeführt',
  'is named in {file}, line {line}, but is not there':
    'ist in {file}, Zeile {line}, genannt, aber nicht vorhanden',

  // Pictures
  '{path} has no class folders with images in them. Put the images of each class into a folder of its own, with the name of the class.':
    '{path} hat keine Klassenordner mit Bildern. Die Bilder jeder Klasse in einen eigenen Ordner legen, der wie die Klasse heißt.',
  'Not one of the {count} images of {path} can be read; the first, {file}: {reason}. Check the files.':
    'Keines der {count} Bilder von {path} lässt sich lesen; das erste, {file}: {reason}. Die Dateien prüfen.',
  'cannot be read': 'lässt sich nicht lesen',
  'is empty': 'ist leer',
  'is no image in a format that is read (PNG, JPEG, WebP, BMP, PGM, PPM)':
    'ist kein Bild in einem Format, das gelesen wird (PNG, JPEG, WebP, BMP, PGM, PPM)',
  'cannot be decoded: {reason}': 'lässt sich nicht dekodieren: {reason}',
  'it is cut off before its end': 'Es ist vor seinem Ende abgeschnitten',
  'it is damaged': 'Es ist beschädigt',
  'decodes to {count} channels instead of {wanted}': 'ergibt {count} Kanäle statt {wanted}',
  'is cut off: {count} of {needed} bytes are there': 'ist abgeschnitten: {count} von {needed} Byte sind da',
  'is cut off inside its header': 'ist im Kopf abgeschnitten',
  'is not a BMP image': 'ist kein BMP-Bild',
  'claims {width} x {height} pixels': 'gibt {width} x {height} Pixel an',
  'has {bits} bits a pixel, which no BMP has': 'hat {bits} Bit je Pixel, was es bei BMP nicht gibt',
  'is a compressed BMP (method {method}), which is not read':
    'ist ein komprimiertes BMP (Methode {method}), das nicht gelesen wird',
  'has the colour {index}, but only {count} colours': 'hat die Farbe {index}, aber nur {count} Farben',
  'is not a PGM or PPM image': 'ist kein PGM- oder PPM-Bild',
  'claims {value} as its largest value': 'gibt {value} als größten Wert an',
  'has the value {value} above its largest value {most}':
    'hat den Wert {value} über seinem größten Wert {most}',
  'is cut off: {count} of {needed} bytes of pixels are there':
    'ist abgeschnitten: {count} von {needed} Byte der Pixel sind da',
  'has a number that is too long as its {what}': 'hat eine zu lange Zahl: {what}',
  'is cut off or damaged: its {what} is missing': 'ist abgeschnitten oder beschädigt, es fehlt: {what}',
  width: 'Breite',
  height: 'Höhe',
  'largest value': 'größter Wert',
  'value {index}': 'Wert {index}',

  // CIFAR and IDX
  '{path} has no CIFAR batches: no data_batch_*.bin, test_batch.bin, train.bin or test.bin, nor one file of whole records.':
    '{path} hat keine CIFAR-Batches: weder data_batch_*.bin, test_batch.bin, train.bin oder test.bin noch eine Datei aus ganzen Sätzen.',
  '{file} is empty ({variant} binary, records counted from 0). Get a fresh copy of it.':
    '{file} ist leer ({variant} binär). Eine neue Kopie besorgen.',
  '{file} has {bytes} bytes, which is not a multiple of {size}: record {record} is cut off after {left} bytes ({variant} binary, records counted from 0). Get a fresh copy of it.':
    '{file} hat {bytes} Byte, kein Vielfaches von {size}: Satz {record} ist nach {left} Byte abgeschnitten ({variant} binär, Sätze ab 0 gezählt). Eine neue Kopie besorgen.',
  '{file} should name {classes} different classes, one a line, but has {names} names ({different} different). Mend the file or remove it.':
    '{file} sollte {classes} verschiedene Klassen nennen, je Zeile eine, hat aber {names} Namen ({different} verschiedene). Die Datei berichtigen oder entfernen.',
  '{file}: record {record} (counted from 0) has the label {label}, but {variant} has labels 0 to {most} only. The file is damaged or not {variant} binary.':
    '{file}: Satz {record} (ab 0 gezählt) hat das Label {label}, aber {variant} hat nur Labels von 0 bis {most}. Die Datei ist beschädigt oder nicht {variant} binär.',
  '{file} is CIFAR\'s "python version", a pickle: reading it could run any code hidden in it, so it is never opened. Get the "binary version" of the dataset and import that.':
    '{file} ist die „python version“ von CIFAR, ein Pickle: Beim Lesen könnte darin versteckter Code laufen, deshalb wird sie nie geöffnet. Die „binary version“ des Datensatzes besorgen und importieren.',
  '{file} is an IDX file, but {count} files of labels fit it. Import a folder with pairs like train-images-idx3-ubyte and train-labels-idx1-ubyte.':
    '{file} ist eine IDX-Datei, zu der aber {count} Dateien mit Labels passen. Einen Ordner mit Paaren wie train-images-idx3-ubyte und train-labels-idx1-ubyte importieren.',
  '{file} is an IDX file, but the file of images or of labels that belongs to it is missing. Import a folder with pairs like train-images-idx3-ubyte and train-labels-idx1-ubyte.':
    '{file} ist eine IDX-Datei, aber die zugehörige Datei mit Bildern oder Labels fehlt. Einen Ordner mit Paaren wie train-images-idx3-ubyte und train-labels-idx1-ubyte importieren.',
  '{file} has {images} images, but {otherFile} has {labels} labels. Get a fresh copy of both.':
    '{file} hat {images} Bilder, {otherFile} aber {labels} Labels. Von beiden eine neue Kopie besorgen.',
  '{file} promises {count} values in its header, which takes {needed} bytes, but has {bytes}. Get a fresh copy of it.':
    '{file} kündigt im Kopf {count} Werte an, also {needed} Byte, hat aber {bytes}. Eine neue Kopie besorgen.',
  'more than {count}': 'mehr als {count}',
  '{file} holds {size} values of type {type}, where images are N x H x W (x 1 or 3) bytes. Check which file this is.':
    '{file} enthält {size} Werte vom Typ {type}; Bilder sind N x H x W (x 1 oder 3) Byte. Prüfen, welche Datei das ist.',
  '{file} has images of {size}, those of {otherFile} are {otherSize}. Check which file this is.':
    '{file} hat Bilder von {size}, die von {otherFile} haben {otherSize}. Prüfen, welche Datei das ist.',
  '{file} has no labels in it. Check which file this is.':
    '{file} enthält keine Labels. Prüfen, welche Datei das ist.',
  '{file} promises {count} labels, more than are taken ({most}). Check which file this is.':
    '{file} kündigt {count} Labels an, mehr als genommen werden ({most}). Prüfen, welche Datei das ist.',
  '{file} has labels of type {type}, where whole numbers are needed. Check which file this is.':
    '{file} hat Labels vom Typ {type}; nötig sind ganze Zahlen. Prüfen, welche Datei das ist.',
  '{file} has the label {label} at record {record} (counted from 0), where labels are 0 to {most}. Check which file this is.':
    '{file} hat bei Satz {record} (ab 0 gezählt) das Label {label}; Labels gehen von 0 bis {most}. Prüfen, welche Datei das ist.',
};
