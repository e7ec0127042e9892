/**
 * Inception-v3 (Szegedy et al. 2016, table 1) for small images, without the auxiliary classifier. The stem of five
 * convolutions and two pools, which needs 75 pixels, is one convolution to the 192 channels that the blocks expect; it
 * has stride 2, since at stride 1 a 32x32 image costs four times as much and this is the largest network here already.
 *
 * Differences: reductions pad by one pixel, so that sizes halve exactly; epsilon 1e-5 as everywhere here; an average
 * at the border is over the pixels that exist.
 */
import * as tfl from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../../src-shared/domain/dataset.ts';
import { classify, concatenate, convNormRelu, imageInput, padFor, type Extent } from './blocks.ts';
import { requireInput } from './input-size.ts';

/** One convolution of a branch: output channels, kernel, and whether it halves the size. */
type Link = readonly [filters: number, kernel: Extent, halves?: 'halves'];

const K1: Extent = [1, 1];
const K3: Extent = [3, 3];
const K5: Extent = [5, 5];
const ROW: Extent = [1, 7];
const COLUMN: Extent = [7, 1];

/** Logits [B, classes] from images [B,H,W,C]. Layers that defenses tap: `stage1` to `stage3`, `features`. */
export function buildInceptionV3(shape: ImageShape, classes: number): tfl.LayersModel {
  requireInput({ title: 'Inception-v3', modality: 'image', smallest: 8 }, shape);
  const image = imageInput(shape);
  let x = chain(image, 'stem', [[192, K3, 'halves']]);
  x = blockA(x, 'stage1_block1', 32);
  x = blockA(x, 'stage1_block2', 64);
  x = blockA(x, 'stage1_block3', 64, 'stage1');
  x = reductionB(x, 'stage2_reduction');
  x = blockC(x, 'stage2_block1', 128);
  x = blockC(x, 'stage2_block2', 160);
  x = blockC(x, 'stage2_block3', 160);
  x = blockC(x, 'stage2_block4', 192, 'stage2');
  x = reductionD(x, 'stage3_reduction');
  x = blockE(x, 'stage3_block1');
  x = blockE(x, 'stage3_block2', 'stage3');
  return tfl.model({ inputs: image, outputs: classify(x, classes), name: 'inception_v3' });
}

/** Convolutions one after the other, each with batch normalisation and ReLU, named `name_1`, `name_2`, ... */
function chain(x: tfl.SymbolicTensor, name: string, links: readonly Link[]): tfl.SymbolicTensor {
  return links.reduce((input, [filters, kernel, halves], i) => {
    const strides: Extent = halves === undefined ? [1, 1] : [2, 2];
    return convNormRelu(input, { name: `${name}_${i + 1}`, filters, kernel, strides });
  }, x);
}

function averaged(x: tfl.SymbolicTensor, name: string, filters: number): tfl.SymbolicTensor {
  const pool = tfl.layers.averagePooling2d({
    poolSize: 3,
    strides: 1,
    padding: 'same',
    name: `${name}_pool`,
  });
  return chain(pool.apply(x) as tfl.SymbolicTensor, `${name}_d`, [[filters, K1]]);
}

/** The largest of 3x3 pixels at every second one. Inputs are not negative, so that zeros around them never win. */
function halved(x: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor {
  const pool = tfl.layers.maxPooling2d({ poolSize: 3, strides: 2, name: `${name}_pool` });
  return pool.apply(padFor(x, K3, `${name}_pool_pad`)) as tfl.SymbolicTensor;
}

function blockA(x: tfl.SymbolicTensor, name: string, pooled: number, output = name): tfl.SymbolicTensor {
  const a = chain(x, `${name}_a`, [[64, K1]]);
  const b = chain(x, `${name}_b`, [
    [48, K1],
    [64, K5],
  ]);
  const c = chain(x, `${name}_c`, [
    [64, K1],
    [96, K3],
    [96, K3],
  ]);
  return concatenate([a, b, c, averaged(x, name, pooled)], output);
}

function reductionB(x: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor {
  const a = chain(x, `${name}_a`, [[384, K3, 'halves']]);
  const b = chain(x, `${name}_b`, [
    [64, K1],
    [96, K3],
    [96, K3, 'halves'],
  ]);
  return concatenate([a, b, halved(x, name)], name);
}

function blockC(x: tfl.SymbolicTensor, name: string, narrow: number, output = name): tfl.SymbolicTensor {
  const a = chain(x, `${name}_a`, [[192, K1]]);
  const b = chain(x, `${name}_b`, [
    [narrow, K1],
    [narrow, ROW],
    [192, COLUMN],
  ]);
  const c = chain(x, `${name}_c`, [
    [narrow, K1],
    [narrow, COLUMN],
    [narrow, ROW],
    [narrow, COLUMN],
    [192, ROW],
  ]);
  return concatenate([a, b, c, averaged(x, name, 192)], output);
}

function reductionD(x: tfl.SymbolicTensor, name: string): tfl.SymbolicTensor {
  const a = chain(x, `${name}_a`, [
    [192, K1],
    [320, K3, 'halves'],
  ]);
  const b = chain(x, `${name}_b`, [
    [192, K1],
    [192, ROW],
    [192, COLUMN],
    [192, K3, 'halves'],
  ]);
  return concatenate([a, b, halved(x, name)], name);
}

function blockE(x: tfl.SymbolicTensor, name: string, output = name): tfl.SymbolicTensor {
  const a = chain(x, `${name}_a`, [[320, K1]]);
  const b = chain(x, `${name}_b`, [[384, K1]]);
  const c = chain(x, `${name}_c`, [
    [448, K1],
    [384, K3],
  ]);
  const forks = [b, c].flatMap((trunk, i) => {
    const fork = `${name}_${i === 0 ? 'b' : 'c'}`;
    return [chain(trunk, `${fork}_row`, [[384, [1, 3]]]), chain(trunk, `${fork}_column`, [[384, [3, 1]]])];
  });
  return concatenate([a, ...forks, averaged(x, name, 192)], output);
}
