// The gate: typescript-eslint's strictest presets, and the house's layout. A rule that is off has its reason beside it.
import stylistic from '@stylistic/eslint-plugin'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

export default defineConfig(
  { ignores: ['.tap/', 'node_modules/', 'data/', 'src/**/assets/'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  stylistic.configs.customize({ indent: 2, quotes: 'single', semi: false, braceStyle: '1tbs', commaDangle: 'never', arrowParens: false }),
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@stylistic/arrow-parens': ['error', 'as-needed'],
      '@stylistic/space-before-function-paren': ['error', 'always'],
      '@stylistic/max-len': ['error', { code: 150, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true }],
      '@stylistic/operator-linebreak': ['error', 'before', { overrides: { '=': 'after' } }],
      // The house writes short one-line guards and unions; these two would unfold them.
      '@stylistic/max-statements-per-line': 'off',
      '@stylistic/member-delimiter-style': ['error', { multiline: { delimiter: 'none' }, singleline: { delimiter: 'comma', requireLast: false } }],
      // Numbers and dates in a template are plain; objects stay forbidden.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // A union or record is a type here; interfaces are for contracts.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // Empty callbacks are how a stream is told "nobody waits for this".
      '@typescript-eslint/no-empty-function': 'off',
      'no-restricted-imports': ['error', { patterns: [{ regex: '^node:(?!test)', importNamePattern: '^default$', message: 'Import names, not defaults.' }] }]
    }
  },
  {
    // tap's assertions are called for their effect on `t`; a suite's promise is awaited by tap itself.
    files: ['test/**/*.ts'],
    // Its callbacks are async so that a thrown error is the test's, also where nothing is awaited.
    rules: { '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/require-await': 'off' }
  },
  {
    // A column is read at the type its check constraint guarantees; the caller names that type once, here and nowhere else.
    files: ['src/store/cells.ts'],
    rules: { '@typescript-eslint/no-unnecessary-type-parameters': 'off' }
  },
  { files: ['eslint.config.js'], extends: [tseslint.configs.disableTypeChecked] }
)
