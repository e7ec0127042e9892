/** How `electron-vite` builds the desktop application: main with the worker and its thread, the preload, the page. */
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { pageBuild } from './src-renderer/page-build.ts';

const root = import.meta.dirname;

/**
 * `electron-vite` declares `require` in each bundle that mentions it, for sources that are no modules. Ours declare
 * theirs with `createRequire`, and two of one name are a syntax error.
 */
function withoutRequireShim(): Plugin {
  return {
    name: 'assay:without-require-shim',
    configResolved({ plugins }) {
      const shim = plugins.find(({ name }) => name === 'vite:esm-shim');
      if (shim === undefined) throw new Error('electron-vite has no shim any more; take this plugin out.');
      delete shim.renderChunk;
    },
  };
}

// Packages stay outside of the bundles: some are native, and one copy of each must serve all entries.
export default defineConfig({
  main: {
    plugins: [withoutRequireShim()],
    build: {
      externalizeDeps: true,
      rolldownOptions: {
        input: {
          main: `${root}/src-main/electron/main.ts`,
          worker: `${root}/src-main/worker/main.ts`,
          views: `${root}/src-main/worker/views/thread.ts`,
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  // A sandboxed preload is one CommonJS file that requires nothing but Electron.
  preload: {
    build: {
      externalizeDeps: false,
      isolatedEntries: true,
      rolldownOptions: {
        input: { preload: `${root}/src-main/electron/preload.ts` },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: pageBuild(root),
});
