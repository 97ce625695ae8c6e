import { existsSync, statSync } from 'node:fs';
import type { Rulebook } from '../../core/rulebook.ts';
import { type InputReason, SignalCollector } from '../../replay/collect-signals.ts';
import { MAX_LINE_BYTES, readLines } from './read-lines.ts';
import { SpillFiles } from './spill-signals.ts';

/** One line of input that is no signal, with the reason. `detail` quotes the line's own words, never its payload. */
export interface RejectedLine {
  readonly line: number;
  readonly reason: InputReason;
  readonly detail: string;
}

export interface CollectOptions {
  /** Signals kept in memory before a sorted run goes to disk. */
  readonly keep?: number;
  readonly onReject?: (rejected: RejectedLine) => void;
  readonly onProgress?: (lines: number) => void;
}

/** Two million signals of usual size take about 1 GB. */
const KEEP = 2_000_000;
const PROGRESS_LINES = 50_000;

/** A file of signals that is not there or cannot be read. */
export class SignalFileError extends Error {}

/** A collected file, with the temporary files that `close` removes. */
export interface CollectedFile {
  readonly collector: SignalCollector;
  /** Sorted runs that went to disk. */
  readonly spilled: () => number;
  close(): void;
}

/** Reads NDJSON of CloudEvents, in any order, from a file or from standard input (`-`). */
export async function collectFile(path: string, rulebook: Rulebook, options: CollectOptions = {}): Promise<CollectedFile> {
  if (path !== '-' && (!existsSync(path) || !statSync(path).isFile())) throw new SignalFileError(`there is no file "${path}"`);
  const spill = new SpillFiles(rulebook.signalTypes);
  const collector = new SignalCollector(rulebook, spill, options.keep ?? KEEP);
  let lines = 0;
  const refuse = (line: number, rejected: { reason: InputReason; detail: string } | undefined) => {
    if (rejected !== undefined) options.onReject?.({ line, ...rejected });
  };
  await readLines(path, ({ number, text }) => {
    lines += 1;
    if (lines % PROGRESS_LINES === 0) options.onProgress?.(lines);
    if (text === undefined) {
      refuse(number, collector.reject('too-large', `the line has more than ${MAX_LINE_BYTES} bytes`));
      return undefined;
    }
    const parsed = parse(text);
    refuse(number, parsed === undefined ? collector.reject('malformed', 'the line is not JSON') : collector.add(parsed.json));
    return collector.isFull ? collector.spill() : undefined;
  });
  return { collector, spilled: () => spill.runs, close: () => spill.close() };
}

function parse(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
