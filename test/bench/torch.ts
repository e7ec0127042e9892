/**
 * The same training steps in PyTorch, in a process of its own, where the environment variable ASSAY_TORCH_PYTHON names a
 * Python that has torch.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export type TorchFormat = 'contiguous' | 'channels_last';

interface Answers {
  next(): Promise<string>;
}

export class TorchPeer {
  readonly #child: ChildProcess;
  readonly #answers: Answers;
  /** Version of torch and number of its threads. */
  readonly about: string;

  private constructor(child: ChildProcess, answers: Answers, about: string) {
    this.#child = child;
    this.#answers = answers;
    this.about = about;
  }

  /** Null where no Python is named. Throws when it cannot do what is asked. */
  static async start(arch: string, batch: number, parameters: number): Promise<TorchPeer | null> {
    const python = process.env['ASSAY_TORCH_PYTHON'];
    if (python === undefined || python === '') return null;
    const script = new URL('./torch_step.py', import.meta.url).pathname;
    const child = spawn(python, [script, arch, String(batch), String(parameters)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const answers = linesOf(child);
    const { torch, threads } = JSON.parse(await answers.next()) as { torch: string; threads: number };
    return new TorchPeer(child, answers, `${torch}, ${threads} threads`);
  }

  /** Seconds of each of so many steps; weights go on from the last call. */
  async steps(format: TorchFormat, count: number): Promise<number[]> {
    this.#child.stdin?.write(`${format} ${count}\n`);
    return JSON.parse(await this.#answers.next()) as number[];
  }

  end(): void {
    this.#child.stdin?.end();
  }
}

function linesOf(child: ChildProcess): Answers {
  if (child.stdout === null) throw new TypeError('the output of Python is not read');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async next() {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('Python ended; what it said stands above.');
      return value;
    },
  };
}
