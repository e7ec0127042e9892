/** What a person can choose of when putting a benchmark together: tables, scales, datasets. */
import type { BenchmarkOffer, BenchmarkTableOffer } from '../../src-shared/rpc/contract.ts';
import type { DatasetVersion } from '../../src-shared/domain/dataset.ts';
import { DATASETS } from './datasets.ts';
import type { TableDefinition } from './definition.ts';
import { SCALES } from './scales.ts';
import { NO_ATTACK_ID } from './service.ts';

/** `versions`: of the workspace, oldest first. */
export function describeOffer(
  tables: readonly TableDefinition[],
  versions: readonly DatasetVersion[],
): BenchmarkOffer {
  return {
    tables: tables.map(describeTable),
    scales: Object.values(SCALES).map(({ id, train, test, preset, seeds, drawsData }) => ({
      ...{ id, train, test, preset, seeds, drawsData },
    })),
    datasets: DATASETS.map(({ id, title, modality, train, test }) => ({
      ...{ id, title, modality, train, test },
      importedFrom: versions.findLast(({ dataset }) => dataset === id)?.source ?? null,
    })),
  };
}

function describeTable({ id, paper, where, title, kind, cells }: TableDefinition): BenchmarkTableOffer {
  const settings = cells.flatMap(({ source }) => ('setting' in source ? [source.setting] : []));
  return {
    ...{ id, paper, where, title, kind },
    cells: settings.length,
    attacks: [...new Set(settings.map(({ attack }) => attack?.id ?? NO_ATTACK_ID))],
    defenses: [...new Set(settings.map(({ defense }) => defense))],
    datasets: [...new Set(settings.map(({ dataset }) => dataset))],
  };
}
