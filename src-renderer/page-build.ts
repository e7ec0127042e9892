/** How the interface is built, for both of its hosts: the desktop window and the browser. */
import vue from '@vitejs/plugin-vue';
import type { UserConfig } from 'vite';

/** `root`: the project's folder; `outDir` must lie in no folder that is watched for sources. */
export function pageBuild(root: string, outDir = `${root}/out/renderer`) {
  return {
    root: `${root}/src-renderer`,
    // The page is served from the top of its origin in both hosts, but opened under any path by tests.
    base: './',
    plugins: [vue()],
    define: {
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
      __VUE_I18N_FULL_INSTALL__: 'true',
      __VUE_I18N_LEGACY_API__: 'false',
      // Messages are walked, not compiled to functions, which the content policy would forbid.
      __INTLIFY_JIT_COMPILATION__: 'true',
      __INTLIFY_PROD_DEVTOOLS__: 'false',
    },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2024',
      cssTarget: ['chrome130', 'firefox132', 'safari18'],
      minify: true,
      // The content policy allows no inline script and no data address of a font.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2048,
      rolldownOptions: { input: `${root}/src-renderer/index.html` },
    },
  } satisfies UserConfig;
}
