import type { Field } from './alternatives.ts';
import type { FoundLeaf, Membership } from './event-leaves.ts';

/** The item of each list that the fields so far were found in. */
type Items = ReadonlyMap<number, number>;

/** A field with the values that an event has of it, and those among them that match. */
export interface Candidate {
  readonly field: Field;
  readonly found: readonly FoundLeaf[];
  readonly matching: readonly FoundLeaf[];
}

/**
 * Whether every field matches, and all of them together: of a list of objects, values in different items do not go
 * together. A field that must be absent has to be absent from the items that the fields before it were found in,
 * where "before" is by name: that is how EventBridge goes through them.
 */
export function matchTogether(candidates: readonly Candidate[]): boolean {
  if (!candidates.every(isPossible)) return false;
  const inLists = candidates.some(({ found }) => found.some((leaf) => leaf.membership !== undefined));
  if (!inLists)
    return candidates.every(
      (one) => one.matching.length > 0 || (one.field.mayBeAbsent && one.found.length === 0),
    );
  return new Search(candidates.toSorted((a, b) => (a.field.path < b.field.path ? -1 : 1))).from(0, new Map());
}

/** Whether a field may match by itself. */
export function isPossible({ field, found, matching }: Candidate): boolean {
  return matching.length > 0 || (field.mayBeAbsent && found.every((leaf) => leaf.membership !== undefined));
}

/**
 * Goes through the fields one by one. What has failed once from the same items is not tried again, and only values of
 * the same item are looked at, so that a list of thousands of items takes no time that grows with its square.
 */
class Search {
  readonly #fields: readonly { readonly field: Field; readonly found: Leaves; readonly matching: Leaves }[];
  /** By field: the lists that its values, or those of a field after it, are found in. */
  readonly #listsFrom: readonly ReadonlySet<number>[];
  readonly #failed = new Set<string>();

  constructor(candidates: readonly Candidate[]) {
    this.#fields = candidates.map(({ field, found, matching }) => ({
      field,
      found: new Leaves(found),
      matching: new Leaves(matching),
    }));
    const lists = new Set<number>();
    this.#listsFrom = candidates
      .toReversed()
      .map(({ found }) => {
        for (const leaf of found) for (const { list } of chain(leaf.membership)) lists.add(list);
        return new Set(lists);
      })
      .toReversed();
  }

  from(index: number, items: Items): boolean {
    const next = this.#fields[index];
    if (next === undefined) return true;
    const key = this.#keyOf(index, items);
    if (this.#failed.has(key)) return false;
    if (next.field.mayBeAbsent && next.found.isAbsentFrom(items) && this.from(index + 1, items)) return true;
    for (const leaf of next.matching.near(items)) {
      const together = withItems(items, leaf.membership);
      if (together !== undefined && this.from(index + 1, together)) return true;
    }
    this.#failed.add(key);
    return false;
  }

  #keyOf(index: number, items: Items): string {
    const lists = this.#listsFrom[index];
    const relevant = [...items].filter(([list]) => lists?.has(list)).sort(([a], [b]) => a - b);
    return `${index}:${relevant.join(' ')}`;
  }
}

/** Values of one field, found by the item of the outermost list where all of them are in one. */
class Leaves {
  readonly #all: readonly FoundLeaf[];
  #list: number | undefined;
  readonly #byItem = new Map<number, FoundLeaf[]>();

  constructor(all: readonly FoundLeaf[]) {
    this.#all = all;
    const outermost = all.map(({ membership }) => [...chain(membership)].at(-1));
    const [first] = outermost;
    if (first === undefined || !outermost.every((one) => one?.list === first.list)) return;
    this.#list = first.list;
    for (const [i, leaf] of all.entries()) {
      const item = outermost[i]?.item ?? 0;
      const there = this.#byItem.get(item);
      if (there === undefined) this.#byItem.set(item, [leaf]);
      else there.push(leaf);
    }
  }

  /** All that may go with the items, and maybe more. */
  near(items: Items): readonly FoundLeaf[] {
    const item = this.#list === undefined ? undefined : items.get(this.#list);
    return item === undefined ? this.#all : (this.#byItem.get(item) ?? []);
  }

  isAbsentFrom(items: Items): boolean {
    return this.near(items).every((leaf) => withItems(items, leaf.membership) === undefined);
  }
}

/** The items with those of one more value; undefined where it is in another item of the same list. */
function withItems(items: Items, membership: Membership | undefined): Items | undefined {
  let together: Map<number, number> | undefined;
  for (const { list, item } of chain(membership)) {
    const known = items.get(list);
    if (known === item) continue;
    if (known !== undefined) return undefined;
    together ??= new Map(items);
    together.set(list, item);
  }
  return together ?? items;
}

function* chain(membership: Membership | undefined): Generator<Membership> {
  for (let one = membership; one !== undefined; one = one.outer) yield one;
}
