import { defineConfig } from 'vitest/config';

/**
 * Two projects: `unit` (npm test) and `slow` (npm run test:slow), which start other programs or run for long.
 * CI points VITEST_JSON_REPORT at a file and counts what it finds there.
 */
const jsonReport = process.env.VITEST_JSON_REPORT;

export default defineConfig({
  test: {
    // Threads start fastest; two of them fill the smallest machine that this is developed on.
    pool: 'threads',
    maxWorkers: 2,
    allowOnly: false,
    reporters: jsonReport === undefined ? ['default'] : ['default', ['json', { outputFile: jsonReport }]],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/slow/**', 'test/bench/**', 'test/deploy/**', '**/fixtures/**'],
          // Properties share two cores with whatever else runs; a hang still shows within seconds.
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['test/slow/**/*.test.ts'],
          exclude: ['**/fixtures/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
