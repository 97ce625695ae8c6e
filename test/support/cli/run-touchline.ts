import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as its users do, in a process of its own with pipes for streams. */
export function runTouchline(args: readonly string[], input = ''): Promise<Ended> {
  return runNode(['--disable-warning=ExperimentalWarning', resolve('bin/touchline.ts'), ...args], input);
}

/** Runs Node with these arguments. */
export function runNode(args: readonly string[], input = ''): Promise<Ended> {
  const child = spawn(resolve('node_modules/.bin/node'), args, { stdio: 'pipe' });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  // A child that does not read its input closes the pipe under us.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((done) => {
    child.on('close', (code) => done({ code, out, err }));
  });
}

/** Writes files below a new folder of the system's temporary directory, and returns the folder. */
export function writeFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'touchline-cli-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
