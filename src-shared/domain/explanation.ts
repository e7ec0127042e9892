/** What a run's networks see in one sample. */
export interface Explanation {
  height: number;
  width: number;
  networks: readonly {
    /** Stage of the run the network comes from. */
    stage: string;
    predicted: number;
    /** Softmax of the logits, one a class. */
    probabilities: readonly number[];
    /** How much each place counts for the prediction: |gradient| of its logit, float32 [H,W], 0..1. */
    saliency: Float32Array;
  }[];
}
