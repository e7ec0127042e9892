/**
 * Which layers NONE watches, read from the network itself, and what resetting a channel of one touches (Wang et al. 2022;
 * the hooks and resets of the authors' code, said for any network):
 *
 * - a convolution is watched at its own output, before batch normalisation; a projection shortcut after its own;
 * - a reset takes the channel's filter and bias, scale and offset of the batch normalisation that reads that convolution
 *   alone, and the channel's slice in the convolutions (or the dense layer) that read it next on the main path. A shortcut
 *   loses only its own weights, and no other layer's slice in a shortcut is touched.
 */
import type * as tfl from '@tensorflow/tfjs-layers';
import type { ArchitectureTaps } from '../../../../src-shared/domain/catalog.ts';
import { layersUpTo } from '../../architectures/partial.ts';

type Layer = tfl.layers.Layer;

/** How a layer's kernel is laid out. */
export type LayerKind = 'full' | 'depthwise' | 'dense';

export interface WatchedLayer {
  /** The convolution. */
  name: string;
  /** The layer whose output is watched: the convolution, or the batch normalisation after a projection shortcut. */
  tap: string;
  channels: number;
  kind: LayerKind;
  isShortcut: boolean;
  /** Whether it lies in the last stage of the network. */
  isInLastStage: boolean;
  /** Batch normalisation of this convolution alone, if there is one. */
  norm: string | null;
  /** Layers that read the channels next; channel j is their input channel `offset + j`. */
  readers: readonly { name: string; offset: number; kind: LayerKind }[];
}

const CONVOLUTIONS = ['Conv2D', 'DepthwiseConv2D'];
const MERGES = ['Add', 'Concatenate'];

/** The watched layers in the order of the network. Throws RangeError for taps of another network. */
export function watchedLayers(model: tfl.LayersModel, taps: ArchitectureTaps): WatchedLayer[] {
  const unwatched = taps.watchedAfter === null ? new Set<string>() : layersUpTo(model, taps.watchedAfter);
  const lastCut = taps.cuts.at(-2);
  const beforeLast = lastCut === undefined ? new Set<string>() : layersUpTo(model, lastCut);
  return model.layers
    .filter((layer) => isConvolution(layer) && !unwatched.has(layer.name))
    .map((layer) => describe(layer, !beforeLast.has(layer.name)));
}

function describe(layer: Layer, isInLastStage: boolean): WatchedLayer {
  const isShortcut = isProjection(layer);
  const norm = ownNorm(layer);
  return {
    name: layer.name,
    tap: isShortcut && norm !== null ? norm.name : layer.name,
    channels: channelsOf(layer),
    kind: kindOf(layer),
    isShortcut,
    isInLastStage,
    norm: norm?.name ?? null,
    readers: isShortcut ? [] : readersOf(layer),
  };
}

/** The batch normalisation that reads this layer and nothing else, provided nothing else reads this layer. */
function ownNorm(layer: Layer): Layer | null {
  const [next, ...others] = nextLayers(layer);
  return next !== undefined && others.length === 0 && next.getClassName() === 'BatchNormalization'
    ? next
    : null;
}

/**
 * Walks on from a layer through everything that keeps channels apart, to the first layers with weights that mix them. Past
 * one sum or concatenation: behind it the next block reads the channels; a second one would be reached only through a
 * shortcut, which goes on to the end of the network.
 */
function readersOf(start: Layer): WatchedLayer['readers'] {
  const found = new Map<string, WatchedLayer['readers'][number]>();
  const visit = (layer: Layer, offset: number, merges: number): void => {
    for (const next of nextLayers(layer)) {
      const kind = next.getClassName();
      if (isConvolution(next) || kind === 'Dense') {
        if (isProjection(next)) continue;
        found.set(next.name, { name: next.name, offset, kind: kindOf(next) });
      } else if (!MERGES.includes(kind)) {
        visit(next, offset, merges);
      } else if (merges === 0) {
        visit(next, kind === 'Concatenate' ? offset + channelsBefore(next, layer) : offset, 1);
      }
    }
  };
  visit(start, 0, 0);
  return [...found.values()];
}

/** Channels of a concatenation that come from inputs before `input`. */
function channelsBefore(concatenation: Layer, input: Layer): number {
  let channels = 0;
  for (const layer of inputsOf(concatenation)) {
    if (layer === input) return channels;
    channels += channelsOf(layer);
  }
  throw new TypeError(`${input.name} is no input of ${concatenation.name}`);
}

function isConvolution(layer: Layer): boolean {
  return CONVOLUTIONS.includes(layer.getClassName());
}

function kindOf(layer: Layer): LayerKind {
  const name = layer.getClassName();
  return name === 'Dense' ? 'dense' : name === 'DepthwiseConv2D' ? 'depthwise' : 'full';
}

/** A convolution that only brings the input of a block to the shape of its output; all are named so. */
function isProjection(layer: Layer): boolean {
  return layer.name.endsWith('_shortcut');
}

function nextLayers(layer: Layer): Layer[] {
  return layer.outboundNodes.map(({ outboundLayer }) => outboundLayer);
}

function inputsOf(layer: Layer): readonly Layer[] {
  return layer.inboundNodes[0]?.inboundLayers ?? [];
}

function channelsOf(layer: Layer): number {
  const shape = (layer.output as tfl.SymbolicTensor).shape;
  return shape.at(-1) as number;
}
