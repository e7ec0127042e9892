/** Datasets of a workspace: import and drills. */
import type { LaunchWorker } from '../jobs/worker-process.ts';
import { importDataset, type ImportDocument, type ImportRequest } from './import.ts';
import { practise, type PracticeRequest } from './practice.ts';
import {
  planPoison,
  poisonVersion,
  type AttackEntry,
  type PoisonDocument,
  type PoisonRequest,
} from './poison.ts';
import type { Work } from './work.ts';
import type { WorkspaceAccess } from './workspace-access.ts';

export interface DatasetService {
  import(request: ImportRequest, work: Work): Promise<ImportDocument>;
  /** Throws for what `poison` would refuse before it begins. */
  checkPoison(request: PoisonRequest): void;
  poison(request: PoisonRequest, work: Work): Promise<PoisonDocument>;
  /** Draws and imports the practice dataset and plants a backdoor in it. */
  practise(request: PracticeRequest, work: Work): Promise<PoisonDocument>;
}

export function createDatasetService(
  access: WorkspaceAccess,
  launch: LaunchWorker,
  attacks: readonly AttackEntry[],
): DatasetService {
  return {
    import: (request, work) => importDataset(access, launch, request, work),
    checkPoison: (request) => void planPoison(access, attacks, request),
    poison: (request, work) => poisonVersion(access, launch, attacks, request, work),
    practise: (request, work) => practise(access, launch, attacks, request, work),
  };
}
