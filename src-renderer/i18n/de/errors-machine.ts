/** German of what can be wrong around a run: worker processes, TensorFlow, the connection to the window, benchmarks. */
export const machineErrors: Readonly<Record<string, string>> = {
  // Worker processes
  'The worker process ran out of memory ({how}). Close other programs or use a machine with more memory, then resume the run.':
    'Dem Arbeitsprozess ging der Speicher aus ({how}). Andere Programme schließen oder einen Rechner mit mehr Speicher verwenden, dann den Lauf fortsetzen.',
  'The worker process crashed ({how}). Nothing stored so far is lost; the run can be resumed.':
    'Der Arbeitsprozess ist abgestürzt ({how}). Bisher Gespeichertes ist nicht verloren; der Lauf lässt sich fortsetzen.',
  'The worker process crashed ({how}). Nothing stored so far is lost; the run can be resumed. Its last words: {words}':
    'Der Arbeitsprozess ist abgestürzt ({how}). Bisher Gespeichertes ist nicht verloren; der Lauf lässt sich fortsetzen. Seine letzten Worte: {words}',
  'exit code {code}': 'Exit-Code {code}',
  'signal {signal}': 'Signal {signal}',

  // TensorFlow
  'The disk became full while the TensorFlow binding was compiled. Nothing was kept. Free some space, then run: npm run assay -- setup':
    'Beim Kompilieren des TensorFlow-Addons wurde der Datenträger voll. Nichts davon bleibt. Platz schaffen, dann ausführen: npm run assay -- setup',
  '{compiler} could not compile the TensorFlow binding. Nothing was kept. Install a C++17 compiler (apt-get install g++), then run: npm run assay -- setup':
    '{compiler} konnte das TensorFlow-Addon nicht kompilieren. Nichts davon bleibt. Einen C++17-Compiler installieren (apt-get install g++), dann ausführen: npm run assay -- setup',
  'What was downloaded is not the TensorFlow that Assay was built for, or only a part of it (its SHA-256 differs). Nothing was kept. Run: npm run assay -- setup. If it stays so, the package index is serving another file.':
    'Heruntergeladen wurde nicht das TensorFlow, für das Assay gebaut ist, oder nur ein Teil davon (der SHA-256 ist ein anderer). Nichts davon bleibt. Ausführen: npm run assay -- setup. Bleibt es dabei, liefert der Paketindex eine andere Datei.',
  'The disk became full while TensorFlow was downloaded. Nothing was kept. Free some space, then try again.':
    'Beim Herunterladen von TensorFlow wurde der Datenträger voll. Nichts davon bleibt. Platz schaffen, dann noch einmal versuchen.',
  'TensorFlow could not be downloaded. Nothing was kept. Check the network connection, then run: npm run assay -- setup':
    'TensorFlow ließ sich nicht herunterladen. Nichts davon bleibt. Die Netzwerkverbindung prüfen, dann ausführen: npm run assay -- setup',
  'TensorFlow is not set up yet. Run: npm run assay -- setup':
    'TensorFlow ist noch nicht eingerichtet. Ausführen: npm run assay -- setup',
  'This process computes with TensorFlow ({device}) already; {otherDevice} needs a process of its own.':
    'Dieser Prozess rechnet schon mit TensorFlow ({device}); {otherDevice} braucht einen eigenen Prozess.',
  'TensorFlow ({device}) could not be loaded. Run: npm run assay -- doctor':
    'TensorFlow ({device}) ließ sich nicht laden. Ausführen: npm run assay -- doctor',
  'TensorFlow finds no GPU that it can use, only the CPU. Check the NVIDIA driver with nvidia-smi, or use --device cpu.':
    'TensorFlow findet keine GPU, die es verwenden kann, nur die CPU. Den NVIDIA-Treiber mit nvidia-smi prüfen oder --device cpu verwenden.',
  'There is no TensorFlow {version} for {device} on {system}. Use Linux, for instance under WSL2.':
    'TensorFlow {version} für {device} gibt es auf {system} nicht. Linux verwenden, zum Beispiel unter WSL2.',
  'There is no TensorFlow {version} for {device} on {system}. Use --device cpu on Linux x64, Linux arm64 or macOS arm64.':
    'TensorFlow {version} für {device} gibt es auf {system} nicht. --device cpu auf Linux x64, Linux arm64 oder macOS arm64 verwenden.',
  'Setting up TensorFlow needs pip, which this Python does not have. Install it with: apt-get install python3-pip':
    'Das Einrichten von TensorFlow braucht pip, das in diesem Python fehlt. Installieren mit: apt-get install python3-pip',
  'Setting up TensorFlow needs Python 3 with pip. Install it with: apt-get install python3 python3-pip':
    'Das Einrichten von TensorFlow braucht Python 3 mit pip. Installieren mit: apt-get install python3 python3-pip',
  'Setting up TensorFlow needs a C++ compiler. Install it with: apt-get install g++':
    'Das Einrichten von TensorFlow braucht einen C++-Compiler. Installieren mit: apt-get install g++',
  'Setting up TensorFlow needs {needed} GB of disk in {folder}, where {free} GB are free. Free some space, or set ASSAY_CACHE to a folder on another disk.':
    'Das Einrichten von TensorFlow braucht {needed} GB in {folder}; dort sind {free} GB frei. Platz schaffen oder ASSAY_CACHE auf einen Ordner eines anderen Datenträgers setzen.',
  'TensorFlow was loaded but computes wrong numbers on this machine. Try: npm run assay -- setup --device cpu':
    'TensorFlow wurde geladen, rechnet auf diesem Rechner aber falsch. Versuchen: npm run assay -- setup --device cpu',
  'Setting up TensorFlow was cancelled. Nothing was kept.':
    'Das Einrichten von TensorFlow wurde abgebrochen. Nichts davon bleibt.',
  'The cache folder {folder} cannot be made ({reason}). Set ASSAY_CACHE to a folder that can be written.':
    'Der Cache-Ordner {folder} lässt sich nicht anlegen ({reason}). ASSAY_CACHE auf einen Ordner setzen, in den sich schreiben lässt.',

  // What the settings find on the machine
  'v{number}.{numberMinor}.{numberPatch} at {path}': 'v{number}.{numberMinor}.{numberPatch} in {path}',
  'not set up yet': 'noch nicht eingerichtet',
  'not set up; no NVIDIA driver here would use it':
    'nicht eingerichtet; kein NVIDIA-Treiber hier würde es verwenden',
  Devices: 'Geräte',
  Disk: 'Speicherplatz',
  Memory: 'Arbeitsspeicher',
  'C++ compiler': 'C++-Compiler',
  'Python with pip': 'Python mit pip',
  '{number} x {processor}; {listGpu}': '{number} x {processor}; {listGpu}',
  'NVIDIA driver present': 'NVIDIA-Treiber vorhanden',
  'no NVIDIA driver': 'kein NVIDIA-Treiber',
  'not found': 'nicht gefunden',
  '{free} GB free at {folder}': '{free} GB frei in {folder}',
  '{free} GB free at {folder}; set-up needs {needed} GB':
    '{free} GB frei in {folder}; das Einrichten braucht {needed} GB',
  '{free} of {total} GB free': '{free} von {total} GB frei',
  'not found; the tests in a browser and the pictures of the screens need it':
    'nicht gefunden; nötig für die Tests in einem Browser und die Bilder der Ansichten',
  'not installed; the command line does not need it': 'nicht installiert; die Kommandozeile braucht es nicht',
  'its program is not there': 'das Programm dazu fehlt',

  // Window and server
  'Only the page of this program may ask for that.': 'Das darf nur die Seite dieses Programms verlangen.',
  'A text of at most {most} characters is expected.': 'Erwartet wird ein Text aus höchstens {most} Zeichen.',
  'Port {port} {reason}. Give another one with --port, or 0 for any.':
    'Port {port} {reason}. Mit --port einen anderen angeben, oder 0 für einen beliebigen.',
  'is used by another program': 'wird von einem anderen Programm verwendet',
  'may not be used by this user': 'darf dieses Benutzerkonto nicht verwenden',
  'The connection to the program was closed.': 'Die Verbindung zum Programm wurde geschlossen.',
  'The bytes received are no frame: {reason}.': 'Die empfangenen Bytes sind keine Nachricht: {reason}.',
  'That is no frame of this contract.': 'Das ist keine Nachricht, die hier verstanden wird.',
  'More than {most} calls are at work; wait for some to end.':
    'Mehr als {most} Anfragen sind in Arbeit; warten, bis einige davon enden.',
  'There is no call "{call}". Reload the page.': 'Die Anfrage „{call}“ gibt es nicht. Die Seite neu laden.',

  // Benchmarks
  '{path} cannot be read as benchmark results: {reason}. It was left as it is; name another file.':
    '{path} lässt sich nicht als Benchmark-Ergebnisse lesen: {reason}. Die Datei bleibt, wie sie ist; eine andere nennen.',
  '{path} is no file of benchmark results of this version: {place}: {reason}. It was left as it is; name another file.':
    '{path} ist keine Datei mit Benchmark-Ergebnissen dieser Version: {place}: {reason}. Sie bleibt, wie sie ist; eine andere nennen.',
  'Another process does not let go of the results in {path}. Wait until it ends, or stop it, then give the same command again: the figures are in the workspace.':
    'Ein anderer Prozess gibt die Ergebnisse in {path} nicht frei. Warten, bis er endet, oder ihn beenden, dann denselben Befehl noch einmal geben: Die Zahlen sind im Arbeitsbereich.',
  'The tables cannot be written to {path}: the workspace is there. Name another file.':
    'Die Tabellen lassen sich nicht nach {path} schreiben: Dort ist der Arbeitsbereich. Eine andere Datei angeben.',
  'The tables cannot be written to {path}: the results are kept there. Name another file.':
    'Die Tabellen lassen sich nicht nach {path} schreiben: Dort sind die aufgehobenen Ergebnisse. Eine andere Datei angeben.',
  'The tables cannot be written to {path}: the data of {name} is there. Name another file.':
    'Die Tabellen lassen sich nicht nach {path} schreiben: Dort sind die Daten von {name}. Eine andere Datei angeben.',
  '{path} is not a file. Name a file for the tables.':
    '{path} ist keine Datei. Eine Datei für die Tabellen angeben.',
  'There cannot be a folder {folder}: {file} is a file. Name another folder.':
    'Einen Ordner {folder} kann es nicht geben: {file} ist eine Datei. Einen anderen Ordner angeben.',
  'Nothing can be written into the folder {folder}. Change its rights, or name another folder.':
    'In den Ordner {folder} lässt sich nichts schreiben. Seine Rechte ändern oder einen anderen Ordner angeben.',
  '--seeds names {seed} more than once, which would be the same training again. Name each seed once.':
    '--seeds nennt {seed} mehr als einmal; das wäre dasselbe Training noch einmal. Jeden Startwert einmal angeben.',
  '--arch {arch} would change no cell that was chosen: it is a network for {kind}, and tables about networks keep theirs. Leave --arch out, or choose other tables.':
    '--arch {arch} würde keine gewählte Zelle ändern: Es ist ein Netz für {kind}, und Tabellen über Netze behalten ihre. --arch weglassen oder andere Tabellen wählen.',
  '--option names "{defense}", which no cell that was chosen runs. Those run: {listing}.':
    '--option nennt „{defense}“; das führt keine gewählte Zelle aus. Ausgeführt werden: {listing}.',
  'This benchmark is at work already.': 'Dieser Benchmark ist schon in Arbeit.',
  'There is nothing at {path}, where {name} is said to lie.':
    'Unter {path} gibt es nichts; dort sollte {name} liegen.',
  'The benchmark was stopped: {done} of {total} runs are done.':
    'Der Benchmark wurde gestoppt: {done} von {total} Läufen sind fertig.',
  'The model whose triggers are sought is not there: its run is not done.':
    'Das Modell, dessen Trigger gesucht werden, gibt es nicht: Sein Lauf ist nicht fertig.',
  'The workspace holds {name} from {path}, and its figures are of that. For {otherPath} choose another workspace.':
    'Der Arbeitsbereich enthält {name} aus {path}, und seine Zahlen stammen davon. Für {otherPath} einen anderen Arbeitsbereich wählen.',
  'The workspace holds {name} from elsewhere, and its figures are of that. For {otherPath} choose another workspace.':
    'Der Arbeitsbereich enthält {name} aus anderer Quelle, und seine Zahlen stammen davon. Für {otherPath} einen anderen Arbeitsbereich wählen.',
  'The defense {defense} has no preset "{preset}". Known: {listing}.':
    'Die Verteidigung {defense} hat keine Voreinstellung „{preset}“. Bekannt: {listing}.',
  '--{option} names "{value}". Known: {listing}.': '--{option} nennt „{value}“. Bekannt: {listing}.',
  'No cell of the tables is left: --attacks, --defenses and --datasets leave out all of them.':
    'Keine Zelle der Tabellen bleibt: --attacks, --defenses und --datasets lassen alle weg.',
  'There is no table "{table}". Known: all, {listing}, and the beginnings of these up to a hyphen.':
    'Die Tabelle „{table}“ gibt es nicht. Bekannt: all, {listing} und deren Anfänge bis zu einem Bindestrich.',
};
