import { existsSync, statSync } from 'node:fs';
import type { Refusal, SignalIntake } from '../../app/ports/signal-intake.ts';
import { MAX_LINE_BYTES, readLines } from './read-lines.ts';

/** One line of input that is no signal, with the reason. `detail` quotes the line's own words, never its payload. */
export interface RefusedLine extends Refusal {
  readonly line: number;
}

export interface ReadOptions {
  readonly onRefused?: (refused: RefusedLine) => void;
  readonly onProgress?: (lines: number) => void;
}

const PROGRESS_LINES = 50_000;

/** A file of signals that is not there. */
export class SignalFileError extends Error {}

/** Hands every line of NDJSON, of a file or of standard input (`-`), to the intake. Throws SignalFileError. */
export async function readSignalFile(
  path: string,
  intake: SignalIntake,
  options: ReadOptions = {},
): Promise<void> {
  // A pipe will do as well as a file: `replay <(gunzip -c signals.gz)`.
  if (path !== '-' && (!existsSync(path) || statSync(path).isDirectory()))
    throw new SignalFileError(`there is no file "${path}"`);
  let lines = 0;
  await readLines(path, ({ number, text }) => {
    lines += 1;
    if (lines % PROGRESS_LINES === 0) options.onProgress?.(lines);
    const refusal = take(text, intake);
    if (refusal !== undefined) options.onRefused?.({ line: number, ...refusal });
    return intake.isFull ? intake.spill() : undefined;
  });
}

function take(text: string | undefined, intake: SignalIntake): Refusal | undefined {
  if (text === undefined) return intake.reject('too-large', `the line has more than ${MAX_LINE_BYTES} bytes`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return intake.reject('malformed', 'the line is not JSON');
  }
  return intake.add(json);
}
