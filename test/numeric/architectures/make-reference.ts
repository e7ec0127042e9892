/**
 * Writes reference.json: the logits of every architecture with seeded weights for a seeded batch, computed by
 * forward.py. Needs a Python with numpy; PYTHON names it if it is not `python3`.
 *
 *   node test/numeric/architectures/make-reference.ts && prettier --write test/numeric/architectures
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ARCHITECTURES, type Architecture } from '../../../src-main/train/architectures/registry.ts';
import { readWeights, weightsByName } from '../../../src-main/train/architectures/weights.ts';
import { useTensorflow } from '../../support/tensorflow.ts';
import { BATCH, seededInput, seededModel, usualShape } from './seeded.ts';

interface Logits {
  inference: number[][];
  training: number[][];
}

const folder = import.meta.dirname;

async function writeNetwork(architecture: Architecture, into: string): Promise<void> {
  const shape = usualShape(architecture);
  const model = await seededModel(architecture);
  const weights: Record<string, { shape: number[]; offset: number }> = {};
  const parts: Float32Array[] = [];
  let offset = 0;
  const values = readWeights(model);
  for (const [name, variable] of weightsByName(model)) {
    const value = values.get(name)!;
    weights[name] = { shape: variable.shape as number[], offset };
    parts.push(value);
    offset += value.length;
  }
  const input = seededInput(architecture.modality, shape);
  // As the networks see it: series as maps of height 1.
  const mapShape = architecture.modality === 'image' ? shape : [shape[1], shape[0], shape[2]];
  writeFileSync(join(into, 'weights.json'), JSON.stringify({ weights, input: [BATCH, ...mapShape] }));
  writeFileSync(join(into, 'weights.bin'), Buffer.concat(parts.map((part) => new Uint8Array(part.buffer))));
  writeFileSync(join(into, 'input.bin'), new Uint8Array(input.dataSync<'float32'>().slice().buffer));
  model.dispose();
}

function rounded(rows: number[][]): number[][] {
  return rows.map((row) => row.map((value) => Number(value.toPrecision(8))));
}

await useTensorflow();
const logits: Record<string, Logits> = {};
for (const architecture of ARCHITECTURES) {
  const scratch = mkdtempSync(join(tmpdir(), 'assay-reference-'));
  try {
    await writeNetwork(architecture, scratch);
    const script = [join(folder, 'forward.py'), scratch, architecture.id];
    const printed = execFileSync(process.env['PYTHON'] ?? 'python3', script, { maxBuffer: 1 << 26 });
    const computed = JSON.parse(printed.toString()) as Logits;
    logits[architecture.id] = {
      inference: rounded(computed.inference),
      training: rounded(computed.training),
    };
    console.log(architecture.id, logits[architecture.id]?.inference[0]?.slice(0, 3));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
const madeBy =
  'make-reference.ts: weights and input from seed 7, forward pass in numpy (float64) by forward.py, without TensorFlow; inference uses stored averages, training the statistics of the batch';
writeFileSync(join(folder, 'reference.json'), `${JSON.stringify({ madeBy, logits }, null, 2)}\n`);
