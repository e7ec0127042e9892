/**
 * What a network's input is shifted and scaled by. Images: per channel, of values in 0..1, measured on the training split.
 * Series: each variable of each series by its own mean and standard deviation over time, a constant one by 1.
 */
export type Normalisation = ChannelNormalisation | 'per-series';

export interface ChannelNormalisation {
  mean: readonly number[];
  std: readonly number[];
}
