import type { Leaf } from './compile-matcher.ts';

/** Which item of which list a value was found in, from the innermost list outwards. Lists are numbered per event. */
export interface Membership {
  readonly list: number;
  readonly item: number;
  readonly outer: Membership | undefined;
}

export interface FoundLeaf {
  readonly value: Leaf;
  readonly membership: Membership | undefined;
}

/** The names of all fields that are looked for, as a tree. */
export interface PathTree {
  readonly below: Map<string, PathTree>;
  /** Undefined where no field ends here. */
  path: string | undefined;
}

/** Lists nested in lists alone, deeper than anything that means something: what is below is not looked at. */
const MAX_NESTED_LISTS = 200;

export function pathTree(paths: Iterable<string>): PathTree {
  const root: PathTree = { below: new Map(), path: undefined };
  for (const path of paths) {
    let node = root;
    for (const name of path.split('.')) {
      const next: PathTree = node.below.get(name) ?? { below: new Map(), path: undefined };
      node.below.set(name, next);
      node = next;
    }
    node.path = path;
  }
  return root;
}

/**
 * The values of an event at the paths of a tree. An object is no value, nor is an empty list; the items of a list are
 * values of its field. Own properties only, and what no field looks into is not gone through.
 */
export function findLeaves(event: unknown, tree: PathTree): ReadonlyMap<string, readonly FoundLeaf[]> {
  const found = new Map<string, FoundLeaf[]>();
  let lists = 0;
  const lookInto = (value: unknown, node: PathTree, membership: Membership | undefined, depth: number) => {
    if (Array.isArray(value)) {
      const list = lists;
      lists += 1;
      for (const [item, inner] of value.entries()) {
        const isLeaf = typeof inner !== 'object' || inner === null;
        // Items that are values themselves may be taken together, whichever they are.
        if (isLeaf) lookInto(inner, node, membership, depth);
        else if (depth < MAX_NESTED_LISTS)
          lookInto(inner, node, { list, item, outer: membership }, depth + 1);
      }
    } else if (typeof value === 'object' && value !== null) {
      if (node.below.size > 0) lookBelow(value, node, membership, depth);
    } else if (node.path !== undefined && isLeafValue(value)) {
      const leaves = found.get(node.path);
      if (leaves === undefined) found.set(node.path, [{ value, membership }]);
      else leaves.push({ value, membership });
    }
  };
  const lookBelow = (object: object, node: PathTree, membership: Membership | undefined, depth: number) => {
    const values = object as Readonly<Record<string, unknown>>;
    for (const [name, next] of node.below) {
      if (name !== '' && Object.hasOwn(values, name)) lookInto(values[name], next, membership, depth);
    }
    for (const name of Object.keys(values)) {
      if (!name.includes('.')) continue;
      let next: PathTree | undefined = node;
      for (const part of name.split('.')) next = next?.below.get(part);
      if (next !== undefined) lookInto(values[name], next, membership, depth);
    }
  };
  if (typeof event === 'object' && event !== null && !Array.isArray(event))
    lookBelow(event, tree, undefined, 0);
  return found;
}

function isLeafValue(value: unknown): value is Leaf {
  return (
    value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  );
}
