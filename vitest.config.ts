import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Once, before two processes would build it at the same time.
    globalSetup: ['test/support/build-page.ts'],
    // Native addons (SQLite, TensorFlow) live in processes, not threads; two at most, the machine's TensorFlow
    // already uses every core.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
