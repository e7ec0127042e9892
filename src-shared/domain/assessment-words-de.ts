/** German of the sentences in `assessment-words.ts`, for the window. */
import type { Wording } from './assessment-words.ts';

export const GERMAN: Wording = {
  headlineStrong: 'Starke Hinweise auf eingepflanztes Gift unter {labels}.',
  headlineStrongLabels:
    'Starke Hinweise, dass unter {labels} Labels in großer Zahl falsch sind: Gift, das Labels ändert, oder systematisch falsche Labels.',
  headlineSome: 'Einige Hinweise auf eingepflanztes Gift unter {labels}; erwiesen ist es nicht.',
  headlineNone:
    'Keine Hinweise auf eingepflanztes Gift in dem, was untersucht wurde: {examined:#} von {classes:#} Labels, aus {runs}.',
  headlineNotExamined:
    'Nicht untersucht: Noch sagt kein abgeschlossener Lauf und kein Detektor etwas über diesen Datensatz.',
  headlineNotMeasured:
    'Noch nicht untersucht: Es gibt Rangfolgen aus {runs}, und eine Rangfolge allein ist kein Hinweis. Was zählt, ließ sich noch nicht messen.',
  runsOne: 'einem Lauf',
  runsMany: '{count:#} Läufen',
  runsNone: 'keinem Lauf',
  missed:
    'Nichts gefunden heißt nicht, dass nichts da ist: Gift, das sein Label behält (clean-label), das in jedem Sample anders aussieht oder das sehr selten ist, kann übersehen werden; ebenso Gift, das das Netz nicht gelernt hat.',
  thresholds:
    'Was zählt, stammt aus kleinen Versuchen mit anderen Daten und ist kein Test mit bekanntem Fehler: eine Trennung D über {some:.1} (deutlich über {marked:.0}), eine Streuung unter {possible:.1} (ein festes Muster unter {fixed:.1}), ein Widerspruch ab {contradicted:%0}, ein Triggertest ab {leftFrom:%0}, die gehen, und {stayedFrom:%0}, die bleiben.',
  flaggedIsNotProven:
    'Markiert heißt nicht erwiesen: Ein Verfahren, das einen festen Anteil markiert, markiert ebenso viel, wo nichts eingepflanzt wurde. Dass ein Label unter den markierten vorn liegt, beweist für sich nichts, denn Labels sind verschieden schwer.',
  leavingOut:
    'So viele Samples wegzulassen, wie ein Lauf markiert hat, kostet dort, wo nichts eingepflanzt wurde, etwa 0 bis 1 Punkt Genauigkeit.',
  drill: 'Dies ist eine Übung: Was eingepflanzt wurde, ist bekannt, und nichts davon ging hier ein.',
  severalLabels:
    'Mehrere Labels sind unter den markierten Samples überrepräsentiert ({labels}): Verfahren, die eine einzige Zielklasse voraussetzen, gelten hier nicht.',
  agreementSeeds:
    'Dasselbe Verfahren mit anderem Startwert markiert zu {jaccard:%0} dieselben Samples (durch Zufall {chance:%0}), mindestens in {pairs:#} der verglichenen Paare. Das zeigt, wie stabil die Liste ist; ein Hinweis ist es nicht.',
  sameGround:
    'Wenn Verfahren übereinstimmen, die auf demselben beruhen, nämlich darauf, wie schnell ein Sample gelernt wird, so bestätigt das nichts unabhängig.',
  judgedFlagged:
    'Von {judged:#} markierten Samples, die ein Mensch beurteilt hat, galten {poison:#} als Gift ({share:%0}, 95-%-Intervall {low:%0} bis {high:%0}).',
  mass: 'Etwa {rate:%} der Trainingssamples ({count:#}) tragen nach dem Test ohne Label vermutlich ein geändertes Label; Gift, das sein Label behält, ist darin nicht enthalten.',
  namedLabel: '„{name}“',

  separationSome:
    'Einige Hinweise: Die Samples mit dem Label {labels} zerfallen in zwei Gruppen, die weiter auseinanderliegen als bei Labels ohne Gift in Versuchen. Stark wird der Hinweis erst, wenn ein Mensch ein Artefakt sieht, das die eine Gruppe teilt und die andere nicht hat.',
  separationLabel: '„{name}“ (D {d:.1})',
  separationLabelMarked: '„{name}“ (D {d:.1}, deutlich)',
  separationNone:
    'Kein Hinweis in der Trennung der Labels: Keines zerfällt weiter als Labels ohne Gift in Versuchen.',
  separationNotMeasured: 'Die Trennung der Labels wurde nicht gemessen: ac und ss messen sie.',
  truthUnknown: 'Die Wahrheit ist hier nicht bekannt, daher gibt es keine ROC-Kurve und keine Präzision.',

  nominated:
    'Führt unter den {top:%0} verdächtigsten Samples von {runs} (bis zu {share:%0} davon, das {lift:.1}-Fache seines Anteils). Labels sind verschieden schwer: Deshalb wird es angesehen; ein Hinweis ist das nicht.',
  runNamed: 'Lauf {list}',
  runsNamed: 'den Läufen {list}',
  artefactFixed:
    'Ein festes Muster: {count:#} {source} unterscheiden sich {place} kaum; ihre Streuung ist dort {ratio:.2} der Streuung der {others:#} anderen mit diesem Label, üblich ist {typical:.2}. Unter {threshold:.1} zählt es; so sieht ein Patch aus.',
  artefactPossible:
    'Vielleicht ein festes Muster: {count:#} {source} unterscheiden sich {place} weniger; ihre Streuung ist dort {ratio:.2} der Streuung der {others:#} anderen mit diesem Label, üblich ist {typical:.2}. Unter {threshold:.1} zählt es als Hinweis; kleine Mengen gleich ausgerichteter oder überbelichteter Bilder kommen von selbst dahin.',
  artefactNoBasis:
    'Ob sie ein festes Muster teilen, sagt die Streuung hier nicht: {count:#} {source}. {background:%0} der Stellen ändern sich bei diesem Label kaum.',
  artefactNone:
    'Kein festes Muster: {count:#} {source} streuen überall mindestens {ratio:.2}-mal so stark wie die {others:#} anderen mit diesem Label. Unter {threshold:.1} würde zählen.',
  artefactAlike:
    'Keine einzelne Stelle sticht hervor: {count:#} {source} gleichen sich überall (meist {typical:.2} der Streuung der {others:#} anderen), wie es Beinahe-Duplikate tun.',
  artefactFew:
    'Ob sie ein festes Muster teilen, wurde nicht geprüft: {source}. Das braucht 30 Samples auf beiden Seiten, und es sind {count:#} und {others:#}.',
  placePixel: 'um Zeile {row:#}, Spalte {column:#}',
  placeStep: 'um Schritt {step:#}',
  sourceFlagged: 'von Lauf {run:#} ({defense}, Startwert {seed:#}) markierte Samples',
  sourceFlaggedBy: 'von {detector} auf Lauf {run:#} (Startwert {seed:#}) markierte Samples',
  sourceGroup: 'Samples der verdächtigen Gruppe von {detector} auf Lauf {run:#} (Startwert {seed:#})',
  sourceSmaller: 'Samples der kleineren Gruppe von {detector} auf Lauf {run:#} (Startwert {seed:#})',
  separationAbove:
    'Seine Samples zerfallen in zwei Gruppen mit der Trennung D = {d:.1} ({detector} auf Lauf {run:#}, Startwert {seed:#}, Netz nach {stage}). Über {threshold:.1} zählt als Hinweis.',
  separationMarked:
    'Seine Samples zerfallen in zwei Gruppen mit der Trennung D = {d:.1} ({detector} auf Lauf {run:#}, Startwert {seed:#}, Netz nach {stage}). In Versuchen lag nur Gift über {threshold:.0}.',
  separationBelow:
    'Die Trennung seiner beiden Gruppen ist höchstens D = {d:.1} ({detector} auf Lauf {run:#}, Startwert {seed:#}, Netz nach {stage}). Über {threshold:.1} würde zählen.',
  separationLooks:
    '{above:#} von {looks:#} Messungen der Trennung liegen über {threshold:.1}; sie reichen von {low:.1} bis {high:.1}.',
  confirmed:
    'Ein Mensch hat {poison:#} von {judged:#} Samples der verdächtigen Gruppe als Gift beurteilt; das bestätigt ein sichtbares Artefakt.',
  notConfirmed:
    'Stark wird der Hinweis erst, wenn ein Mensch ein Artefakt sieht, das die eine Gruppe teilt und die andere nicht hat.',
  triggerShown:
    'Das Verlernen von {unlearned:#} der {isolated:#} Samples mit diesem Label, die Lauf {run:#} ({defense}, Startwert {seed:#}) isoliert hat, nahm {left:%0} der übrigen mit, und {stayed:%0} seiner nicht isolierten Samples behielten das Label, als es die wenigsten waren. Ab {leftFrom:%0} und {stayedFrom:%0} zählt das als ein Hinweis: Was sie gemeinsam haben, ist nicht das, was das Label zeigt, wie bei einem Trigger.',
  triggerNotShown:
    'Das Verlernen von {unlearned:#} der {isolated:#} Samples mit diesem Label, die Lauf {run:#} ({defense}, Startwert {seed:#}) isoliert hat, zeigt keinen Trigger: {left:%0} der übrigen verließen das Label mit ihnen, und {stayed:%0} seiner nicht isolierten Samples behielten es, als es die wenigsten waren. Ab {leftFrom:%0} und {stayedFrom:%0} würde es zählen.',
  testContradicted:
    'Aus dem Training herausgelassen, werden seine verdächtigen Samples zu {suspects:%0} als ein anderes Label vorhergesagt{middle}, bei einem Fehler von {error:%0} auf anderen Labels (Startwert {seed:#}). Ab {threshold:%0} und dem {times:#}-Fachen dieses Fehlers sind Labels in großer Zahl falsch: Gift, das Labels ändert, oder systematisch falsche Labels.',
  testAgreed:
    'Aus dem Training herausgelassen, werden seine verdächtigen Samples nur zu {suspects:%0} als ein anderes Label vorhergesagt{middle} (Fehler auf anderen Labels {error:%0}, Startwert {seed:#}): kein Zeichen falscher Labels. Gift, das sein Label behält, sieht dieser Test nicht.',
  testInconclusive:
    'Aus dem Training herausgelassen, werden seine verdächtigen Samples zu {suspects:%0} als ein anderes Label vorhergesagt{middle}, bei einem Fehler von {error:%0} auf anderen Labels (Startwert {seed:#}): unentschieden, was als Hinweis zählt.',
  testVoid:
    'Der Test ohne Label (Startwert {seed:#}) gilt nicht: Sein Netz irrt auf {error:%0} der anderen Labels, und über {threshold:%0} sagt er nichts.',
  middlePart: ', die übrigen zu {middle:%0}',
  noMiddle: '',
  suspectMass:
    'Nach dieser Schätzung heißen die {count:#} verdächtigsten Samples mit diesem Label verdächtig: das geschätzte Gift und ein Fünftel mehr.',

  rateDefault:
    'Zu isolieren: {rate:%} (Voreinstellung). Wie viel Gift es gibt, wenn überhaupt, ist nicht bekannt, und niemand soll auf eine Schätzung hin verdächtig heißen.',
  rateEstimated:
    'Zu isolieren: {rate:%}, die Hälfte der geschätzten {poison:%}, zwischen {least:%} und {most:%0}; mehr wird ohne Ansehen nie empfohlen.',

  limitNoAttack:
    'Auch wo nichts eingepflanzt wurde, liefert jedes Verfahren seinen Anteil: Markiert sind dann die leichtesten Samples. Vor einem Export ansehen: Der bereinigte Datensatz geht ohne das Markierte heraus, wenn der Export nichts anderes sagt.',
  limitSeveralTargets:
    'Bei mehreren Zielklassen führt kein Label, und jedes hat wenig Gift: Verfahren für eine einzige Zielklasse helfen kaum. AC, SS und NONE sehen jedes Label für sich an; vergleichen Sie sie.',
  limitSlow:
    'Die Verfahren stimmen kaum überein (höchstens {jaccard:%0} dessen, was eines von beiden markiert): Ein langsamer oder schwacher Trigger kehrt Rangfolgen nach Lerntempo um, und dann liegt Gift unter den Samples, denen am stärksten widersprochen wird. Sehen Sie beide Enden der Rangfolge an, die Trennungen und NONE.',
  limitLowRate:
    'Die geschätzten {rate:%} sind weniger als die Hälfte dessen, was ein Lauf isoliert hat ({gamma:%}): Das meiste auf seiner Liste ist dann harmlos, und es zu verlernen schadet dem Modell. Weniger isolieren und länger trainieren.',
  limitHighRate:
    'Gift von mehr als {share:%0} ist der größere Teil seines Labels: Die kleinere Gruppe ist dann die harmlose. Sehen Sie beide Gruppen an.',
  limitCleanLabel:
    'Gift, das sein Label behält (clean-label), sieht kein Test der Labels, und seine Samples müssen nicht weit oben stehen. Umzuetikettieren gibt es dann nichts; es helfen die beiden Gruppen eines Labels, Weglassen oder Verlernen.',
  limitGlobal:
    'Ein über das ganze Bild gelegter Trigger hinterlässt keine feste Stelle: Eine Streuung nahe 1 schließt ihn nicht aus. Solche Samples zu verlernen kostet Genauigkeit; vergleichen Sie das Modell vorher und nachher.',
  limitSampleSpecific:
    'Trigger, die in jedem Sample anders sind, sieht E2ABL kaum und die Suche nach einem festen Muster gar nicht.',
  limitNatural:
    'Backdoors, die ein Netz von Natur aus hat, stehen nicht in den Daten: Kein Filter kann sie finden; nur NONE beansprucht eine kleine Wirkung.',
  limitLabelNoise:
    'Falsche Labels ohne jeden Angriff sehen im Test ohne Label genauso aus, und sie gehören zu den schwersten Samples, denen die halbüberwachte Feinabstimmung vertraut. Sehen Sie zuerst die Samples mit Widerspruch an.',
  limitDuplicates:
    '{flagged:#} markierte Samples haben dieselben Bytes wie ein anderes: Duplikate werden schnell gelernt und markiert, ohne Gift zu sein.',
  limitEvaluation:
    'Die Testdaten stammen aus derselben Quelle: Genauigkeit heißt Übereinstimmung mit Labels, die selbst Gift tragen können. Eine vertrauenswürdige Menge würde mehr sagen.',
  limitRecovery:
    'Labels, die E2ABL zurückgewonnen hat (Lauf {run:#}), sind Vorschläge, keine Berichtigungen: Kein Test ohne Label fiel positiv aus, die Liste gilt also nur als Isolation. Eher weglassen als umetikettieren.',
  limitTransfer: 'Zahlen aus Benchmarks mit anderen Daten gelten nicht für diesen Datensatz.',

  nextAudit:
    'Zuerst darauf trainieren: „assay audit“, am besten mit {seeds:#} Startwerten. Ohne einen Lauf lässt sich nichts sagen.',
  nextDetect:
    'Die Trennung jedes Labels messen: „assay detect“ mit ac und ss auf einem abgeschlossenen Lauf.',
  nextSeeds:
    'Es gibt Läufe mit {seeds:#} der empfohlenen {advised:#} Startwerte: Einzelne Läufe unterscheiden sich stark. Das Audit mit anderen Startwerten wiederholen.',
  nextLook:
    'Die verdächtige Gruppe von {labels} unter „Prüfen“ ansehen und beurteilen: Ein Artefakt, das eine Gruppe teilt, macht den Hinweis stark.',
  nextTest:
    '{label} aus einem Training herauslassen und sehen, ob das Netz den verdächtigen Samples zustimmt: „assay assess … --leave-label-out“; das kostet ein kurzes Training.',
  nextRemove:
    'Die markierten Samples von {labels} ansehen und die weglassen, die Sie als Gift beurteilen. Empfohlen ist Weglassen, nicht Umetikettieren.',
  nextProposals:
    'Was der Test ohne Label für widersprochene Samples vorhersagt, sind die besseren Vorschläge ihrer wahren Labels; keiner ist ungesehen zu übernehmen.',
  nextBothEnds:
    'Auch das andere Ende der Rangfolge ansehen: Unter den am wenigsten verdächtigen Samples führt {label} ({share:%0}, das {lift:.1}-Fache seines Anteils). Sie dürfen nichts als vertrauenswürdig lehren.',
};
