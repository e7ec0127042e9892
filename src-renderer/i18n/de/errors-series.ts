/** German of what reading time series can find wrong, and of how they are brought to one length. */

/** What one series or one line is or does, to follow its place: „signs.ts, Zeile 3, hat kein Label“. */
const faults: Readonly<Record<string, string>> = {
  'has {count} variable, most series have {usual}':
    'hat {count} Variable, die meisten Zeitreihen haben {usual}',
  'has {count} variables, most series have {usual}':
    'hat {count} Variablen, die meisten Zeitreihen haben {usual}',
  'has {count} missing value, which are not to be filled in':
    'hat {count} fehlenden Wert, der nicht ergänzt werden soll',
  'has {count} missing values, which are not to be filled in':
    'hat {count} fehlende Werte, die nicht ergänzt werden sollen',
  'has {value} as value {position}, beyond the {most} that can be trained on':
    'hat als Wert {position} {value}; trainieren lässt sich nur mit Werten bis {most}',
  'has nothing as value {position}, where a number is needed':
    'hat als Wert {position} nichts; nötig ist eine Zahl',
  'has the text {text} as value {position}, where a number is needed':
    'hat als Wert {position} den Text {text}; nötig ist eine Zahl',
  'has a quotation mark that is not closed': 'hat ein Anführungszeichen, das nicht geschlossen wird',
  'has {count} cells, but the header names {columns} columns':
    'hat {count} Zellen, die Kopfzeile nennt aber {columns} Spalten',
  'is damaged': 'ist beschädigt',
  'has the split {text}, where "train" or "test" is needed':
    'hat als Teil {text}; nötig ist „train“ oder „test“',
  'has no label': 'hat kein Label',
  'has no label but {text}': 'hat kein Label, nur {text}',
  'has no values': 'hat keine Werte',
  'has {count} variables, more than the {most} that are taken':
    'hat {count} Variablen; genommen werden höchstens {most}',
  'has variables of different lengths ({length} and {other} steps)':
    'hat verschieden lange Variablen ({length} und {other} Schritte)',
  'has one step only, where at least 2 are needed': 'hat nur einen Schritt; nötig sind mindestens 2',
  'has no class behind a colon at its end': 'hat am Ende keine Klasse nach einem Doppelpunkt',
  'has {text}, where a pair (time,value) is needed': 'hat {text}; nötig ist ein Paar (Zeit,Wert)',
  'has the time {time}, which is no number and no date': 'hat die Zeit {time}, die weder Zahl noch Datum ist',
  'has in line {line} the time {time}, which is no number and no date':
    'hat in Zeile {line} die Zeit {time}, die weder Zahl noch Datum ist',
  'has two values at the time {time}': 'hat zur Zeit {time} zwei Werte',
  'has two labels, {text} and {other}': 'hat zwei Labels, {text} und {other}',
  'has rows in both splits': 'hat Zeilen in beiden Teilen',
};

/** The same with their place before them. */
const placed = Object.fromEntries(
  Object.entries(faults).map(([english, german]) => [`{where} ${english}`, `{where} ${german}`]),
);

