/** Audits: planned, started, watched, stopped; and what they found. */
import type { AuditDocument } from '../../../src-shared/domain/audit.ts';
import { isActive } from '../../../src-shared/domain/job.ts';
import { AssayError } from '../../../src-shared/errors/assay-error.ts';
import type { AuditRequestArgs } from '../../../src-shared/rpc/contract.ts';
import type { Handlers } from '../../../src-shared/rpc/server.ts';
import type { JobNews } from '../../jobs/job-board.ts';
import { commandOf } from '../../services/run-command.ts';
import type { AuditPlan } from '../../services/audit-plan.ts';
import { CATALOG } from '../catalog.ts';
import type { Host } from '../create-host.ts';
import { ensureTensorflow } from '../runtime.ts';
import type { HandlerContext } from './context.ts';
import { throttled } from './throttled.ts';

type Calls =
  | 'runs.plan'
  | 'runs.repairs'
  | 'runs.measure'
  | 'runs.start'
  | 'runs.resume'
  | 'runs.stop'
  | 'runs.read'
  | 'runs.timeline'
  | 'scores.read'
  | 'subsets.read'
  | 'features.read'
  | 'features.start'
  | 'features.neighbours';

export function runHandlers(context: HandlerContext): Pick<Handlers, Calls> {
  const { board, speeds } = context;

  /** Puts an attempt at a run on the tray. `attempt` starts or resumes it. */
  function enqueue(host: Host, runId: number, attempt: (news: JobNews) => Promise<AuditDocument>): number {
    const { document, versionId } = host.runDetail(runId);
    const tell = throttled(() => context.emit('run.changed', { runId }));
    const { id } = board.add({
      kind: 'audit',
      subject: `${document.dataset}@${document.version}`,
      lane: 'compute',
      runId,
      versionId,
      onSkipped: () => {
        host.runs.skip(runId);
        tell();
        context.emit('library.changed', {});
      },
      async work(news) {
        let hasBegun = false;
        const watched = {
          ...news,
          onProgress: (progress: Parameters<typeof news.onProgress>[0]) => {
            news.onProgress(progress);
            // Lists show its state, which is another one now.
            if (!hasBegun) context.emit('library.changed', {});
            hasBegun = true;
            tell();
          },
          onNote: (text: string) => {
            news.onNote(text);
            tell();
          },
        };
        try {
          await ensureTensorflow(document.device, watched);
          context.emit('library.changed', {});
          const { flags, final, seconds } = await attempt(watched);
          // A run done in one go has measured this machine better than any trial.
          if (host.runDetail(runId).attempts.length === 1) {
            await speeds.note(host.runs.specOf(runId), host.versions.record(versionId), seconds);
          }
          return { flags, final };
        } finally {
          context.emit('run.changed', { runId });
          context.emit('library.changed', {});
        }
      },
    });
    context.emit('library.changed', {});
    return id;
  }

  return {
    'runs.plan': (request) => {
      const host = context.host();
      const { version, spec } = planOf(host, request);
      const defense = CATALOG.defenses.find(({ id }) => id === spec.defense);
      return {
        spec,
        estimateSeconds: speeds.forecast(spec, version),
        lackOfMemory: host.runs.lackOfMemory({ version, spec }),
        command: commandOf(spec, defense, version, host.workspace),
        judged: { poison: spec.judged?.poison.length ?? 0, clean: spec.judged?.clean.length ?? 0 },
        base: spec.base ?? null,
        trusted:
          spec.trusted === undefined
            ? null
            : { source: spec.trusted.source, count: spec.trusted.indices.length },
      };
    },
    'runs.repairs': ({ versionId }) => context.host().runs.offerRepair(versionId),
    'runs.measure': async ({ versionId, arch, device }, signal) => {
      const version = context.host().versions.record(versionId);
      return { secondsPerImage: await speeds.measure(arch, version, device, signal) };
    },
    'runs.start': (request) => {
      const host = context.host();
      const runId = host.runs.create(planOf(host, request));
      return { runId, jobId: enqueue(host, runId, (news) => host.runs.start(runId, news)) };
    },
    'runs.resume': ({ runId }) => {
      const host = context.host();
      if (board.active().some((job) => job.runId === runId)) {
        throw new AssayError('conflict', `Run ${runId} is at work already.`, { run: runId });
      }
      host.runs.checkResumable(runId);
      return { jobId: enqueue(host, runId, (news) => host.runs.resume(runId, news)) };
    },
    'runs.stop': ({ runId }) => {
      const job = board.list().find((one) => one.runId === runId && one.kind === 'audit' && isActive(one));
      if (job === undefined) throw new AssayError('conflict', `Run ${runId} is not at work.`, { run: runId });
      board.cancel(job.id);
      return null;
    },
    'runs.read': ({ runId }) => context.host().runDetail(runId),
    'runs.timeline': ({ runId, after }) => context.host().timeline(runId, after),
    'scores.read': ({ runId, metric, epoch }) => context.host().score(runId, metric, epoch),
    'subsets.read': ({ runId, name }) => context.host().subset(runId, name),
    'features.read': ({ runId }) => context.host().features.read(runId),
    'features.start': ({ runId }) => {
      const host = context.host();
      host.features.check(runId);
      const { document, versionId } = host.runDetail(runId);
      const { id } = board.add({
        kind: 'features',
        subject: `${document.dataset}@${document.version}`,
        lane: 'compute',
        runId,
        versionId,
        work: async (news) => {
          await ensureTensorflow(document.device, news);
          await host.features.compute(runId, news);
          context.emit('run.changed', { runId });
        },
      });
      return { jobId: id };
    },
    'features.neighbours': ({ runId, index, count }) =>
      context.host().features.neighbours(runId, index, count),
  };
}

function planOf(
  host: Host,
  { versionId, base = null, trusted = null, ...choices }: AuditRequestArgs,
): AuditPlan {
  const version = host.versions.record(versionId);
  return host.runs.plan({ ...choices, base, trusted, dataset: `${version.dataset}@${version.version}` });
}
