/**
 * Writes series as an .npz with the names the arrays had: float32, series x steps x variables. Labels are int64 where
 * the classes are whole numbers, else texts.
 */
import type { Split } from '../../../src-shared/domain/dataset.ts';
import { npyHeader } from '../codecs/npy.ts';
import { hasImageSides } from '../importers/npz-series.ts';
import type { ExportDatasetRequest, ExportSample } from '../types.ts';
import { takeSplit } from './idx.ts';
import { writeArrays } from './npz.ts';
import type { CheckedExporter } from './support/checked.ts';
import { changeNotes, notSeries } from './support/series-text.ts';

export const npzSeriesExporter: CheckedExporter = {
  id: 'npz-series',
  obstacle: notSeries,

  async write(request) {
    const { classes, shape } = request;
    await writeArrays(request, {
      samples: seriesChunks,
      labels: (labels) => (areWhole(classes) ? numberChunks(labels, classes) : textChunks(labels, classes)),
    });
    const [steps, , variables] = shape;
    const notes = changeNotes(request);
    if (axesOf(request).length === 2 && hasImageSides(steps, variables)) {
      notes.push(
        'An import may take the arrays for images, as their sides are like those of pictures: name the format npz-series then.',
      );
    }
    return notes;
  },
};

/** Of one series: steps, or steps and variables as in the source. */
function axesOf({ shape, layout }: ExportDatasetRequest): number[] {
  const [steps, , variables] = shape;
  return variables === 1 && layout.notes['hasVariableAxis'] === false ? [steps] : [steps, variables];
}

async function* seriesChunks(
  request: ExportDatasetRequest,
  samples: AsyncGenerator<ExportSample>,
  split: Split,
  labels: number[],
): AsyncGenerator<Uint8Array> {
  const count = request.counts[split];
  yield npyHeader('<f4', [count, ...axesOf(request)]);
  yield* takeSplit(samples, count, split, labels);
}

function areWhole(classes: readonly string[]): boolean {
  return classes.every((name) => /^-?\d{1,15}$/.test(name) && String(Number(name)) === name);
}

async function* numberChunks(
  labels: readonly number[],
  classes: readonly string[],
): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield npyHeader('<i8', [labels.length]);
  yield new Uint8Array(BigInt64Array.from(labels, (label) => BigInt(classes[label] ?? label)).buffer);
}

async function* textChunks(
  labels: readonly number[],
  classes: readonly string[],
): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  const names = classes.map((name) => Array.from(name, (character) => character.codePointAt(0) ?? 0));
  const longest = names.reduce((most, name) => Math.max(most, name.length), 1);
  yield npyHeader(`<U${longest}`, [labels.length]);
  for (const label of labels) {
    const characters = new Uint32Array(longest);
    characters.set(names[label] ?? []);
    yield new Uint8Array(characters.buffer);
  }
}
