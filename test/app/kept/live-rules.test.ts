import { beforeEach, describe, expect, it } from 'vitest';
import { MemorySettings } from '../../../lib/adapters/memory/memory-settings.ts';
import { liveRules } from '../../../lib/app/kept/live-rules.ts';
import { rulebookOf, when } from '../../support/rulebook.ts';

/** Rules by their statuses. */
const book = (statuses: Readonly<Record<string, string>>) =>
  rulebookOf({
    rules: Object.fromEntries(
      Object.entries(statuses).map(([id, status]) => [
        id,
        { status, conditions: when('flag', 'equal', true), event: { type: 'x' } },
      ]),
    ),
  });

let settings: MemorySettings;
beforeEach(() => {
  settings = new MemorySettings();
});
const at = async (now: number, statuses: Readonly<Record<string, string>>, keep = true) =>
  Object.fromEntries(await liveRules(book(statuses), settings, now, keep));

describe('when rules became live', () => {
  it('is when the product first ran with them live, and stays so', async () => {
    expect(await at(100, { a: 'live', b: 'shadow', c: 'off' })).toEqual({ a: 100 });
    expect(await at(200, { a: 'live', b: 'live', c: 'off' })).toEqual({ a: 100, b: 200 });
    expect(await at(300, { a: 'live', b: 'live', c: 'live' })).toEqual({ a: 100, b: 200, c: 300 });
  });

  it.each(['shadow', 'off'])('is anew when they come back from %s', async (status) => {
    await at(100, { a: 'live' });
    expect(await at(200, { a: status })).toEqual({});
    expect(await at(300, { a: 'live' })).toEqual({ a: 300 });
  });

  it('is anew when they were away', async () => {
    await at(100, { a: 'live', b: 'live' });
    await at(200, { b: 'live' });
    expect(await at(300, { a: 'live', b: 'live' })).toEqual({ a: 300, b: 100 });
  });

  it('is only looked at by a command beside the product', async () => {
    await at(100, { a: 'live' });
    expect(await at(200, { a: 'live', b: 'live' }, false)).toEqual({ a: 100, b: 200 });
    expect(await at(300, { a: 'live', b: 'live' })).toEqual({ a: 100, b: 300 });
  });

  it('is known of a rule that is called as every object calls something', async () => {
    expect(await at(100, { constructor: 'live' })).toEqual({ constructor: 100 });
    expect(await at(200, { constructor: 'live' })).toEqual({ constructor: 100 });
  });
});
