/** Starts workers as utility processes: the packaged program cannot fork itself as a plain Node. */
import { utilityProcess } from 'electron';
import type { LaunchWorker } from '../jobs/worker-process.ts';
import { createUtilityWorker } from './utility-worker.ts';

/** `entry`: the built worker. Works once the application is ready. */
export function createUtilityLauncher(entry: string): LaunchWorker {
  return (environment) =>
    createUtilityWorker(() =>
      utilityProcess.fork(entry, [], {
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'ignore', 'pipe'],
        execArgv: ['--expose-gc'],
        serviceName: 'Assay worker',
        // TensorFlow's library is built on this machine and so signed by nobody (macOS only).
        allowLoadingUnsignedLibraries: true,
      }),
    );
}
