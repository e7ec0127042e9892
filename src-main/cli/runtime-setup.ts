/** Makes sure TensorFlow is there before a worker needs it; the first time that is a download and a compilation. */
import { ensureTensorflow, type Device } from '../host/runtime.ts';
import type { CommandContext } from './shell.ts';
import { workOf } from './with-host.ts';

export async function prepareTensorflow(context: CommandContext, device: Device): Promise<void> {
  await ensureTensorflow(device, workOf(context));
}
