/** All exporters; writes a dataset in the layout it came in. */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { ExportDatasetRequest } from '../types.ts';
import { arffExporter } from './arff.ts';
import { cifarExporter } from './cifar.ts';
import { csvManifestExporter } from './csv-manifest.ts';
import { gtsrbExporter } from './gtsrb.ts';
import { idxExporter } from './idx.ts';
import { imageFolderExporter } from './image-folder.ts';
import { npzExporter } from './npz.ts';
import { npzSeriesExporter } from './npz-series.ts';
import { seriesCsvExporter } from './series-csv.ts';
import type { CheckedExporter } from './support/checked.ts';
import { ucrExporter } from './ucr.ts';
import { ueaTsExporter } from './uea-ts.ts';

export const EXPORTERS: readonly CheckedExporter[] = [
  cifarExporter,
  idxExporter,
  npzExporter,
  gtsrbExporter,
  csvManifestExporter,
  imageFolderExporter,
  npzSeriesExporter,
  ueaTsExporter,
  ucrExporter,
  arffExporter,
  seriesCsvExporter,
];

/**
 * Writes into `request.folder`, an existing, empty folder, and returns sentences a person should read. A layout that
 * cannot hold the dataset any more, for example CIFAR with images of another size, gives way to .npz, with a sentence
 * that says so. Throws `input.invalid` when there are no samples, and the signal's reason when it is aborted.
 */
export async function writeDataset(request: ExportDatasetRequest): Promise<string[]> {
  if (request.counts.train + request.counts.test === 0) {
    throw new AssayError('input.invalid', 'There is no sample left to export. Keep at least one.');
  }
  const own = EXPORTERS.find(({ id }) => id === request.layout.importer);
  const obstacle =
    own === undefined ? `nothing writes the layout "${request.layout.importer}"` : own.obstacle(request);
  if (own !== undefined && obstacle === null) return own.write(request);
  const because = `The dataset was written as .npz, because ${obstacle}.`;
  if (request.modality === 'series') {
    const { changes } = request.layout.notes;
    const layout = { importer: npzSeriesExporter.id, notes: { changes } };
    return [because, ...(await npzSeriesExporter.write({ ...request, layout }))];
  }
  const layout = { importer: npzExporter.id, notes: { type: 'u1' } };
  const notes = await npzExporter.write({ ...request, layout });
  const classes = `The class names are, by number: ${request.classes.join(', ')}.`;
  return [because, classes, ...notes];
}
