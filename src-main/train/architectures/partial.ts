/**
 * Runs a part of a network with the network's own layers and weights: from its input to a named layer, or from that
 * layer's output to the logits. One after the other they compute what `model.apply` computes, to the bit; a second head
 * can then read the value between them.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { BatchNormMode } from '../layers/batch-norm.ts';

type Layer = tfl.layers.Layer;

/** What every layer's `call` gets, as in `model.apply`. */
export interface ForwardOptions {
  batchNorm?: BatchNormMode;
}

interface Step {
  layer: Layer;
  inputs: readonly Layer[];
}

/** Layers to run in order, each after its inputs; `start` is the layer whose output is given. */
interface Plan {
  start: Layer;
  end: Layer;
  steps: readonly Step[];
  /** How many steps read each layer's output. */
  readers: ReadonlyMap<Layer, number>;
}

const PLANS = new WeakMap<tfl.LayersModel, Map<string, Plan>>();

/**
 * The output of layer `layerName` for the input x float32 [B,...]. Borrows x; the result belongs to the surrounding
 * tidy. Differentiable. Throws RangeError for a layer that the model does not have.
 */
export function forwardTo(
  model: tfl.LayersModel,
  x: tf.Tensor,
  layerName: string,
  options: ForwardOptions = {},
): tf.Tensor {
  return run(planFor(model, 'to', layerName), x, options);
}

/**
 * The model's output, from the output of layer `layerName`. Borrows `hidden`; the result belongs to the surrounding tidy.
 * Differentiable. Throws TypeError where a later layer needs something from before that layer: the model cannot be cut
 * there.
 */
export function forwardFrom(
  model: tfl.LayersModel,
  hidden: tf.Tensor,
  layerName: string,
  options: ForwardOptions = {},
): tf.Tensor {
  return run(planFor(model, 'from', layerName), hidden, options);
}

/** Borrows the output of a layer, which ends with the call or soon after. */
export type LayerWatcher = (layerName: string, output: tf.Tensor) => void;

/** The model's output for the input x float32 [B,...], as `forwardTo`; `watch` is shown what each layer makes on the way. */
export function forwardWatched(model: tfl.LayersModel, x: tf.Tensor, watch: LayerWatcher): tf.Tensor {
  return run(planFor(model, 'to', outputOf(model).name), x, {}, watch);
}

/** Names of the layers that `forwardTo` runs, those without weights among them. Throws RangeError as it does. */
export function layersUpTo(model: tfl.LayersModel, layerName: string): Set<string> {
  return new Set(planFor(model, 'to', layerName).steps.map(({ layer }) => layer.name));
}

function planFor(model: tfl.LayersModel, direction: 'to' | 'from', layerName: string): Plan {
  const plans = PLANS.get(model) ?? new Map<string, Plan>();
  PLANS.set(model, plans);
  const key = `${direction} ${layerName}`;
  let plan = plans.get(key);
  if (plan === undefined) {
    const layer = model.layers.find(({ name }) => name === layerName);
    if (layer === undefined) throw new RangeError(`${model.name} has no layer ${layerName}`);
    plan = direction === 'to' ? makePlan(inputOf(model), layer) : makePlan(layer, outputOf(model));
    plans.set(key, plan);
  }
  return plan;
}

function inputOf(model: tfl.LayersModel): Layer {
  const [layer, ...others] = model.inputLayers;
  if (layer === undefined || others.length > 0) throw new TypeError(`${model.name} must have one input`);
  return layer;
}

function outputOf(model: tfl.LayersModel): Layer {
  const [layer, ...others] = model.outputLayers;
  if (layer === undefined || others.length > 0) throw new TypeError(`${model.name} must have one output`);
  return layer;
}

/** Every layer between the two, depth first from the end, so that each comes after its inputs. */
function makePlan(start: Layer, end: Layer): Plan {
  const steps: Step[] = [];
  const seen = new Set<Layer>([start]);
  const readers = new Map<Layer, number>();
  const visit = (layer: Layer): void => {
    if (seen.has(layer)) return;
    seen.add(layer);
    const inputs = inputsOf(layer);
    if (inputs.length === 0) {
      throw new TypeError(
        `the network cannot be cut at ${start.name}: a later layer also reads something from before it`,
      );
    }
    // Last input first, the order in which the library itself walks a model: gradients then add up in the same order.
    for (const input of inputs.toReversed()) visit(input);
    for (const input of inputs) readers.set(input, (readers.get(input) ?? 0) + 1);
    steps.push({ layer, inputs });
  };
  visit(end);
  return { start, end, steps, readers };
}

function inputsOf(layer: Layer): readonly Layer[] {
  const [node, ...others] = layer.inboundNodes;
  if (node === undefined || others.length > 0) {
    throw new TypeError(`layer ${layer.name} must be applied once, not ${layer.inboundNodes.length} times`);
  }
  return node.inboundLayers;
}

function run(plan: Plan, given: tf.Tensor, options: ForwardOptions, watch?: LayerWatcher): tf.Tensor {
  const values = new Map<Layer, tf.Tensor>([[plan.start, given]]);
  const unread = new Map(plan.readers);
  for (const { layer, inputs } of plan.steps) {
    const tensors = inputs.map((input) => valueOf(values, input));
    const value = layer.apply(tensors, { ...options }) as tf.Tensor;
    values.set(layer, value);
    watch?.(layer.name, value);
    // A value is done with once its last reader has run; a tape keeps what it needs of it itself.
    for (const input of inputs) {
      const left = (unread.get(input) ?? 0) - 1;
      unread.set(input, left);
      if (left === 0 && input !== plan.start) valueOf(values, input).dispose();
    }
  }
  return valueOf(values, plan.end);
}

function valueOf(values: ReadonlyMap<Layer, tf.Tensor>, layer: Layer): tf.Tensor {
  const value = values.get(layer);
  if (value === undefined)
    throw new TypeError(`the output of layer ${layer.name} was needed before it was made`);
  return value;
}
