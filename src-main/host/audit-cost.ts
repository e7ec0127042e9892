/** What a run costs, in images trained once, by the method's own count. */
import type { AuditSpec } from '../../src-shared/domain/run.ts';
import { findDefense } from '../train/defenses/registry.ts';

/** `samples`: of the training split. */
export function auditCost(spec: AuditSpec, samples: number): number {
  const stages = findDefense(spec.defense).cost(spec.options, spec.trusted?.indices.length ?? samples);
  return [...stages.values()].reduce((sum, images) => sum + images, 0);
}
