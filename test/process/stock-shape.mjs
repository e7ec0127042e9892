// Loads an exported model with nothing but stock TensorFlow.js and prints the shapes of its input and of three predictions.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

const [folder] = process.argv.slice(2);
const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
const weights = readFileSync(join(folder, 'weights.bin'));
const artifacts = {
  modelTopology,
  weightSpecs: weightsManifest[0].weights,
  weightData: new Uint8Array(weights).buffer,
};
const model = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
const [, ...shape] = model.inputs[0].shape;
const output = model.predict(tf.zeros([3, ...shape]));
console.log(JSON.stringify({ input: model.inputs[0].shape, output: output.shape }));
