import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Column, printable, shortened, tableLines, whenOf, widthOf } from '../../bin/commands/table.ts';

type Row = readonly [id: string, name: string, count: number];
const COLUMNS: readonly Column<Row>[] = [
  { title: 'ID', cell: ([id]) => id },
  { title: 'NAME', cell: ([, name]) => name, cut: true },
  { title: 'N', cell: ([, , count]) => count, right: true },
];

describe('a table', () => {
  it('aligns its columns, numbers at the right, with no blanks at the ends of lines', () => {
    expect(
      tableLines(COLUMNS, [
        ['a-1', 'Acme', 7],
        ['b-22', '', 1200],
      ]),
    ).toEqual(['ID    NAME     N', 'a-1   Acme     7', 'b-22        1200']);
  });

  it('counts signs that take two places on a terminal as two, and marks upon letters as none', () => {
    expect(
      tableLines(COLUMNS, [
        ['a', '株式会社', 1],
        ['b', 'Zoe\u0308', 2],
      ]),
    ).toEqual(['ID  NAME      N', 'a   株式会社  1', 'b   Zoe\u0308       2']);
    expect(widthOf('👍 ok')).toBe(5);
  });

  it('cuts what may be cut so that lines fit into 100 columns, and never an id', () => {
    const id = 'x'.repeat(64);
    const [, line = ''] = tableLines(COLUMNS, [[id, 'A name that goes on for longer than there is room', 5]]);
    expect(line).toBe(`${id}  A name that goes on for longer…  5`);
    expect(line).toHaveLength(100);
  });

  it('keeps ids whole also where they alone are too long', () => {
    const id = 'x'.repeat(120);
    expect(tableLines(COLUMNS, [[id, 'Acme Corporation', 5]])[1]).toBe(`${id}  Acme Co…  5`);
  });

  it('obeys nothing that stands in a cell: no colours, no cursor, no new lines, no turned reading', () => {
    const [, line] = tableLines(COLUMNS, [['a', '\u001b[31mred\u001b[2J\r\nnext\u202eback\u0007', 1]]);
    expect(line).toBe('a    [31mred [2J next back   1');
    expect(printable('a\u009b31mb\u2028c\u2066d')).toBe('a 31mb c d');
  });

  it('stays within 100 columns for whatever stands in cells that may be cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.nat()), { maxLength: 5 }),
        (rows) => {
          for (const line of tableLines(
            COLUMNS,
            rows.map(([name, count]): Row => ['id', name, count]),
          ))
            expect(widthOf(line)).toBeLessThanOrEqual(100);
        },
      ),
    );
  });

  it('shortens by whole characters', () => {
    expect(shortened('株式会社', 5)).toBe('株式…');
    expect(shortened('👍👍👍', 4)).toBe('👍…');
    expect(shortened('Acme', 4)).toBe('Acme');
  });
});

describe('an instant in words', () => {
  const NOW = Date.UTC(2026, 5, 1, 9);
  it.each([
    [undefined, ''],
    [NOW, 'now'],
    [NOW + 59_999, 'now'],
    [NOW - 60_000, '1min ago'],
    [NOW + 119 * 60_000, 'in 119min'],
    [NOW - 2 * 3_600_000, '2h ago'],
    [NOW + 3 * 86_400_000, 'in 3d'],
  ])('%s is %j', (at, words) => {
    expect(whenOf(at, NOW)).toBe(words);
  });
});
