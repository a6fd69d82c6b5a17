import tsdoc from 'eslint-plugin-tsdoc';
import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

/** Folders of lib/ from left to right: a folder imports from itself and from folders to its left. */
const rooms = [
  'common',
  'geometry',
  'meshes',
  'datasets',
  'metrics',
  'allocation',
  'tensor',
  'models',
  'quantizers',
  'sensitivity',
  'training',
  'mqat',
  'export',
  'experiments',
  'report',
  'deployment',
  'verification',
];
/** Pure mathematics: no TensorFlow, no files. */
const pureRooms = ['geometry', 'metrics', 'allocation'];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.venv/',
      '.venv-bench/',
      '.setup/',
      'data/',
      'results/',
      'runs/',
      'site/',
    ],
  },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    files: ['**/*.ts'],
    plugins: { tsdoc, boundaries },
    settings: {
      'import/resolver': { node: { extensions: ['.ts'] } },
      'boundaries/elements': rooms.map((room) => ({ type: room, pattern: `lib/${room}` })),
    },
    rules: {
      'tsdoc/syntax': 'error',
      'max-lines': ['error', 400],
      'no-console': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: rooms.map((room, index) => ({
            from: { element: { type: room } },
            allow: { to: { element: { types: { anyOf: rooms.slice(0, index + 1) } } } },
          })),
        },
      ],
    },
  },
  {
    files: ['lib/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'stdout', message: 'The library speaks through a Reporter.' },
        { object: 'process', property: 'stderr', message: 'The library speaks through a Reporter.' },
        { object: 'Math', property: 'random', message: 'Draw from lib/common/random.ts, by a seed.' },
      ],
    },
  },
  {
    files: pureRooms.map((room) => `lib/${room}/**/*.ts`),
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: ['@tensorflow/*', 'node:fs*', 'sharp', 'danfojs-node'] },
      ],
    },
  },
  { files: ['scripts/**', 'bench/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
