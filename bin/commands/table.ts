import type { Instant } from '../../lib/core/time/instant.ts';
import { colour } from './options.ts';

/** Where nobody looks who has a terminal of another width. */
const WIDTH = 100;
const GAP = '  ';
/** A column is not cut below this. */
const LEAST = 8;

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string | number | undefined;
  /** Cut with "…" where the line is too long, the longest first. Ids are not: people copy them. */
  readonly cut?: true;
  /** Numbers stand at the right. */
  readonly right?: true;
}

/** Rows as aligned lines under a header, within the terminal, or 100 columns, as far as what is never cut allows. */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = rows.map((row) => columns.map(({ cell }) => printable(String(cell(row) ?? ''))));
  const widths = columns.map(({ title }, i) =>
    Math.max(widthOf(title), ...cells.map((row) => widthOf(row[i] ?? ''))),
  );
  narrow(widths, columns);
  const line = (row: readonly string[]) =>
    columns
      .map(({ right }, i) => padded(shortened(row[i] ?? '', widths[i] ?? 0), widths[i] ?? 0, right === true))
      .join(GAP)
      .trimEnd();
  return [colour('bold', line(columns.map(({ title }) => title))), ...cells.map(line)];
}

/** Takes from the widest column that may be cut, until the line fits or nothing more can be taken. */
function narrow(widths: number[], columns: readonly { readonly cut?: true }[]): void {
  const full = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
  let over = full - (process.stdout.columns ?? WIDTH);
  for (; over > 0; over -= 1) {
    let widest = -1;
    for (const [i, column] of columns.entries()) {
      const width = widths[i] ?? 0;
      if (column.cut === true && width > LEAST && width > (widths[widest] ?? 0)) widest = i;
    }
    if (widest === -1) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}

/** Text of others on one line of a terminal: nothing in it is obeyed, or turns the direction of reading. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

/** The same of a text with lines. */
export function printableLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/).map(printable);
}

function padded(text: string, width: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? blanks + text : text + blanks;
}

export function shortened(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let left = width - 1;
  for (const character of text) {
    left -= widthOf(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Places that it takes on a terminal: East Asian signs and emoji two, marks upon letters none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += NONE.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

const NONE = /[\p{Mn}\p{Me}\p{Cf}]/u;
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60\u3000-\u303e]/u;

/** `2h ago`, `in 3d`, `now` within a minute, or nothing for an instant that there is not. */
export function whenOf(at: Instant | undefined, now: Instant): string {
  if (at === undefined) return '';
  const minutes = Math.floor(Math.abs(at - now) / 60_000);
  if (minutes === 0) return 'now';
  const age =
    minutes < 120
      ? `${minutes}min`
      : minutes < 2880
        ? `${Math.floor(minutes / 60)}h`
        : `${Math.floor(minutes / 1440)}d`;
  return at > now ? `in ${age}` : `${age} ago`;
}
