import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { BrokenFile, type RowSource, type SourceRow } from '../../app/import/row-source.ts';
import { LineCount } from './line-count.ts';

/** A longer record is more likely an unclosed quote that swallows the file; it bounds what is held in memory. */
const MAX_RECORD_BYTES = 32 * 1024 * 1024;

const BROKEN_QUOTES: Readonly<Record<string, string>> = {
  INVALID_OPENING_QUOTE:
    'a quote stands inside a field without quotes; a field that holds quotes is written "so ""here"""',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quote; quotes inside a field are doubled',
  CSV_QUOTE_NOT_CLOSED: 'a quote of this record is never closed',
  CSV_MAX_RECORD_SIZE: `this record has more than ${MAX_RECORD_BYTES} bytes (a quote that is never closed?)`,
};

const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a folder, a file is expected',
  EACCES: 'this file may not be read',
};

/** `chunkBytes` is how much is read at a time (default 64 KiB). */
export interface CsvOptions {
  readonly chunkBytes?: number;
}

/**
 * A CSV file (RFC 4180, UTF-8 with or without a byte order mark, any line ends) as a source of rows. Empty lines are
 * no rows. It is streamed, so its size does not matter.
 */
export function csvSource(file: string, options: CsvOptions = {}): RowSource {
  return { file, rows: (delimiter) => readCsv(file, delimiter, options.chunkBytes ?? 65_536) };
}

async function* readCsv(file: string, delimiter: string, chunkBytes: number): AsyncGenerator<SourceRow> {
  const lines = new LineCount();
  let end = 0;
  let emptyLines = 0;
  // The parser's own count takes CR LF inside quotes for two lines, so lines are counted by offset.
  const beginsOn = (empty: number) => lines.lineOf(end) + empty - emptyLines;

  const beganOn = new WeakMap<readonly string[], number>();
  const parser = parse({
    bom: true,
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
    on_record: (cells: string[], info) => {
      beganOn.set(cells, beginsOn(info.empty_lines));
      end = info.bytes;
      emptyLines = info.empty_lines;
      return cells;
    },
  });
  const input = createReadStream(file, { highWaterMark: chunkBytes });
  // Errors of either end reach the reader of the parser: there is nothing left to do when all is over.
  pipeline(
    input,
    (chunks: AsyncIterable<Buffer>) => counted(chunks, file, lines),
    parser,
    () => {},
  );
  try {
    for await (const record of parser) {
      const cells: readonly string[] = record;
      yield { line: beganOn.get(cells) ?? 1, cells };
    }
  } catch (error) {
    throw brokenFile(error, file, beginsOn(parser.info.empty_lines));
  }
}

async function* counted(
  chunks: AsyncIterable<Buffer>,
  file: string,
  lines: LineCount,
): AsyncGenerator<Buffer> {
  let first = true;
  for await (const chunk of chunks) {
    if (first && isUtf16(chunk)) throw new BrokenFile(file, 1, 'this file is UTF-16, save it as UTF-8');
    first = false;
    lines.see(chunk);
    yield chunk;
  }
}

function isUtf16([one, two]: Uint8Array): boolean {
  return (one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff);
}

function brokenFile(error: unknown, file: string, line: number): unknown {
  if (error instanceof CsvError)
    return new BrokenFile(file, line, BROKEN_QUOTES[error.code] ?? error.message);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = Object.hasOwn(SYSTEM, code) ? SYSTEM[code] : undefined;
  return message === undefined ? error : new BrokenFile(file, 1, message);
}
