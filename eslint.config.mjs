import vuePlugin from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';
import vueParser from 'vue-eslint-parser';

const rules = {
  'no-restricted-properties': [
    'error',
    { object: 'Math', property: 'random', message: 'Use a stream of src-shared/math/rng.ts.' },
  ],
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { prefer: 'type-imports' }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  eqeqeq: ['error', 'always'],
};

const parserOptions = {
  project: [
    './src-shared/tsconfig.json',
    './src-main/tsconfig.json',
    './src-main/train/tsconfig.json',
    './src-main/electron/tsconfig.json',
    './src-renderer/tsconfig.json',
    './test/tsconfig.json',
    './test/e2e/tsconfig.json',
  ],
  tsconfigRootDir: import.meta.dirname,
};

export default tseslint.config(
  { ignores: ['node_modules/', 'out/', 'dist/', '**/*.mjs', '**/*.cjs'] },
  ...tseslint.configs.recommendedTypeChecked,
  { languageOptions: { parserOptions }, rules },
  ...vuePlugin.configs['flat/recommended'].map((config) => ({ ...config, files: ['src-renderer/**/*.vue'] })),
  {
    files: ['src-renderer/**/*.vue'],
    languageOptions: {
      parser: vueParser,
      parserOptions: { ...parserOptions, parser: tseslint.parser, extraFileExtensions: ['.vue'] },
    },
    rules: {
      ...rules,
      // The formatter decides about the shape of templates.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      // Data and its labels come from an adversary; nothing of it becomes markup.
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
    },
  },
);
