import { closeSync, openSync, readSync } from 'node:fs';

/** A longer line is no signal (a CloudEvent should stay under 64 KiB). */
export const MAX_LINE_BYTES = 1_048_576;
const CHUNK_BYTES = 1_048_576;
/** U+FEFF in UTF-8, which some programs put at the start of a file. */
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** One line of input: its text, or undefined when it was too long and has been passed over. */
export interface Line {
  readonly number: number;
  readonly text: string | undefined;
}

/**
 * Calls `take` for every line that is not blank, reading into one buffer: memory stays flat however large the file
 * or its lines are. `take` may return a promise, which is awaited. A last line without a newline counts.
 */
export async function readLines(path: string, take: (line: Line) => void | Promise<void>): Promise<void> {
  const fd = path === '-' ? 0 : openSync(path, 'r');
  try {
    await readAll(fd, take);
  } finally {
    if (path !== '-') closeSync(fd);
  }
}

async function readAll(fd: number, take: (line: Line) => void | Promise<void>): Promise<void> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES + MAX_LINE_BYTES);
  let filled = 0;
  let number = 0;
  let skipping = false;
  const emit = (start: number, end: number) => {
    number += 1;
    if (skipping || end - start > MAX_LINE_BYTES) {
      skipping = false;
      return take({ number, text: undefined });
    }
    const from =
      number === 1 && buffer.subarray(start, start + 3).equals(BYTE_ORDER_MARK) ? start + 3 : start;
    const text = buffer.toString('utf8', from, Math.max(from, end));
    return text.trim() === '' ? undefined : take({ number, text });
  };
  for (;;) {
    const read = await readSome(fd, buffer, filled);
    if (read === 0) break;
    const end = filled + read;
    let start = 0;
    for (
      let newline = buffer.indexOf(10, filled);
      newline !== -1 && newline < end;
      newline = buffer.indexOf(10, newline + 1)
    ) {
      const taken = emit(start, newline);
      if (taken !== undefined) await taken;
      start = newline + 1;
    }
    filled = end - start;
    if (filled > MAX_LINE_BYTES) {
      skipping = true;
      filled = 0;
    } else if (filled > 0) buffer.copyWithin(0, start, end);
  }
  if (filled > 0 || skipping) await emit(0, filled);
}

/** Standard input may have nothing yet, or have ended; a file always answers. */
async function readSome(fd: number, buffer: Buffer, at: number): Promise<number> {
  for (;;) {
    try {
      return readSync(fd, buffer, at, CHUNK_BYTES, null);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
