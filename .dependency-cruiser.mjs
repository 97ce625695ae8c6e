// Which room may use which: core <- app <- adapters <- functions, bin. One rule a sentence of DESIGN; the planted
// tree of test/architecture/boundaries.test.ts breaks each rule once, and names a rule that nothing breaks.

/** What the pure core may use from outside; a new entry has to be free of clock, chance and I/O. */
const CORE_PACKAGES = [
  'zod',
  'json-rules-engine',
  'liquidjs',
  'temporal-polyfill',
  'jsonc-parser',
  '@noble/hashes',
  'fastest-levenshtein',
];

const anyOf = (names) => `(${names.join('|')})`;

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    forbid(
      'core-uses-only-core',
      'lib/core stands at the bottom: move what is needed into the core, or pass it in as an argument.',
      { path: '^lib/core/' },
      { path: '^(lib|bin|functions|test)/', pathNot: '^lib/core/' },
    ),
    forbid(
      'core-uses-no-node-builtins',
      'lib/core has no I/O; hashing is @noble/hashes.',
      { path: '^lib/core/' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'core-uses-only-listed-packages',
      'A package that the core may use is listed in CORE_PACKAGES, with a thought for purity.',
      { path: '^lib/core/' },
      { path: 'node_modules/', pathNot: `node_modules/${anyOf(CORE_PACKAGES)}/` },
    ),
    forbid(
      'app-uses-only-core',
      'lib/app holds use cases and their ports: an adapter is handed in, never imported.',
      { path: '^lib/app/' },
      { path: '^(lib|bin|functions|test)/', pathNot: '^lib/(core|app)/' },
    ),
    forbid(
      'adapters-use-only-core-and-app',
      'lib/adapters implements the ports of lib/app and knows nothing above them.',
      { path: '^lib/adapters/' },
      { path: '^(lib|bin|functions|test)/', pathNot: '^lib/(core|app|adapters)/' },
    ),
    forbid(
      'memory-adapters-stand-alone',
      'Memory twins serve tests and replay: nothing durable and no AWS comes in through them.',
      { path: '^lib/adapters/memory/' },
      { path: '^lib/adapters/(aws|local)/' },
    ),
    forbid(
      'aws-and-local-adapters-apart',
      'The local runtime starts with no AWS SDK, and a Lambda bundles no SQLite.',
      { path: '^lib/adapters/(aws|local)/' },
      { path: '^lib/adapters/(aws|local)/', pathNot: '^lib/adapters/$1/' },
    ),
    forbid(
      'replay-uses-only-core-app-and-memory',
      'Replay holds no channel that can send, so it never sees a real adapter.',
      { path: '^lib/replay/' },
      { path: '^(lib|bin|functions|test)/', pathNot: '^lib/(core|app|replay|adapters/memory)/' },
    ),
    forbid(
      'infra-uses-only-core',
      'lib/infra describes what is deployed: it reads schemas, compiled journeys and names from the core.',
      { path: '^lib/infra/' },
      { path: '^(lib|bin|functions|test)/', pathNot: '^lib/(core|infra)/' },
    ),
    forbid(
      'run-time-never-imports-infra',
      'CDK code is loaded by bin/app.ts alone; at run time it would cost every cold start.',
      { path: '^(lib|bin|functions)/', pathNot: '^(lib/infra/|bin/app\\.ts$)' },
      { path: '^lib/infra/' },
    ),
    forbid(
      'lib-never-imports-entry-points',
      'bin and functions are the outermost ring.',
      { path: '^lib/' },
      { path: '^(bin|functions)/' },
    ),
    forbid(
      'product-never-imports-tests',
      'What ships does not depend on test support.',
      { path: '^(lib|bin|functions)/' },
      { path: '^test/' },
    ),
    forbid(
      'aws-sdk-only-in-aws-adapters',
      'The AWS SDK is used in lib/adapters/aws, and by the handlers that hand its clients in.',
      { path: '^(lib|bin)/', pathNot: '^lib/adapters/aws/' },
      { path: 'node_modules/(@aws-sdk|@smithy|@aws-lambda-powertools)/' },
    ),
    forbid(
      'cdk-only-in-infra',
      'CDK is a tool of deployment.',
      { path: '^(lib|bin|functions)/', pathNot: '^(lib/infra/|bin/app\\.ts$)' },
      { path: 'node_modules/(aws-cdk-lib|constructs|cdk-nag)/' },
    ),
    forbid(
      'no-dev-dependency-at-run-time',
      'What runs in production is listed in dependencies.',
      { path: '^(lib|bin|functions)/', pathNot: '^(lib/infra/|bin/app\\.ts$)' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'no-undeclared-package',
      'A package that is imported is listed in package.json.',
      { path: '^(lib|bin|functions)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    ),
    forbid('no-unresolvable', 'The file or package does not exist.', {}, { couldNotResolve: true }),
    forbid('no-circular', 'A cycle, of types too, is one module in two files.', {}, { circular: true }),
    forbid(
      'no-orphans',
      'A module that imports nothing and is imported by nothing is dead.',
      { path: '^lib/', pathNot: '\\.d\\.ts$', orphan: true },
      {},
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)fixtures/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
