/** Which operations a graph may hold, and which of their integer inputs are data rather than shapes and axes. */

/**
 * Their results have a shape that depends on values, or are drawn anew by the operation itself: a graph whose shapes
 * were noted once, and whose draws must come from named streams, cannot hold them.
 */
const REFUSED =
  /^(Where|Unique|UniqueV2|ListDiff|Range|NonMaxSuppression.*|Multinomial|Random.*|Stateless.*)$/;

export function isRefused(operation: string): boolean {
  return REFUSED.test(operation);
}

/** Positions of inputs whose values never decide a shape; `all` for operations that work element by element. */
const DATA_INPUTS: Readonly<Record<string, readonly number[] | 'all'>> = {
  SparseSoftmaxCrossEntropyWithLogits: 'all',
  OneHot: [0, 2, 3],
  GatherV2: [0, 1],
  GatherNd: 'all',
  ScatterNd: [0, 1],
  TensorScatterUpdate: 'all',
  ArgMax: [0],
  ArgMin: [0],
  Max: [0],
  Min: [0],
  Sum: [0],
  Prod: [0],
  Mean: [0],
  Reshape: [0],
  ExpandDims: [0],
  Transpose: [0],
  Slice: [0],
  StridedSlice: [0],
  Tile: [0],
  PadV2: [0, 2],
  Fill: [1],
  ReverseV2: [0],
  Pack: 'all',
  Unpack: 'all',
  Cast: 'all',
  ZerosLike: 'all',
  OnesLike: 'all',
  Identity: 'all',
  Add: 'all',
  AddV2: 'all',
  AddN: 'all',
  Sub: 'all',
  Mul: 'all',
  FloorDiv: 'all',
  FloorMod: 'all',
  Neg: 'all',
  Abs: 'all',
  Sign: 'all',
  Maximum: 'all',
  Minimum: 'all',
  Equal: 'all',
  NotEqual: 'all',
  Greater: 'all',
  GreaterEqual: 'all',
  Less: 'all',
  LessEqual: 'all',
  Select: 'all',
  SelectV2: 'all',
};

/** What is not listed counts as a shape: it is held fast and compared at every step. */
export function isDataInput(operation: string, position: number): boolean {
  const positions = DATA_INPUTS[operation];
  return positions === 'all' || (positions?.includes(position) ?? false);
}

/**
 * Operations that tfjs-node runs without naming the type of their first input, which eager TensorFlow finds out by
 * itself and a graph wants to be told, as attribute `T`.
 */
const UNTYPED: readonly string[] = ['ExpandDims', 'Identity'];

export function isTypeImplied(operation: string, attributes: readonly { name: string }[]): boolean {
  return UNTYPED.includes(operation) && attributes.every(({ name }) => name !== 'T');
}
