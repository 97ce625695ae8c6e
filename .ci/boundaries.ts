/**
 * Checks who imports whom (rules in .dependency-cruiser.mjs) in the project at the working directory.
 *
 * A cruiser that cannot parse TypeScript finds no module and calls that clean, so every .ts file on disk has to be
 * among the cruised modules, and where a file names a relative import some dependency has to have been seen.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface CruiseReport {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly totalDependenciesCruised: number;
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
      readonly cycle?: readonly { readonly name: string }[];
    }[];
    readonly ruleSetUsed?: {
      readonly forbidden?: readonly { readonly name: string; readonly comment?: string }[];
    };
  };
}

const ROOMS = ['lib', 'bin', 'functions'];

/** @throws when the cruiser prints no report, for instance because its configuration does not load. */
function cruise(rooms: readonly string[]): CruiseReport {
  const cruiser = join(import.meta.dirname, '..', 'node_modules', '.bin', 'depcruise');
  const run = spawnSync(
    process.execPath,
    [cruiser, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...rooms],
    { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (!run.stdout.startsWith('{')) throw new Error(`dependency-cruiser gave no report:\n${run.stderr}`);
  return JSON.parse(run.stdout);
}

/** What is wrong, a line each; an empty list says that the boundaries hold. */
function complaints(report: CruiseReport, files: readonly string[]): string[] {
  const reasons = new Map(
    report.summary.ruleSetUsed?.forbidden?.map((rule) => [rule.name, rule.comment ?? '']),
  );
  const found = report.summary.violations.map((violation) => {
    const to = violation.cycle?.map((step) => step.name).join(' -> ') ?? violation.to;
    return `${violation.rule.name}: ${violation.from} -> ${to}\n    ${reasons.get(violation.rule.name)}`;
  });

  const cruised = new Set(report.modules.map((module) => module.source));
  const unseen = files.filter((file) => !cruised.has(file));
  if (unseen.length > 0) {
    found.push(
      `modules-missing: ${unseen.length} of ${files.length} files were not cruised: ${unseen.join(', ')}`,
    );
  }

  const anyRelativeImport = files.some((file) => /\bfrom '\.{1,2}\//.test(readFileSync(file, 'utf8')));
  if (anyRelativeImport && report.summary.totalDependenciesCruised === 0) {
    found.push('dependencies-missing: files import each other, and not one import was cruised');
  }
  return found;
}

const rooms = ROOMS.filter((room) => existsSync(room));
const files = globSync(
  rooms.map((room) => `${room}/**/*.ts`),
  { exclude: (path) => path.includes('fixtures') },
).filter((file) => !file.endsWith('.d.ts'));
if (files.length === 0)
  throw new Error(`no .ts file under ${ROOMS.join(', ')}: run this in the project's root`);

const report = cruise(rooms);
const found = complaints(report, files);
for (const line of found) console.error(line);
console.log(
  `boundaries: ${files.length} files, ${report.summary.totalDependenciesCruised} imports, ${found.length} violations`,
);
process.exitCode = found.length === 0 ? 0 : 1;
