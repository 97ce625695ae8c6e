import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolderError } from '../../../lib/adapters/local/data-folder-error.ts';
import { holdFolder } from '../../../lib/adapters/local/hold-folder.ts';
import { runNode } from '../../support/cli/run-touchline.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchline-hold-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a folder that is held', () => {
  it('is held once, and can be held again after it was released', () => {
    const held = holdFolder(folder);
    expect(() => holdFolder(folder)).toThrow(DataFolderError);
    expect(() => holdFolder(folder)).toThrow(/runs on ".+" already/);
    held.release();
    holdFolder(folder).release();
  });

  it('keeps another process out, and is free once a process has died with it', async () => {
    const script = (then: string) => [
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '--eval',
      `import { holdFolder } from ${JSON.stringify(join(process.cwd(), 'lib/adapters/local/hold-folder.ts'))};
      holdFolder(${JSON.stringify(folder)}); ${then}`,
    ];
    const killed = await runNode(script("process.kill(process.pid, 'SIGKILL');"));
    expect(killed).toMatchObject({ code: null, err: '' });
    const held = holdFolder(folder);
    const refused = await runNode(script("process.stdout.write('held');"));
    expect(refused).toMatchObject({ code: 1, out: '', err: expect.stringContaining('already') });
    held.release();
    expect(await runNode(script("process.stdout.write('held');"))).toMatchObject({ code: 0, out: 'held' });
  });

  it('is made for its owner alone', () => {
    const inner = join(folder, 'new', 'data');
    holdFolder(inner).release();
    expect(statSync(inner).mode & 0o777).toBe(0o700);
    expect(statSync(join(inner, 'running.lock')).mode & 0o777).toBe(0o600);
  });

  it('is none where a file lies in its place', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => holdFolder(join(folder, 'file'))).toThrow(/cannot be made or written to/);
  });
});
