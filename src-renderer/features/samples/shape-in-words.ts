/** The shape of a sample as people say it. */
import type { ImageShape, Modality } from '../../../src-shared/domain/dataset.ts';
import { count } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';

/** `32 × 32 × 3`; of series `140 time steps, 1 variable`. */
export function shapeInWords({ modality, shape }: { modality: Modality; shape: ImageShape }): string {
  if (modality === 'image') return shape.join(' × ');
  return t('series.size', { steps: count(shape[0]), n: shape[2] });
}
