/**
 * Gradients of the library that free memory on their way back: what a layer kept for its gradient, and the gradient of its
 * output, end once that of its input is known. The library itself holds all of them until the last one is known, which
 * takes about twice the memory. The numbers are the same. A gradient function must give each input a tensor of its own, or one
 * that it was given.
 */
import * as tf from '@tensorflow/tfjs-core';

/** As `tf.variableGrads`: value and gradients of `f` at `variables`, by their names. The caller owns them. */
export function variableGradients(
  f: () => tf.Scalar,
  variables: readonly tf.Variable[],
): { value: tf.Scalar; grads: tf.NamedTensorMap } {
  return tf.variableGrads(() => taped(f), [...variables]);
}

/** As `tf.grad`: the gradient of `f` at x, of the shape of x. The caller owns it. */
export function inputGradient(f: (x: tf.Tensor) => tf.Scalar, x: tf.Tensor): tf.Tensor {
  return tf.grad((input: tf.Tensor) => taped(() => f(input)))(x);
}

/** Runs the function whose gradient is taken; the way back then frees what it no longer needs. */
function taped(f: () => tf.Scalar): tf.Scalar {
  const { state } = tf.engine();
  try {
    const value = f();
    // The tape of a gradient of a gradient is still needed by the outer one.
    if (state.gradientDepth === 1) freeOnTheWayBack(state.activeTape);
    return value;
  } catch (thrown) {
    // The library would keep them for a way back that never comes.
    if (state.gradientDepth === 1) tf.dispose(state.activeTape.map((node) => node.saved ?? []));
    throw thrown;
  }
}

type Tape = ReturnType<typeof tf.engine>['state']['activeTape'];

function freeOnTheWayBack(tape: Tape): void {
  // What an operation hands on as it is, as the gradient of its input, is still needed.
  const handedOn = new Set<tf.Tensor>();
  let free = (): void => undefined;
  for (const node of tape) {
    const gradient = node.gradient;
    if (gradient === undefined) continue;
    node.gradient = (dys) => {
      // The way back asks one node after the other: the one before is through.
      free();
      const held = [...dys, ...(node.saved ?? [])];
      free = () => tf.dispose(held.filter((tensor) => !handedOn.has(tensor)));
      const inputs = Object.entries(gradient(dys)).map(([name, inputOf]) => {
        const noted = (): tf.Tensor => {
          const dx = inputOf();
          if (held.includes(dx)) handedOn.add(dx);
          return dx;
        };
        return [name, noted] as const;
      });
      return Object.fromEntries(inputs);
    };
  }
}
