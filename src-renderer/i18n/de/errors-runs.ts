/** German of what can be wrong with a request or a run: options, methods, detectors, repairs, training, exports. */
export const runErrors: Readonly<Record<string, string>> = {
  // Options
  'There is no option --{option}. Known: {listing}.':
    'Die Option --{option} gibt es nicht. Bekannt: {listing}.',
  'Option --{option} must be true or false, not {value}.':
    'Option --{option} muss true oder false sein, nicht {value}.',
  'Option --{option} must be one of {listing}, not {value}.':
    'Option --{option} muss eines von {listing} sein, nicht {value}.',
  'Option --{option} must be a number, not {value}.': 'Option --{option} muss eine Zahl sein, nicht {value}.',
  'Option --{option} must be a whole number, not {value}.':
    'Option --{option} muss eine ganze Zahl sein, nicht {value}.',
  'Option --{option} must be from {least} to {most} ({unit}), not {value}.':
    'Option --{option} muss zwischen {least} und {most} ({unit}) liegen, nicht {value}.',
  'Option --rate must be above 0 and at most 1, not {value}.':
    'Option --rate muss über 0 und höchstens 1 sein, nicht {value}.',
  'Option --period must be at most the number of time steps, {steps} here, not {value}.':
    'Option --period darf höchstens die Zahl der Zeitschritte sein, hier {steps}, nicht {value}.',
  'Option --cycles must be below half the number of time steps, {steps} here, not {value}.':
    'Option --cycles muss unter der Hälfte der Zahl der Zeitschritte liegen, hier {steps}, nicht {value}.',
  'There is no attack "{id}". Known: {listing}.': 'Den Angriff „{id}“ gibt es nicht. Bekannt: {listing}.',
  'There is no defense "{id}". Known: {listing}.':
    'Die Verteidigung „{id}“ gibt es nicht. Bekannt: {listing}.',
  'There is no detector "{id}". Known: {listing}.': 'Den Detektor „{id}“ gibt es nicht. Bekannt: {listing}.',
  'There is no preset "{id}". Known: {listing}.':
    'Die Voreinstellung „{id}“ gibt es nicht. Bekannt: {listing}.',
  'There is no architecture "{id}". Known: {listing}.': 'Das Netz „{id}“ gibt es nicht. Bekannt: {listing}.',
  'There is no class "{name}". The classes are: {names}.':
    'Die Klasse „{name}“ gibt es nicht. Die Klassen sind: {names}.',
  'There is no class {class}: {name} has {count}, counted from 0.':
    'Die Klasse {class} gibt es nicht: {name} hat {count}, ab 0 gezählt.',

  // What is in the way of a run
  'The defense {defense} does not work on {kind}, which {name} holds. It works on {kinds}.':
    'Die Verteidigung {defense} ist nicht für {kind} gemacht, die {name} enthält. Sie ist für {kinds} gemacht.',
  'The model reads {kind} of {shape}, and {name} holds {otherKind} of {otherShape}.':
    'Das Modell liest {kind} von {shape}, und {name} enthält {otherKind} von {otherShape}.',
  'The model knows the classes of {name}, and {other} has others or has them in another order.':
    'Das Modell kennt die Klassen von {name}; {other} hat andere oder in anderer Reihenfolge.',
  images: 'Bilder',
  'time series': 'Zeitreihen',
  'images, time series': 'Bilder, Zeitreihen',
  '{arch} is a network for {kind}, and {name} holds {otherKind}. Choose another with --arch.':
    '{arch} ist ein Netz für {kind}, und {name} enthält {otherKind}. Ein anderes wählen (--arch).',
  '{arch} reads time series, but the samples are images of {size} pixels. Choose an architecture for images.':
    '{arch} liest Zeitreihen, die Samples sind aber Bilder von {size} Pixeln. Ein Netz für Bilder wählen.',
  '{arch} reads images, but the samples are time series of {steps} steps. Choose an architecture for time series.':
    '{arch} liest Bilder, die Samples sind aber Zeitreihen aus {steps} Schritten. Ein Netz für Zeitreihen wählen.',
  '{arch} needs series of at least {least} time steps, but these have {steps}. Import them with a longer length.':
    '{arch} braucht Zeitreihen aus mindestens {least} Zeitschritten, diese haben {steps}. Sie mit größerer Länge importieren.',
  '{arch} needs images of at least {least} pixels, but these are {size}. Import them with a larger size, or choose another architecture.':
    '{arch} braucht Bilder von mindestens {least} Pixeln, diese haben {size}. Sie größer importieren oder ein anderes Netz wählen.',
  'The defense {defense} trains a model of its own, so there is no run to begin with. Leave --base out.':
    'Die Verteidigung {defense} trainiert ein eigenes Modell, beginnt also mit keinem Lauf. --base weglassen.',
  'The defense {defense} needs no samples that are known to be clean. Leave --trusted out.':
    'Die Verteidigung {defense} braucht keine Samples, die sicher sauber sind. --trusted weglassen.',
  'There is no finished run on {name} that trained a model, so there is nothing to repair. Train one first, e.g. with --defense plain.':
    'Auf {name} gibt es keinen abgeschlossenen Lauf, der ein Modell trainiert hat, also nichts zu reparieren. Zuerst eines trainieren, z. B. mit --defense plain.',
  'Run {run} did not train on {name}: its network knows other samples. Repair it on the dataset version it was trained on, or name another run with --base.':
    'Lauf {run} wurde nicht auf {name} trainiert: Sein Netz kennt andere Samples. Es auf der Version des Datensatzes reparieren, auf der es trainiert wurde, oder einen anderen Lauf angeben (--base).',
  'Run {run} trained {arch}, so its repair cannot use {otherArch}. Leave the architecture out, or name another run with --base.':
    'Lauf {run} hat {arch} trainiert, seine Reparatur kann also nicht {otherArch} verwenden. Das Netz weglassen oder einen anderen Lauf angeben (--base).',
  'This method needs at least {least} training samples of {name} that a person has judged clean, and there are {count}. Look at {missing} more in the window and judge them clean, of every class some, then start it again.':
    'Dieses Verfahren braucht mindestens {least} Trainingssamples von {name}, die ein Mensch als sauber beurteilt hat; bisher sind es {count}. {missing} weitere ansehen und als sauber beurteilen, aus jeder Klasse einige, dann neu starten.',
  'Trusted samples can be drawn in drills only, where it is known which are clean; {name} is none. Leave --trusted out and judge samples clean in the window.':
    'Vertraute Samples lassen sich nur in Übungen ziehen, wo feststeht, welche sauber sind; {name} ist keine. --trusted weglassen und Samples im Fenster als sauber beurteilen.',
  '--trusted {share} makes {count} trusted samples of {all}; at least {least} are needed. Ask for {leastShare} or more.':
    '--trusted {share} ergibt {count} vertraute Samples von {all}; nötig sind mindestens {least}. {leastShare} oder mehr angeben.',
  '--trusted {share} asks for {count} clean samples, but {name} has {clean} of {all}.':
    '--trusted {share} verlangt {count} saubere Samples, {name} hat aber nur {clean} von {all}.',
  'Run {run} is at work already.': 'Lauf {run} ist schon in Arbeit.',
  'Run {run} is not at work.': 'Lauf {run} ist nicht in Arbeit.',
  'Run {run} cannot be resumed: {reason}.': 'Lauf {run} lässt sich nicht fortsetzen: {reason}.',
  'it is finished; "assay export" writes its results':
    'Er ist abgeschlossen; seine Ergebnisse lassen sich exportieren',
  'it is {state}': 'Sein Zustand ist „{state}“',
  'A run that is {state} cannot take the step "{step}".':
    'Ein Lauf im Zustand „{state}“ kann den Schritt „{step}“ nicht tun.',
  'There is no job {id} any more.': 'Die Aufgabe {id} gibt es nicht mehr.',

  // What a run has
  '{file} holds no audit yet.': '{file} enthält noch kein Audit.',
  'Run {run} is no audit but of the kind "{kind}".':
    'Lauf {run} ist kein Audit, sondern von der Art „{kind}“.',
  'The dataset of run {run} is no longer in the workspace.':
    'Der Datensatz von Lauf {run} ist nicht mehr im Arbeitsbereich.',
  'Run {run} is {state} and has no final model yet. "assay resume" lets it go on.':
    'Lauf {run} ist nicht abgeschlossen ({state}) und hat noch kein Endmodell. Er lässt sich fortsetzen.',
  'Run {run} is {state} and has no results yet. "assay resume" lets it go on.':
    'Lauf {run} ist nicht abgeschlossen ({state}) und hat noch keine Ergebnisse. Er lässt sich fortsetzen.',
  'Run {run} is {state} and has flagged no sample yet. "assay resume" lets it go on.':
    'Lauf {run} ist nicht abgeschlossen ({state}) und hat noch kein Sample markiert. Er lässt sich fortsetzen.',
  'Run {run} repaired a model with {defense}, which judges no sample. The flags are those of run {base}.':
    'Lauf {run} hat ein Modell mit {defense} repariert und beurteilt kein Sample. Die Markierungen sind die von Lauf {base}.',
  'Run {run} repaired a model with {defense}, which judges no sample. The flags are those of run that it started from.':
    'Lauf {run} hat ein Modell mit {defense} repariert und beurteilt kein Sample. Die Markierungen sind die des Laufs, mit dem er begann.',
  'Run {run} repaired a model and flagged no sample, so only its model can be exported: --what model. Dataset, flags and report come from run {base}.':
    'Lauf {run} hat ein Modell repariert und kein Sample markiert; exportieren lässt sich nur sein Modell (--what model). Datensatz, Markierungen und Bericht kommen von Lauf {base}.',
  'Run {run} repaired a model and flagged no sample, so only its model can be exported: --what model. Dataset, flags and report come from run that it started from.':
    'Lauf {run} hat ein Modell repariert und kein Sample markiert; exportieren lässt sich nur sein Modell (--what model). Datensatz, Markierungen und Bericht kommen von dem Lauf, mit dem er begann.',
  'Run {run} has finished no stage yet: there is no network to ask.':
    'Lauf {run} hat noch keinen Abschnitt beendet: Es gibt kein Netz, das befragt werden könnte.',
  'Run {run} has finished no stage yet: there is no network to look into.':
    'Lauf {run} hat noch keinen Abschnitt beendet: Es gibt kein Netz, in das man sehen könnte.',
  'Run {run} has no map yet.': 'Lauf {run} hat noch keine Karte.',
  'Run {run} has no final model to begin with.':
    'Lauf {run} hat kein Endmodell, mit dem sich beginnen ließe.',
  'Run {run} has kept no {choice} network yet.':
    'Lauf {run} hat noch kein Netz der Art „{choice}“ aufgehoben.',
  'Sample {sample} is not among the training samples.':
    'Sample {sample} gehört nicht zu den Trainingssamples.',
  'Run {run} has kept no network of a finished stage: there is none whose neurons could be measured.':
    'Lauf {run} hat kein Netz eines beendeten Abschnitts aufgehoben: Es gibt keines, dessen Neuronen sich messen ließen.',
  'Run {run} ({defense}) has measured no neurons: only runs of the defense "none" that came to their first detection have.':
    'Lauf {run} ({defense}) hat keine Neuronen gemessen: Das tun nur Läufe der Verteidigung „none“, die zu ihrer ersten Erkennung gekommen sind.',
  'Round {round} of run {run} has measured no channel {channel} of {layer}.':
    'In Runde {round} von Lauf {run} wurde Kanal {channel} von {layer} nicht gemessen.',
  'Channel {channel} of {layer} is not watched in the network {arch}. Watched layers and their channels: {listing}.':
    'Kanal {channel} von {layer} wird im Netz {arch} nicht beobachtet. Beobachtete Schichten und ihre Kanäle: {listing}.',
  'The detector {detector} has not run on run {run}. Run it first.':
    'Der Detektor {detector} lief auf Lauf {run} noch nicht. Ihn zuerst ausführen.',
  'The detector {detector} has not run on run {run} with these options. Run it first.':
    'Der Detektor {detector} lief auf Lauf {run} noch nicht mit diesen Optionen. Ihn zuerst ausführen.',
  'No detector was asked for.': 'Es wurde kein Detektor verlangt.',

  // The assessment and inversion
  'No finished run has ranked the samples of {name}, so nobody is suspected yet. Audit it first.':
    'Kein abgeschlossener Lauf hat die Samples von {name} in eine Rangfolge gebracht, noch ist also nichts verdächtig. Zuerst ein Audit machen.',
  '"{name}" has {count} training samples: too few to be left out. At least {least} must remain beside the {share} % that teach the label.':
    '„{name}“ hat {count} Trainingssamples, zu wenige zum Herauslassen. Neben den {share} %, die das Label lehren, müssen mindestens {least} bleiben.',
  '{name}@{version} has {count} test samples. Triggers are made from test samples and judged by others: at least {least} are needed.':
    '{name}@{version} hat {count} Testsamples. Trigger werden aus Testsamples gemacht und an anderen erprobt: Nötig sind mindestens {least}.',
  'Triggers are drawn of grey and colour images only; --json has figures of all data.':
    'Gezeichnet werden Trigger nur bei grauen und farbigen Bildern; --json nennt Zahlen für alle Daten.',
  'Among the {count} test samples drawn there are too few of other classes than {class}: both halves need some. Draw more with --samples.':
    'Unter den {count} gezogenen Testsamples sind zu wenige anderer Klassen als {class}: Beide Hälften brauchen welche. Mehr ziehen (--samples).',
  'Among the {count} test samples drawn there are too few of class {class}: both halves need some. Draw more with --samples.':
    'Unter den {count} gezogenen Testsamples sind zu wenige der Klasse {class}: Beide Hälften brauchen welche. Mehr ziehen (--samples).',

  // Drills
  'A mapping of all classes to all has no target of its own. Leave --target out.':
    'Führt jede Klasse auf die nächste, gibt es keine eigene Zielklasse. --target weglassen.',
  '{title} leads to one target class and cannot map all classes to all. Name a target.':
    '{title} führt zu einer einzigen Zielklasse und kann nicht jede Klasse auf die nächste führen. Ein Ziel nennen.',
  '{title} can lead to {most}, not to {count}. Name fewer targets.':
    '{title} kann zu {most} führen, nicht zu {count}. Weniger Ziele nennen.',
  'one target class': 'einer einzigen Zielklasse',
  '{count} target classes at once': '{count} Zielklassen zugleich',
  'Option --target must be a class number from 0 to {last}, not {value}.':
    'Option --target muss eine Klassennummer von 0 bis {last} sein, nicht {value}.',
  'No target class is named. Give one with --target.':
    'Keine Zielklasse ist genannt. Mit --target eine angeben.',
  'Option --target names a class twice: {classes}.': 'Option --target nennt eine Klasse doppelt: {classes}.',
  '"{class}" is no class of {name}: give a number from 0 to {most} or one of {names}.':
    '„{class}“ ist keine Klasse von {name}: eine Zahl von 0 bis {most} angeben oder eine von {names}.',
  'No target class is named. Choose at least one.': 'Keine Zielklasse ist genannt. Mindestens eine wählen.',
  'No sample of the dataset can be poisoned this way: the pool is empty. Choose another target class.':
    'Kein Sample des Datensatzes lässt sich so vergiften: Keines kommt infrage. Eine andere Zielklasse wählen.',
  '{attack} is an attack on {kind}, and this dataset holds {otherKind}. Choose another attack.':
    '{attack} ist ein Angriff auf {kind}, und dieser Datensatz enthält {otherKind}. Einen anderen Angriff wählen.',
  'The composite attack needs two different classes beside the target: --first-before {first} and --second-before {second} of {count} classes give {found} for target {target}.':
    'Der zusammengesetzte Angriff braucht neben dem Ziel zwei verschiedene Klassen: --first-before {first} und --second-before {second} ergeben bei {count} Klassen {found} für das Ziel {target}.',
  'The composite attack mixes images of two classes, and a split has none of class {class}. Choose other classes.':
    'Der zusammengesetzte Angriff mischt Bilder zweier Klassen, und ein Teil hat keine der Klasse {class}. Andere Klassen wählen.',
  'The generator of the attack diverged: its loss is not a finite number. Choose another seed or fewer updates.':
    'Der Generator des Angriffs ist divergiert: Sein Verlust ist keine endliche Zahl. Einen anderen Startwert oder weniger Updates wählen.',
  'The helper network of the attack diverged: its loss is not a finite number. Choose another seed or surrogate.':
    'Das Hilfsnetz des Angriffs ist divergiert: Sein Verlust ist keine endliche Zahl. Einen anderen Startwert oder ein anderes Hilfsnetz wählen.',

  // Training
  'Training diverged in stage {stage} at update {update}: the loss is not a finite number. {remedy}':
    'Das Training ist im Abschnitt {stage} bei Update {update} divergiert: Der Verlust ist keine endliche Zahl. {remedy}',
  'Start again with a lower {options}: the learning rate was {rate} at first.':
    'Mit kleinerem Wert für {options} neu starten: Die Lernrate war anfangs {rate}.',
  'No option sets the learning rate of this stage: start again with another seed.':
    'Die Lernrate dieses Abschnitts setzt keine Option: mit einem anderen Startwert neu starten.',
  'Fine-tuning would have only {count} labelled samples; it needs at least {least}. Raise the clean fraction (now {share}).':
    'Die Feinabstimmung hätte nur {count} Samples mit Label; sie braucht mindestens {least}. Den Anteil mit Label erhöhen (jetzt {share}).',
  'This network has {count} stages, so the second head cannot sit after stage {number}.':
    'Dieses Netz hat {count} Stufen, der zweite Kopf kann also nicht nach Stufe {number} sitzen.',
  'The samples are too small for attention distillation: every stage of the network has a map of one position. Choose another defense.':
    'Die Samples sind zu klein für die Destillation der Aufmerksamkeit: Jede Stufe des Netzes hat eine Karte aus nur einer Stelle. Eine andere Verteidigung wählen.',
  'The training step cannot be run as one graph: {reason}. Use the execution "auto" or "eager".':
    'Der Trainingsschritt kann nicht als ein Graph laufen: {reason}. Die Ausführung „auto“ oder „eager“ verwenden.',
  'The thread that prepares the samples of the next update ended: {reason}. Resume the run; it goes on from its last checkpoint.':
    'Der Thread, der die Samples des nächsten Updates vorbereitet, ist beendet: {reason}. Den Lauf fortsetzen; er geht ab seinem letzten Checkpoint weiter.',

  // What was stopped
  'Cancelled.': 'Abgebrochen.',
  'The work was cancelled.': 'Die Arbeit wurde abgebrochen.',
  'Run {run} was stopped.': 'Lauf {run} wurde gestoppt.',
  'Run {run} was stopped in stage {stage} at {done} of {total} {unit}.':
    'Lauf {run} wurde im Abschnitt {stage} bei {done} von {total} {unit} gestoppt.',
  'Import stopped.': 'Import gestoppt.',
  'Import stopped at {done} of {total} {unit}.': 'Import bei {done} von {total} {unit} gestoppt.',
  'The leave-label-out test was cancelled; nothing of it is kept, and it begins again the next time.':
    'Der Test ohne das Label wurde abgebrochen; davon bleibt nichts, und er beginnt beim nächsten Mal von vorn.',
  'Detection was cancelled; the detectors that had finished are kept.':
    'Die Detektoren wurden abgebrochen; was schon fertig war, bleibt.',
  'Looking into the networks was cancelled.': 'Der Blick in die Netze wurde abgebrochen.',
  'The export was cancelled; nothing was kept.': 'Der Export wurde abgebrochen; nichts davon bleibt.',
  'Drawing the map was cancelled.': 'Das Zeichnen der Karte wurde abgebrochen.',
  'Inversion was cancelled; the triggers found so far are kept.':
    'Die Suche nach Triggern wurde abgebrochen; die bisher gefundenen bleiben.',
  'Measuring neurons was cancelled.': 'Das Messen der Neuronen wurde abgebrochen.',
  'Poisoning was cancelled; nothing was stored.':
    'Das Vergiften wurde abgebrochen; nichts wurde gespeichert.',
  'Drawing was cancelled.': 'Das Zeichnen wurde abgebrochen.',
  'Looking at the source was cancelled.': 'Das Ansehen der Quelle wurde abgebrochen.',
  'The evaluation was cancelled.': 'Die Bewertung wurde abgebrochen.',
  'Measuring was cancelled.': 'Das Vermessen wurde abgebrochen.',
  'Preparing the data was cancelled.': 'Das Vorbereiten der Daten wurde abgebrochen.',
};
