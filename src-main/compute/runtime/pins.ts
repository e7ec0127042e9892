/**
 * Exactly which TensorFlow is used. The npm binding's own download is gone for everybody, so the libraries come from
 * the official Python wheels, each pinned by its SHA-256. Any Python 3 with pip can fetch them.
 */
import { AssayError } from '../../../src-shared/errors/assay-error.ts';

export const TENSORFLOW_VERSION = '2.21.0';

export type Variant = 'cpu' | 'cuda';

export interface WheelPin {
  /** Name and version on the package index. */
  requirement: string;
  sha256: string;
  /** Of the download. */
  sizeBytes: number;
}

export interface RuntimePins {
  /** Platform tags that pip may choose from. */
  platformTags: readonly string[];
  tensorflow: WheelPin;
  /** NVIDIA's libraries, unpacked whole; empty for the CPU. */
  nvidia: readonly WheelPin[];
  /** Disk that set-up needs while it works, in bytes. */
  diskBytes: number;
}

const GIB = 1024 ** 3;

/** Name without its prefix and suffix, version, SHA-256, size of the download in bytes. */
const NVIDIA_PINS: readonly [name: string, version: string, sha256: string, sizeBytes: number][] = [
  ['cublas', '12.9.3.13', 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72', 581_217_458],
  ['cuda-cupti', '12.8.90', 'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182', 10_248_621],
  ['cuda-nvcc', '12.9.86', '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0', 40_546_229],
  ['cuda-nvrtc', '12.9.86', '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4', 89_568_129],
  ['cuda-runtime', '12.9.79', '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3', 3_493_179],
  ['cudnn', '9.28.0.42', '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375', 716_538_495],
  ['cufft', '11.4.1.4', 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28', 200_877_592],
  ['curand', '10.3.10.19', '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e', 68_295_626],
  ['cusolver', '11.7.5.82', '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88', 338_117_415],
  ['cusparse', '12.5.10.65', '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78', 366_465_088],
  ['nccl', '2.32.3', 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c', 351_526_311],
  ['nvjitlink', '12.9.86', 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9', 39_748_338],
];

const NVIDIA_LINUX_X64 = NVIDIA_PINS.map(([name, version, sha256, sizeBytes]) => ({
  requirement: `nvidia-${name}-cu12==${version}`,
  sha256,
  sizeBytes,
}));

const LINUX_X64_TAGS = ['manylinux_2_27_x86_64', 'manylinux2014_x86_64', 'manylinux2010_x86_64'] as const;

const PINS: Readonly<Record<string, RuntimePins>> = {
  'cpu-linux-x64': {
    platformTags: LINUX_X64_TAGS,
    tensorflow: {
      requirement: 'tensorflow-cpu==2.21.0',
      sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      sizeBytes: 273_829_956,
    },
    nvidia: [],
    diskBytes: 1.5 * GIB,
  },
  'cuda-linux-x64': {
    platformTags: LINUX_X64_TAGS,
    tensorflow: {
      requirement: 'tensorflow==2.21.0',
      sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
      sizeBytes: 572_440_367,
    },
    nvidia: NVIDIA_LINUX_X64,
    diskBytes: 10 * GIB,
  },
  'cpu-linux-arm64': {
    platformTags: ['manylinux_2_27_aarch64'],
    tensorflow: {
      requirement: 'tensorflow==2.21.0',
      sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
      sizeBytes: 281_828_020,
    },
    nvidia: [],
    diskBytes: 1.5 * GIB,
  },
  'cpu-darwin-arm64': {
    platformTags: ['macosx_12_0_arm64'],
    tensorflow: {
      requirement: 'tensorflow==2.21.0',
      sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
      sizeBytes: 223_405_849,
    },
    nvidia: [],
    diskBytes: 1.5 * GIB,
  },
};

/** Whether there is a build for this variant at all. */
export function isPinned(
  variant: Variant,
  platform: string = process.platform,
  arch: string = process.arch,
): boolean {
  return PINS[`${variant}-${platform}-${arch}`] !== undefined;
}

/** What will be downloaded in all, in bytes. */
export function downloadBytes(pins: RuntimePins): number {
  return pins.tensorflow.sizeBytes + pins.nvidia.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Throws `backend.unavailable` where no wheel is pinned. */
export function runtimePins(
  variant: Variant,
  platform: string = process.platform,
  arch = process.arch,
): RuntimePins {
  const pins = PINS[`${variant}-${platform}-${arch}`];
  if (pins === undefined) {
    const hint =
      platform === 'win32'
        ? ' Use Linux, for instance under WSL2.'
        : ' Use --device cpu on Linux x64, Linux arm64 or macOS arm64.';
    throw new AssayError(
      'backend.unavailable',
      `There is no TensorFlow ${TENSORFLOW_VERSION} for ${variant} on ${platform} ${arch}.${hint}`,
      { variant, platform, arch },
    );
  }
  return pins;
}
