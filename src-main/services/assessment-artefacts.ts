/**
 * Whether suspicious samples of a label share a fixed pattern that its others have not: for what each run and detector
 * flagged, and for the two groups a detector divided the label into. Reads the samples of the label once.
 */
import { patternOf, type ArtefactLook } from '../../src-shared/domain/assessment.ts';
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import { sampleSize, valuesOfBytes } from '../../src-shared/domain/sample-values.ts';
import { findSeriesArtefact } from '../formats/report/series-artefact.ts';
import { findArtefact, SampleMoments } from '../formats/report/shared-artefact.ts';
import { readBytesOf, yieldToEvents, type Connection } from '../storage/index.ts';
import type { AssessmentFacts } from './assessment-facts.ts';
import { watchedGroup } from './assessment-figures.ts';

/** Sets of one label that are compared; the newest. */
const MOST_SETS = 16;
/** Of a label that is larger, what was flagged and an even draw of the rest are read. */
const MOST_SAMPLES = 8000;
const AT_ONCE = 64;

interface SampleSet {
  look: Pick<ArtefactLook, 'source' | 'run' | 'seed' | 'detector' | 'defense'>;
  /** One byte a training sample. */
  mask: Uint8Array;
}

/** One look for each set of samples with this label, sets that are equal told once. */
export async function lookForArtefacts(
  db: Connection,
  version: DatasetVersion,
  facts: AssessmentFacts,
  label: number,
  signal: AbortSignal,
): Promise<ArtefactLook[]> {
  const own = [...facts.labels.keys()].filter((index) => facts.labels[index] === label);
  const sets = distinct(setsOf(facts, label), own).slice(0, MOST_SETS);
  if (sets.length === 0) return [];
  const moments = sets.map(() => ({
    inside: new SampleMoments(version.shape),
    outside: new SampleMoments(version.shape),
  }));
  const size = sampleSize(version.shape);
  const chosen = chooseSamples(own, sets);
  for (let begin = 0; begin < chosen.length; begin += AT_ONCE) {
    signal.throwIfAborted();
    const part = chosen.subarray(begin, begin + AT_ONCE);
    const values = valuesOfBytes(readBytesOf(db, version.id, part), version.modality);
    part.forEach((index, row) => {
      const sample = values.subarray(row * size, (row + 1) * size);
      sets.forEach(({ mask }, i) => {
        const { inside, outside } = moments[i]!;
        (mask[index] === 1 ? inside : outside).add(sample);
      });
    });
    await yieldToEvents();
  }
  return sets.map(({ look }, i) => {
    const { inside, outside } = moments[i]!;
    return { ...look, count: inside.count, others: outside.count, ...measure(version, inside, outside) };
  });
}

function measure(
  { modality }: DatasetVersion,
  inside: SampleMoments,
  outside: SampleMoments,
): Pick<ArtefactLook, 'ratio' | 'typical' | 'place' | 'background' | 'pattern'> {
  const nothing = { ratio: null, typical: null, place: null, background: null, pattern: null };
  if (modality === 'series') {
    const found = findSeriesArtefact(inside, outside);
    if (found === null) return nothing;
    const { ratio, typical, step, background } = found;
    return { ratio, typical, place: [step], background, pattern: patternOf(found) };
  }
  const found = findArtefact(inside, outside);
  if (found === null) return nothing;
  const { ratio, typical, row, column, background } = found;
  return { ratio, typical, place: [row, column], background, pattern: patternOf(found) };
}

/** Flagged sets of runs first, then groups, then what detectors without groups flagged. */
function setsOf({ runs, detections, labels }: AssessmentFacts, label: number): SampleSet[] {
  const ofRuns = runs.map(({ run, seed, defense, flagged }): SampleSet => {
    const mask = new Uint8Array(labels.length);
    for (const index of flagged) mask[index] = 1;
    return { look: { source: 'flagged', run, seed, defense, detector: null }, mask };
  });
  const ofGroups = detections.flatMap(({ run, seed, defense, detector, classes, groups }): SampleSet[] => {
    const finding = classes.find((one) => one.label === label);
    const group = finding === undefined ? null : watchedGroup(finding);
    if (groups === null || group === null) return [];
    const source = finding?.suspicious === null ? 'smaller group' : 'group';
    return [
      {
        look: { source, run, seed, defense, detector },
        mask: groups.map((one) => (one === group ? 1 : 0)),
      },
    ];
  });
  const ofFlags = detections
    .filter(({ groups }) => groups === null)
    .map(({ run, seed, defense, detector, flagged }): SampleSet => ({
      look: { source: 'flagged', run, seed, defense, detector },
      mask: flagged,
    }));
  return [...ofRuns, ...ofGroups, ...ofFlags];
}

/** Each set once as far as this label goes, and none that holds nothing or all of it. */
function distinct(sets: readonly SampleSet[], own: readonly number[]): SampleSet[] {
  const seen = new Set<string>();
  return sets.filter(({ mask }) => {
    const key = own.map((index) => mask[index]).join('');
    if (seen.has(key) || !key.includes('1') || !key.includes('0')) return false;
    seen.add(key);
    return true;
  });
}

function chooseSamples(own: readonly number[], sets: readonly SampleSet[]): Int32Array {
  if (own.length <= MOST_SAMPLES) return Int32Array.from(own);
  const isFlagged = (index: number): boolean =>
    sets.some(({ look, mask }) => look.source === 'flagged' && mask[index] === 1);
  const step = own.length / MOST_SAMPLES;
  const drawn = new Set(Array.from({ length: MOST_SAMPLES }, (_, i) => own[Math.floor(i * step)]!));
  return Int32Array.from(own.filter((index) => drawn.has(index) || isFlagged(index)));
}
