import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { PROJECT_ROOT } from './planted-tree.ts';

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
});

type Packages = z.infer<typeof lockFile>['packages'];

/**
 * Packages for other platforms that the lock file lists as wanted and leaves out. npm forgets them when it installs
 * with a registry or a node_modules that lacks them, and `npm ci` then refuses the lock file on every machine.
 */
function forgottenPackages(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies ?? {}).filter(
      (name) => !(`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages),
    ),
  );
}

describe('package-lock.json', () => {
  it('has an entry for every optional package, so that npm ci accepts it', () => {
    const text = readFileSync(join(PROJECT_ROOT, 'package-lock.json'), 'utf8');
    expect(forgottenPackages(lockFile.parse(JSON.parse(text)).packages)).toEqual([]);
  });

  it('is found to lack one when an entry is gone', () => {
    const tool = { optionalDependencies: { 'tool-linux-x64': '1.0.0', 'tool-darwin-arm64': '1.0.0' } };
    expect(forgottenPackages({ 'node_modules/tool': tool, 'node_modules/tool-linux-x64': {} })).toEqual([
      'tool-darwin-arm64',
    ]);
  });
});
