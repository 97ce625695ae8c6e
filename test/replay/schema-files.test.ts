import { describe, expect, it } from 'vitest';
import { schemaFiles } from '../../lib/replay/schema-files.ts';

interface Found {
  readonly at: string;
  readonly description: unknown;
}

/** Every key that a schema names, with what an editor would say of it. */
function keysIn(value: unknown, path: string): Found[] {
  if (typeof value !== 'object' || value === null) return [];
  const named = 'properties' in value && 'type' in value ? Object.entries(value.properties as object) : [];
  const own = named.map(
    ([key, schema]): Found => ({ at: `${path} ${key}`, description: schema.description }),
  );
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => keysIn(inner, `${path}/${key}`))];
}

describe.each([...schemaFiles()])('the schema %s', (name, text) => {
  const keys = keysIn(JSON.parse(text), name);

  it('says of every key that an author writes what it is for', () => {
    expect(keys.length).toBeGreaterThan(4);
    expect(keys.filter(({ description }) => typeof description !== 'string').map(({ at }) => at)).toEqual([]);
  });

  it('says it on one line that fits into the hover of an editor', () => {
    for (const { description } of keys) {
      expect(description).toMatch(/^\S.{3,158}[^\s.]$/);
    }
  });
});
