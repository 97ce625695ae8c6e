import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadRulebookFiles } from '../../lib/adapters/local/load-rulebook.ts';
import { compileRulebook } from '../../lib/core/rulebook/compile-rulebook.ts';

const page = readFileSync('docs/authoring.md', 'utf8');
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
const idOf = (text: string) => (JSON.parse(text) as { id?: string }).id;

/** Where each whole example of the page would stand in a rulebook, and what an email has beside it. */
const PLACES: Readonly<Record<string, string>> = {
  'seats-nearly-gone': 'expansion/seats-nearly-gone.json',
  'seat-offer': 'journeys/seat-offer.json',
  'expansion/seats': 'templates/expansion/seats.json',
};
const BODY = '{{ with.used }} {{ contact.firstName | default: "you" }} {{ links.unsubscribe }}';
const BESIDE = [
  {
    path: 'templates/expansion/seats.mjml',
    text: `<mjml><mj-body><mj-section><mj-column><mj-text>${BODY}</mj-text></mj-column></mj-section></mj-body></mjml>`,
    html: `<html><body><p>${BODY}</p></body></html>`,
  },
  { path: 'templates/expansion/seats.txt', text: BODY },
];

describe('the examples of docs/authoring.md', () => {
  it('are JSON, all of them', () => {
    expect(examples.length).toBeGreaterThan(4);
    for (const text of examples) expect(() => JSON.parse(text)).not.toThrow();
  });

  it('are valid as they stand beside the shipped rules', async () => {
    const shipped = await loadRulebookFiles('rules', 'rules', []);
    const added = examples.flatMap((text) => {
      const path = PLACES[idOf(text) ?? ''];
      return path === undefined ? [] : [{ path, text }];
    });
    expect(added).toHaveLength(3);
    expect(compileRulebook([...shipped, ...added, ...BESIDE]).issues).toEqual([]);
  });
});
