/** What an event is made of: texts of values to fall back to, and numbers from 0 to 59 that decide, one after the other. */
interface Given {
  readonly leaves: readonly string[];
  readonly choices: readonly number[];
}

const MOST_CHOICES = 200;

/** An event, as JSON text, that a pattern takes or nearly does. Of a pattern that is none, whatever comes of it. */
export function eventNear(pattern: string, { leaves, choices }: Given): string {
  let place = 0;
  const choose = (below: number): number => {
    const choice = choices[place % choices.length] ?? 0;
    place += 1;
    // Choices come round again; without an end, lists could nest for ever.
    return place > MOST_CHOICES ? below - 1 : choice % below;
  };
  const anyLeaf = () => leaves[choose(leaves.length)] ?? 'null';

  const objectNear = (json: object): string[] =>
    Object.entries(json).flatMap(([name, inner]: [string, unknown]) => {
      if (name === '$or') return isList(inner) ? objectNear(objectAt(inner, choose(inner.length))) : [];
      if (choose(15) === 0) return [];
      const value = inLists(() =>
        isList(inner) ? leafNear(inner[choose(inner.length)]) : joined(objectNear(inner as object)),
      );
      const [first = '', second] = name.split('.');
      // A name with a dot in it may be one of two names, one below the other.
      return second === undefined || choose(2) === 0
        ? [`"${name}": ${value}`]
        : [`"${first}": {"${second}": ${value}}`];
    });

  const inLists = (value: () => string): string => {
    if (choose(4) > 0) return value();
    const items = Array.from({ length: choose(4) }, () => (choose(6) === 0 ? inLists(value) : value()));
    return `[${items.join(', ')}]`;
  };

  const leafNear = (matcher: unknown): string => {
    if (choose(5) === 0) return anyLeaf();
    if (typeof matcher !== 'object' || matcher === null) return JSON.stringify(matcher);
    const [[kind, operand] = []] = Object.entries(matcher) as [string, unknown][];
    const inner: unknown =
      isList(operand) && kind === 'anything-but' ? operand[choose(operand.length)] : operand;
    if (typeof inner === 'string') return JSON.stringify(textNear(kind, inner));
    if (kind === 'numeric' && isList(inner)) return JSON.stringify(Number(inner[choose(2) * 2 + 1] ?? 1));
    return typeof inner === 'object' && kind !== 'numeric' ? leafNear(inner) : anyLeaf();
  };

  const textNear = (kind: string | undefined, text: string): string => {
    const other = ['', 'a', 'b', 'ß', '大'][choose(5)] ?? '';
    switch (kind) {
      case 'prefix':
        return text + other;
      case 'suffix':
        return other + text;
      case 'equals-ignore-case':
        return [...text].map((char) => (choose(2) === 0 ? char.toUpperCase() : char.toLowerCase())).join('');
      case 'wildcard':
        return text.replace(/\\(.)|\*/g, (_, escaped?: string) => escaped ?? other);
      case 'cidr':
        return text.split('/')[0] ?? '';
      default:
        return text;
    }
  };

  return joined(objectNear(JSON.parse(pattern) as object));
}

/** Fields as an object. A name stands once: of two, event-ruler takes both, and JSON.parse the last. */
function joined(fields: readonly string[]): string {
  const byName = new Map(fields.map((field) => [field.slice(0, field.indexOf(':')), field]));
  return `{${[...byName.values()].join(', ')}}`;
}

function objectAt(list: readonly unknown[], index: number): object {
  const item = list[index];
  return typeof item === 'object' && item !== null ? item : {};
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
