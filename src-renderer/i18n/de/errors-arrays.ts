/** German of what can be wrong with NumPy arrays, with the classes of a dataset, with sizes, and how they are changed. */
export const arrayErrors: Readonly<Record<string, string>> = {
  // NumPy
  '{entry} is an array of Python objects, a pickle: reading it could run any code hidden in it, so it is never opened. Save the array as numbers, for example with .astype("uint8").':
    '{entry} ist ein Array aus Python-Objekten, ein Pickle: Beim Lesen könnte darin versteckter Code laufen, deshalb wird es nie geöffnet. Das Array als Zahlen speichern, zum Beispiel mit .astype("uint8").',
  '{entry} cannot be read as a NumPy array: {reason}. Save it again.':
    '{entry} lässt sich nicht als NumPy-Array lesen: {reason}. Neu speichern.',
  'it does not begin like one': 'Der Anfang ist ein anderer',
  'its header is cut off or too long': 'Der Kopf ist abgeschnitten oder zu lang',
  'it is an array of records, where plain numbers are needed':
    'Es besteht aus zusammengesetzten Werten; nötig sind einfache Zahlen',
  'its header lacks a part': 'Im Kopf fehlt ein Teil',
  'its shape is no list of whole numbers': 'Die Form ist keine Liste ganzer Zahlen',
  'its elements are of the type "{type}", where numbers are needed':
    'Die Elemente sind vom Typ „{type}“; nötig sind Zahlen',
  '{path} has no pair of arrays for images and labels; it has {found}. Name them x_train and y_train (and x_test, y_test), X and y, images and labels, or data and targets.':
    '{path} hat kein Paar von Arrays für Bilder und Labels; vorhanden: {found}. Sie x_train und y_train (sowie x_test, y_test) nennen, X und y, images und labels oder data und targets.',
  '{entry} is empty.': '{entry} ist leer.',
  '{entry} has the shape {shape}, where images are N x H x W, N x H x W x C or N x C x H x W with 1 or 3 channels (time series are read with the format npz-series).':
    '{entry} hat die Form {shape}; Bilder sind N x H x W, N x H x W x C oder N x C x H x W mit 1 oder 3 Kanälen (Zeitreihen werden mit dem Format npz-series gelesen).',
  '{entry} promises {count} values, which takes {needed} bytes, but has {bytes}; save it again.':
    '{entry} kündigt {count} Werte an, also {needed} Byte, hat aber {bytes}; neu speichern.',
  '{entry} has the shape {shape}, where labels are N, N x 1 or one-hot N x C.':
    '{entry} hat die Form {shape}; Labels sind N, N x 1 oder one-hot N x C.',
  '{entry} has the label {label} at position {position}, where whole numbers from 0 to {most} are needed.':
    '{entry} hat an Position {position} das Label {label}; nötig sind ganze Zahlen von 0 bis {most}.',
  '{entry} is two-dimensional, but row {row} is not one-hot: its values add up to {sum}.':
    '{entry} ist zweidimensional, aber Zeile {row} ist nicht one-hot: Ihre Werte ergeben zusammen {sum}.',
  '{entry} holds values that are no numbers (NaN); mend them first.':
    '{entry} enthält Werte, die keine Zahlen sind (NaN); sie zuerst berichtigen.',
  '{entry} has the shape {shape}, where series are N x steps or N x steps x variables.':
    '{entry} hat die Form {shape}; Zeitreihen sind N x Schritte oder N x Schritte x Variablen.',
  '{entry} has one step of {count} variables; series are N x steps x variables, so swap its last two axes.':
    '{entry} hat einen Schritt mit {count} Variablen; Zeitreihen sind N x Schritte x Variablen, also die letzten beiden Achsen vertauschen.',
  '{entry} has {labels} labels, but {otherEntry} has {count} series.':
    '{entry} hat {labels} Labels, {otherEntry} aber {count} Zeitreihen.',
  '{entry} has the shape {shape}, where labels are N or one-hot N x C.':
    '{entry} hat die Form {shape}; Labels sind N oder one-hot N x C.',
  '{entry} has a label in row {row} that is no text.':
    '{entry} hat in Zeile {row} ein Label, das kein Text ist.',
  '{entry} has images of {size}, those for training are {otherSize}.':
    '{entry} hat Bilder von {size}, die zum Training haben {otherSize}.',
  '{entry} has {labels} labels, but {otherEntry} has {count} images.':
    '{entry} hat {labels} Labels, {otherEntry} aber {count} Bilder.',
  'The images of {path} have values from {least} to {most} ({types}); it cannot be told what is black and what is white. Save them as uint8 from 0 to 255, or as floats from 0 to 1.':
    'Die Bilder von {path} haben Werte von {least} bis {most} ({types}); was Schwarz und was Weiß ist, lässt sich nicht erkennen. Als uint8 von 0 bis 255 oder als Gleitkommazahlen von 0 bis 1 speichern.',

  // Classes and wishes
  '{path} has {what}; an audit needs training samples of at least two classes. Check that the whole dataset was named.':
    '{path} hat {what}; ein Audit braucht Trainingssamples aus mindestens zwei Klassen. Prüfen, ob der ganze Datensatz angegeben ist.',
  'no class with training samples': 'keine Klasse mit Trainingssamples',
  'only the class {name}': 'nur die Klasse {name}',
  'The class {name} of {path} has only one training sample; every class needs at least two to train on. Add samples of it, or leave the class out.':
    'Die Klasse {name} von {path} hat nur ein Trainingssample; jede Klasse braucht zum Trainieren mindestens zwei. Samples von ihr hinzufügen oder die Klasse weglassen.',
  'The class {name} of {path} has {count} test samples but no training sample; every class needs at least two to train on. Add samples of it, or leave the class out.':
    'Die Klasse {name} von {path} hat {count} Testsamples, aber kein Trainingssample; jede Klasse braucht zum Trainieren mindestens zwei. Samples von ihr hinzufügen oder die Klasse weglassen.',
  'It was said what to do with {what}, but this source holds images, which have none. Leave it out; it is for time series.':
    'Angegeben ist, was gelten soll für {what}; diese Quelle enthält aber Bilder, bei denen es das nicht gibt. Weglassen; es ist für Zeitreihen.',
  'unequal lengths': 'ungleiche Längen',
  'missing values': 'fehlende Werte',
  'Images cannot be scaled to {size}: height and width are whole numbers from 1 to {most}.':
    'Bilder lassen sich nicht auf {size} skalieren: Höhe und Breite sind ganze Zahlen von 1 bis {most}.',
  'There is no sample left to export. Keep at least one.':
    'Kein Sample bleibt zum Exportieren übrig. Mindestens eines behalten.',
  'The flags cannot be written: there are {count} labels but {found} {column}.':
    'Die Markierungen lassen sich nicht schreiben: Es gibt {count} Labels, aber {found} {column}.',
  '{bytes} bytes cannot be an image of {height} x {width} pixels with {channels} channels (1 or 3).':
    '{bytes} Byte können kein Bild von {height} x {width} Pixeln mit {channels} Kanälen (1 oder 3) sein.',
  'A sample has {found} values where {wanted} are expected.':
    'Ein Sample hat {found} Werte; erwartet werden {wanted}.',

  // How images come to one size
  'kept as they are': 'unverändert',
  'all images, {height} x {width} in the source, scaled to {newHeight} x {newWidth} pixels (height x width), bilinear with antialiasing, proportions not kept':
    'alle Bilder, in der Quelle {height} x {width}, auf {newHeight} x {newWidth} Pixel (Höhe x Breite) skaliert, bilinear mit Kantenglättung, Seitenverhältnis nicht erhalten',
  'images of mixed size (height {least} to {most}, width {narrowest} to {widest}) scaled to {newHeight} x {newWidth} pixels (height x width), bilinear with antialiasing, proportions not kept':
    'Bilder verschiedener Größe (Höhe {least} bis {most}, Breite {narrowest} bis {widest}) auf {newHeight} x {newWidth} Pixel (Höhe x Breite) skaliert, bilinear mit Kantenglättung, Seitenverhältnis nicht erhalten',
};
