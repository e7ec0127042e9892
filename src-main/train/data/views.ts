/**
 * Views of samples: the values of some rows, as they are or under random changes. A view is a pure function of its
 * request, so it may be computed before it is needed and somewhere else. Whoever makes batches asks for the views of the
 * next update before the present one is computed; a computation that works beside the training has them ready by then.
 */
import type { SampleValues } from '../../../src-shared/domain/sample-values.ts';
import { sampleSize } from '../../../src-shared/domain/sample-values.ts';
import { Rng, type RngState } from '../../../src-shared/math/rng.ts';
import { augmenterFor, type Augmenter } from './augment/augmenter.ts';
import { gatherValues, newValues } from './batches.ts';
import type { LabelledSamples } from './training-data.ts';

export type ViewSource = Pick<LabelledSamples, 'modality' | 'shape' | 'values'>;

export interface ViewRequest {
  /** See `Augmenter`; `asIs` changes nothing. */
  kind: 'asIs' | 'plain' | 'weak' | 'strong';
  /** Rows of the samples, any order. */
  indices: Int32Array;
  /** Where the stream of the random draws stands; of `asIs` it is not read. */
  stream: RngState;
}

export interface Views {
  /**
   * Values [B,H,W,C] of a request, in an array that the caller owns. With `places` only those of the request, in that
   * order: the view of a row is the same whichever others are taken.
   */
  take(request: ViewRequest, places?: ArrayLike<number>): SampleValues;
  /** Says what will be taken next; whatever was asked for before and not taken is forgotten. */
  ahead(requests: readonly ViewRequest[]): void;
}

/**
 * Computes views. Rows of a weak or plain view draw from one stream in their order, so all of them are computed to have
 * some; each row of a strong view, which costs several times as much, has a stream of its own.
 */
export class ViewMaker {
  readonly #source: ViewSource;
  readonly #augmenter: Augmenter;

  constructor(source: ViewSource, flipIsHarmless: boolean) {
    this.#source = source;
    this.#augmenter = augmenterFor(source, flipIsHarmless);
  }

  /** As `Views.take`. */
  make({ kind, indices, stream }: ViewRequest, places?: ArrayLike<number>): SampleValues {
    const rng = Rng.fromState(stream);
    switch (kind) {
      case 'asIs':
        return gatherValues(this.#source, placesOf(indices, places));
      case 'plain':
      case 'weak': {
        const all = this.#augmenter[kind](gatherValues(this.#source, indices), rng);
        return places === undefined ? all : rowsOf(all, places, this.#size);
      }
      case 'strong':
        return this.#strong(placesOf(indices, places), places, rng);
    }
  }

  get #size(): number {
    return sampleSize(this.#source.shape);
  }

  #strong(indices: Int32Array, places: ArrayLike<number> | undefined, rng: Rng): SampleValues {
    const size = this.#size;
    const values = gatherValues(this.#source, indices);
    for (let i = 0; i < indices.length; i++) {
      const row = values.subarray(i * size, (i + 1) * size);
      row.set(this.#augmenter.strong(row, rng.fork(String(places?.[i] ?? i))));
    }
    return values;
  }
}

/** Computes each view when it is taken. */
export class InlineViews implements Views {
  readonly #maker: ViewMaker;

  constructor(source: ViewSource, flipIsHarmless: boolean) {
    this.#maker = new ViewMaker(source, flipIsHarmless);
  }

  take(request: ViewRequest, places?: ArrayLike<number>): SampleValues {
    return this.#maker.make(request, places);
  }

  ahead(): void {
    // Nothing works beside the training here.
  }
}

/** The views of a training: those it was given, or else computed when they are taken. */
export function viewsFor(context: { data: ViewSource; flipIsHarmless: boolean; views?: Views }): Views {
  return context.views ?? new InlineViews(context.data, context.flipIsHarmless);
}

/** Rows `places` of values [B,size], in that order. */
export function rowsOf(values: SampleValues, places: ArrayLike<number>, size: number): SampleValues {
  const out = newValues(values, places.length * size);
  for (let i = 0; i < places.length; i++) {
    out.set(values.subarray(places[i]! * size, (places[i]! + 1) * size), i * size);
  }
  return out;
}

function placesOf(indices: Int32Array, places: ArrayLike<number> | undefined): Int32Array {
  return places === undefined ? indices : Int32Array.from(places, (place) => indices[place]!);
}
