/** A run as a person puts it together: method, time, what a repair starts from; and the request that it makes. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { ArchitectureEntry, DefenseEntry } from '../../../src-shared/domain/catalog.ts';
import type { Modality } from '../../../src-shared/domain/dataset.ts';
import { DEFAULT_EXECUTION, type AuditSpec, type Execution } from '../../../src-shared/domain/run.ts';
import type { AuditRequestArgs, LibraryVersion, RepairOffer } from '../../../src-shared/rpc/contract.ts';
import type { OptionValue } from '../../../src-shared/schema/fields.ts';
import { hello, settings } from '../../app/session.ts';
import { call } from '../../rpc/connection.ts';
import { useQuery, type Query } from '../../rpc/use-query.ts';
import { problemOfTrusted, usualSource, type TrustedSource } from './trusted-rules.ts';

export interface RunForm {
  defenseId: Ref<string>;
  preset: Ref<string>;
  arch: Ref<string>;
  seed: Ref<number>;
  device: Ref<AuditSpec['device']>;
  execution: Ref<Execution>;
  options: ShallowRef<Readonly<Record<string, OptionValue>>>;
  useVerdicts: Ref<boolean>;
  defense: ComputedRef<DefenseEntry | null>;
  modality: ComputedRef<Modality>;
  architectures: ComputedRef<readonly ArchitectureEntry[]>;
  /** What holds where no option was changed. */
  optionBase: ComputedRef<Readonly<Record<string, OptionValue>>>;
  isRepair: ComputedRef<boolean>;
  repairs: Query<'runs.repairs'>;
  base: ComputedRef<number | null>;
  trustedSource: ComputedRef<TrustedSource>;
  trustedShare: ComputedRef<number>;
  /** Null while something is missing that the host need not be asked about. */
  request: ComputedRef<AuditRequestArgs | null>;
  chooseDefense(id: string): void;
  choosePreset(id: string): void;
  chooseBase(run: number): void;
  chooseSource(source: TrustedSource): void;
  chooseShare(share: number): void;
  /** Everything as it was in a run that there is. */
  takeFrom(runId: number, nextSeed: boolean): Promise<void>;
}

/** What a person chose of a repair; null: nothing yet, so the host's own rule holds. */
interface RepairChoice {
  base: number | null;
  source: TrustedSource | null;
  share: number | null;
}

const NOTHING_CHOSEN: RepairChoice = { base: null, source: null, share: null };

export function useRunForm(version: () => LibraryVersion | null): RunForm {
  const catalog = computed(() => hello.value?.catalog ?? null);
  const defenseId = ref(catalog.value?.defenses[0]?.id ?? '');
  const preset = ref('standard');
  const arch = ref('');
  const seed = ref(1);
  const device = ref(settings.value?.device ?? 'auto');
  const execution = ref(DEFAULT_EXECUTION);
  const options = shallowRef<Readonly<Record<string, OptionValue>>>({});
  const useVerdicts = ref(true);
  const choice = shallowRef(NOTHING_CHOSEN);

  const defense = computed(() => catalog.value?.defenses.find(({ id }) => id === defenseId.value) ?? null);
  const modality = computed<Modality>(() => version()?.modality ?? 'image');
  const architectures = computed(() =>
    (catalog.value?.architectures ?? []).filter((one) => one.modality === modality.value),
  );
  // Another dataset may hold other samples, for which neither the network nor the method need be made.
  watch(
    architectures,
    (offered) => {
      if (!offered.some(({ id }) => id === arch.value)) arch.value = offered[0]?.id ?? '';
      if (defense.value?.modalities.includes(modality.value) === true) return;
      const fitting = catalog.value?.defenses.find(({ modalities }) => modalities.includes(modality.value));
      if (fitting !== undefined) chooseDefense(fitting.id);
    },
    { immediate: true },
  );
  const optionBase = computed(() => ({
    ...Object.fromEntries(
      Object.entries(defense.value?.options ?? {}).map(([name, field]) => [name, field.default]),
    ),
    ...defense.value?.presets[preset.value],
  }));

  const isRepair = computed(() => defense.value?.kind === 'repair');
  const repairs = useQuery(
    'runs.repairs',
    () => {
      const versionId = version()?.id;
      return isRepair.value && versionId !== undefined ? { versionId } : null;
    },
    { 'library.changed': () => true, 'verdicts.changed': ({ versionId }) => versionId === version()?.id },
  );
  const baseRun = computed(() => {
    const fitting = (repairs.data.value?.bases ?? []).filter(({ obstacle }) => obstacle === null);
    const named = fitting.find(({ run }) => run === choice.value.base);
    return named ?? fitting.find(({ run }) => run === repairs.data.value?.latest) ?? fitting[0] ?? null;
  });
  const trustedSource = computed(() => {
    const offer = repairs.data.value;
    // Only a drill can draw.
    const wanted = offer?.knownClean === null ? 'judged' : choice.value.source;
    return wanted ?? (offer === null ? 'judged' : usualSource(offer));
  });
  const trustedShare = computed(() => choice.value.share ?? repairs.data.value?.usualShare ?? 0);

  const request = computed((): AuditRequestArgs | null => {
    const versionId = version()?.id;
    if (versionId === undefined || defense.value === null) return null;
    const own = {
      versionId,
      defense: defenseId.value,
      preset: preset.value,
      seed: seed.value,
      device: device.value,
      execution: execution.value,
      options: options.value,
      useVerdicts: useVerdicts.value,
    };
    if (!isRepair.value) return { ...own, arch: arch.value };
    const mended = repairRequest(repairs.data.value, baseRun.value, trustedSource.value, trustedShare.value);
    return mended === null ? null : { ...own, ...mended };
  });

  function chooseDefense(id: string): void {
    defenseId.value = id;
    options.value = {};
  }

  return {
    ...{ defenseId, preset, arch, seed, device, execution, options, useVerdicts },
    ...{ defense, modality, architectures },
    ...{ optionBase, isRepair, repairs, trustedSource, trustedShare, request, chooseDefense },
    base: computed(() => baseRun.value?.run ?? null),
    choosePreset(id) {
      preset.value = id;
      options.value = {};
    },
    chooseBase: (base) => void (choice.value = { ...choice.value, base }),
    chooseSource: (source) => void (choice.value = { ...choice.value, source }),
    chooseShare: (share) => void (choice.value = { ...choice.value, share }),
    async takeFrom(runId, nextSeed) {
      const { document } = await call('runs.read', { runId });
      const { trusted } = document;
      defenseId.value = document.defense;
      preset.value = document.preset;
      arch.value = document.arch;
      execution.value = document.execution;
      seed.value = document.seed + (nextSeed ? 1 : 0);
      options.value = Object.fromEntries(
        Object.entries(document.options).filter(([name, own]) => own !== optionBase.value[name]),
      );
      choice.value = {
        base: document.base,
        source: trusted === null ? null : trusted.source === 'drill' ? 'drawn' : 'judged',
        share: trusted?.source === 'drill' ? trusted.count / document.samples : null,
      };
    },
  };
}

/** Its own part of the request; null where it cannot be made. */
function repairRequest(
  offer: RepairOffer | null,
  base: RepairOffer['bases'][number] | null,
  source: TrustedSource,
  share: number,
): Pick<AuditRequestArgs, 'arch' | 'base' | 'trusted'> | null {
  if (offer === null || base === null || problemOfTrusted(offer, source, share) !== null) return null;
  return { arch: base.arch, base: base.run, trusted: source === 'drawn' ? share : null };
}
