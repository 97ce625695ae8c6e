/** The rows that differ from what is stored under their ids: most commits change few of those that are open. */
export function changedRows<Row extends { readonly id: string }>(
  rows: readonly Row[],
  before: readonly Row[],
): Row[] {
  const stored = new Map(before.map((row) => [row.id, JSON.stringify(row)]));
  return rows.filter((row) => stored.get(row.id) !== JSON.stringify(row));
}
