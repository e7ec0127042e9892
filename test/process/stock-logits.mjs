// Run as a process of its own: nothing but stock TensorFlow.js and Node. Loads an exported model, prepares images as
// its labels.json says, and prints the logits as JSON.
//   node stock-logits.mjs MODEL_FOLDER IMAGES_FILE   (images: raw uint8, one after another, in the model's input shape)
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

const [folder, imagesFile] = process.argv.slice(2);
const json = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
const weights = new Uint8Array(readFileSync(join(folder, json.weightsManifest[0].paths[0])));
const { input } = JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8'));
const pixels = readFileSync(imagesFile);
const [height, width, channels] = input.shape;

const model = await tf.loadLayersModel(
  tf.io.fromMemory({
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest[0].weights,
    weightData: weights.buffer,
  }),
);
const values = Float32Array.from(pixels, (value, i) => {
  const channel = i % channels;
  return (value / 255 - input.mean[channel]) / input.std[channel];
});
const count = pixels.length / (height * width * channels);
const logits = model.predict(tf.tensor4d(values, [count, height, width, channels]));
process.stdout.write(JSON.stringify({ backend: tf.getBackend(), logits: Array.from(await logits.data()) }));