export const seriesErrors: Readonly<Record<string, string>> = {
  ...faults,
  ...placed,
  '{file}, line {numberLine},': '{file}, Zeile {numberLine},',
  '{file}, row {numberRow},': '{file}, Zeile {numberRow},',
  '{where} in its variable {variable}': '{where} Variable {variable},',
  '{where} in its line {line}': '{where} in Zeile {line},',
  'in its line {line}': 'in Zeile {line},',
  'an infinite value': 'einen unendlichen Wert',

  // Lines of a file
  '{file}, line {line}, {what}. Mend the file.': '{file}, Zeile {line}, {what}. Die Datei berichtigen.',
  'is a sparse row, in which values that are not named are 0; rows must name all of their values. Save it without sparse rows':
    'ist eine Sparse-Zeile, in der nicht genannte Werte 0 sind; Zeilen müssen alle ihre Werte nennen. Ohne Sparse-Zeilen speichern',
  'has {count} values, but its header declares {declared} attributes':
    'hat {count} Werte, der Kopf nennt aber {declared} Attribute',
  'has a variable of {steps} steps, but its header declares {declared}':
    'hat eine Variable mit {steps} Schritten, der Kopf nennt aber {declared}',
  'names the column {text}, but none that says which series a row belongs to; call that one "id"':
    'nennt die Spalte {text}, aber keine, die sagt, zu welcher Zeitreihe eine Zeile gehört; diese „id“ nennen',
  'does not name the columns of a table of series: "label" and one column a step, or "id", "time", "label" and the values':
    'nennt nicht die Spalten einer Tabelle mit Zeitreihen: „label“ und eine Spalte je Schritt oder „id“, „time“, „label“ und die Werte',
  'has the name {text} a second time': 'hat den Namen {text} ein zweites Mal',
  'stands before the line "@data" and is neither @relation nor @attribute':
    'steht vor der Zeile „@data“ und ist weder @relation noch @attribute',
  'declares a second relational attribute, where one is needed':
    'nennt ein zweites relationales Attribut; nötig ist eines',
  'declares an attribute of the relation that is not numeric':
    'nennt ein Attribut der Relation, das nicht numerisch ist',
  'declares an attribute of the type {text}, which no series has':
    'nennt ein Attribut vom Typ {text}, den keine Zeitreihe hat',
  'declares the same class twice': 'nennt dieselbe Klasse zweimal',
  'begins the data, but a relational attribute before it has no @end':
    'beginnt die Daten, aber ein relationales Attribut davor hat kein @end',
  'begins the data, but no attribute before it is a class like {braces}':
    'beginnt die Daten, aber kein Attribut davor ist eine Klasse wie {braces}',
  'begins the data, but the attributes before it are neither numbers and one class nor one relational attribute and one class':
    'beginnt die Daten, aber die Attribute davor sind weder Zahlen und eine Klasse noch ein relationales Attribut und eine Klasse',
  'does not say which series it belongs to': 'sagt nicht, zu welcher Zeitreihe sie gehört',
  'gives the series {text} a second value at the time of line {line}':
    'gibt der Zeitreihe {text} einen zweiten Wert zur Zeit von Zeile {line}',
  'stands before the line "@data", where only lines that begin with @ are':
    'steht vor der Zeile „@data“, wo nur Zeilen stehen, die mit @ beginnen',
  'declares a measured target, where classes are needed': 'nennt eine Messgröße als Ziel; nötig sind Klassen',
  'begins the data, but no line before it declares @classLabel true':
    'beginnt die Daten, aber keine Zeile davor nennt @classLabel true',
  'declares {text}, where "true" or "false" is needed': 'nennt {text}; nötig ist „true“ oder „false“',
  'declares {text}, where a whole number above 0 is needed': 'nennt {text}; nötig ist eine ganze Zahl über 0',
  'declares that the series have no class labels': 'nennt die Zeitreihen ohne Klassen',
  'does not declare class labels as "@classLabel true" and their names':
    'nennt die Klassen nicht als „@classLabel true“ und ihre Namen',
  'declares the class label {text} twice': 'nennt die Klasse {text} zweimal',
  'has {count} variables, but its header declares @dimensions {declared}':
    'hat {count} Variablen, der Kopf nennt aber @dimensions {declared}',
  'has {count} variables, but its header declares @univariate true':
    'hat {count} Variablen, der Kopf nennt aber @univariate true',
  'has one variable, but its header declares @univariate false':
    'hat eine Variable, der Kopf nennt aber @univariate false',
  'has {count} steps, but its header declares @seriesLength {declared}':
    'hat {count} Schritte, der Kopf nennt aber @seriesLength {declared}',
  'has {count} steps and line {line} has {other}, but its header declares @equalLength true':
    'hat {count} Schritte und Zeile {line} hat {other}, der Kopf nennt aber @equalLength true',
  'has a missing value, but its header declares @missing false':
    'hat einen fehlenden Wert, der Kopf nennt aber @missing false',
  '{file} has no line "@data". Mend the file.': '{file} hat keine Zeile „@data“. Die Datei berichtigen.',
  '{file} cannot be read as text: {reason}. Check which file this is.':
    '{file} lässt sich nicht als Text lesen: {reason}. Prüfen, welche Datei das ist.',
  'it holds NUL bytes, as binary files and UTF-16 text do':
    'Sie enthält NUL-Bytes, wie Binärdateien und UTF-16-Texte',
  'line {line} has a carriage return in it; save it with LF or CRLF line ends':
    'Zeile {line} enthält einen Wagenrücklauf; mit Zeilenenden LF oder CRLF speichern',
  'line {line} is no UTF-8 text': 'Zeile {line} ist kein UTF-8-Text',
  '{file}, line {line}, is longer than {bytes} bytes, the most that one line may have. Check which file this is.':
    '{file}, Zeile {line}, ist länger als {bytes} Byte; mehr darf eine Zeile nicht haben. Prüfen, welche Datei das ist.',

  // Which files belong together, and their classes
  '{path} has no file that can be read as {title}.':
    '{path} hat keine Datei, die sich als {title} lesen lässt.',
  '{path} has several files of time series ({listing}), and it cannot be told which belong together. Name one of them, or a folder with one dataset as NAME_TRAIN and NAME_TEST.':
    '{path} hat mehrere Dateien mit Zeitreihen ({listing}), und welche zusammengehören, lässt sich nicht erkennen. Eine davon angeben oder einen Ordner mit einem einzigen Datensatz als NAME_TRAIN und NAME_TEST.',
  '{listing} and {count} more': '{listing} und {count} weitere',
  '{file} {what}, but {otherFile} beside it belongs to the same dataset. Get a fresh copy of it, or take it away.':
    '{file} {what}, aber {otherFile} daneben gehört zum selben Datensatz. Eine neue Kopie besorgen oder die Datei wegnehmen.',
  'is not of the same format': 'hat nicht dasselbe Format',
  'The header of {file} declares {classes}, that of {otherFile} {otherClasses}. Make both the same.':
    'Der Kopf von {file} nennt {classes}, der von {otherFile} {otherClasses}. Beide gleich machen.',
  'no classes': 'keine Klassen',
  'the classes {names}': 'die Klassen {names}',
  '{path} has {count} different labels, more than the {most} classes that can be told apart. Check that the labels are classes and no measured values.':
    '{path} hat {count} verschiedene Labels; unterscheiden lassen sich höchstens {most} Klassen. Prüfen, ob die Labels Klassen sind und keine Messwerte.',
  '{where} has the label {text}, but its header declares the classes {listing}. Mend the header or the label.':
    '{where} hat das Label {text}, der Kopf nennt aber die Klassen {listing}. Den Kopf oder das Label berichtigen.',
  "The header in {path} declares the class {name}, but no series has that label: the data is cut off, or the header is another file's. Get the whole file, or mend the header.":
    'Der Kopf in {path} nennt die Klasse {name}, aber keine Zeitreihe hat dieses Label: Die Daten sind abgeschnitten, oder der Kopf gehört zu einer anderen Datei. Die ganze Datei besorgen oder den Kopf berichtigen.',
  "The header in {path} declares the classes {listing}, but no series has that label: the data is cut off, or the header is another file's. Get the whole file, or mend the header.":
    'Der Kopf in {path} nennt die Klassen {listing}, aber keine Zeitreihe hat eines dieser Labels: Die Daten sind abgeschnitten, oder der Kopf gehört zu einer anderen Datei. Die ganze Datei besorgen oder den Kopf berichtigen.',
  "The header in {path} declares the class {name} and {count} more, but no series has that label: the data is cut off, or the header is another file's. Get the whole file, or mend the header.":
    'Der Kopf in {path} nennt die Klasse {name} und {count} weitere, aber keine Zeitreihe hat eines dieser Labels: Die Daten sind abgeschnitten, oder der Kopf gehört zu einer anderen Datei. Die ganze Datei besorgen oder den Kopf berichtigen.',

  // A source as a whole
  '{what} was given, but this source holds time series, which have neither height, width nor colours. Leave it out; --lengths and --missing are for series.':
    '{what} ist angegeben; diese Quelle enthält aber Zeitreihen, die weder Höhe noch Breite noch Farben haben. Weglassen; für Zeitreihen gibt es --lengths und --missing.',
  'A size': 'Eine Größe',
  'A number of channels': 'Eine Zahl von Kanälen',
  '{path} has no series in it. Check that the file is whole.':
    '{path} enthält keine Zeitreihen. Prüfen, ob die Datei vollständig ist.',
  '{path} has 1 series, but not one that can be taken. The first: {reason}.':
    '{path} hat eine Zeitreihe, die sich aber nicht verwenden lässt: {reason}.',
  '{path} has {count} series, but not one that can be taken. The first: {reason}.':
    '{path} hat {count} Zeitreihen, aber keine, die sich verwenden lässt. Die erste: {reason}.',
  'The series of {path} have from {least} to {most} steps, and unequal lengths are to be refused. Let them be stretched to the longest (resample), filled up with zeros (pad) or cut to the shortest (cut).':
    'Die Zeitreihen von {path} haben {least} bis {most} Schritte, und ungleiche Längen sollen nicht importiert werden. Sie auf die längste strecken (resample), mit Nullen auffüllen (pad) oder auf die kürzeste kürzen (cut).',
  'The {count} series of {path} would take {bytes} bytes at {steps} steps each, more than the {most} that are taken. Leave out the longest ones, or cut all to the shortest.':
    'Die {count} Zeitreihen von {path} wären mit je {steps} Schritten {bytes} Byte groß; genommen werden höchstens {most}. Die längsten weglassen oder alle auf die kürzeste kürzen.',
  '{where} has a series of {count} steps, more than the {most} that one series may have. Cut it into windows or take fewer measurements a second.':
    '{where} hat eine Zeitreihe mit {count} Schritten; eine Zeitreihe darf höchstens {most} haben. Sie in Abschnitte teilen oder weniger Messungen je Sekunde nehmen.',
  '{path} has more values than the {bytes} bytes of them that are taken (reached at {where}). Import a part of it.':
    '{path} hat mehr Werte als die {bytes} Byte, die genommen werden (erreicht bei {where}). Einen Teil davon importieren.',
  '{file}, line {numberLine}': '{file}, Zeile {numberLine}',
  '{file}, row {numberRow}': '{file}, Zeile {numberRow}',

  // How they come to one length
  '{number} of {numberAll} series {how}': '{number} von {numberAll} Zeitreihen {how}',
  'stretched to {steps} steps, linear': 'linear auf {steps} Schritte gestreckt',
  'stretched to {steps} steps, cubic spline': 'mit kubischen Splines auf {steps} Schritte gestreckt',
  'filled up with zeros at the end to {steps} steps': 'am Ende mit Nullen auf {steps} Schritte aufgefüllt',
  'cut to their first {steps} steps': 'auf ihre ersten {steps} Schritte gekürzt',
  '{number} missing value taken as 0 in {count} series':
    '{number} fehlender Wert in {count} Zeitreihen als 0 genommen',
  '{number} missing values taken as 0 in {count} series':
    '{number} fehlende Werte in {count} Zeitreihen als 0 genommen',
  '{number} missing value interpolated in {count} series':
    '{number} fehlender Wert in {count} Zeitreihen interpoliert',
  '{number} missing values interpolated in {count} series':
    '{number} fehlende Werte in {count} Zeitreihen interpoliert',
  '{number} series without a single value taken as 0':
    '{number} Zeitreihen ohne einen einzigen Wert als 0 genommen',
  '{number} variables without a single value taken as 0':
    '{number} Variablen ohne einen einzigen Wert als 0 genommen',
  'sorted by their time stamps, the steps then taken as equally spaced':
    'nach ihren Zeitstempeln sortiert, die Schritte dann als gleich weit auseinander genommen',
  '{number} series with unequal steps of time taken as equally spaced':
    '{number} Zeitreihen mit ungleichen Zeitschritten, als gleich weit auseinander genommen',
  'the column {text} taken as the names of the series': 'die Spalte {text} gibt die Namen der Zeitreihen',
  'the column {text} left out': 'die Spalte {text} weggelassen',
  '{array}, {shape}, read as {axes}': '{array}, {shape}, gelesen als {axes}',
  'series x steps': 'Zeitreihen x Schritte',
  'series x steps x variables': 'Zeitreihen x Schritte x Variablen',
  'read from {file} and {otherFile}': 'gelesen aus {file} und {otherFile}',
  'read from {file}': 'gelesen aus {file}',
  'not read: {listing}': 'nicht gelesen: {listing}',
  '{file} taken as the training split, as it is alone':
    '{file} als Trainingsteil genommen, da es keine andere Datei gibt',
};
