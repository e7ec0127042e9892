/** Finding a version by the name that services answer with. */
import type { LibraryVersion } from '../../../src-shared/rpc/contract.ts';
import type { Host } from '../create-host.ts';

export function readVersion(host: Host, dataset: string, version: number): LibraryVersion {
  const found = host.library().versions.find((one) => one.dataset === dataset && one.version === version);
  if (found === undefined) throw new TypeError(`${dataset}@${version} was made and is not there`);
  return found;
}
