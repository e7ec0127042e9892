/** What TensorFlow may compute on. */
export const DEVICES = ['auto', 'cpu', 'cuda'] as const;
