import { expect, it } from 'vitest';
import { rulebookOf, when } from '../../support/rulebook.ts';
import { TestWorld } from '../../support/world.ts';
it('works', async () => {
  const book = rulebookOf({ rules: { low: { conditions: when('seats', 'lessThan', 5) } }, journeys: { hi: { enter: {on: 'flag.set'}, steps: [{ id: 'a', touch: { channel: 'email', template: 'note/hello', topic: 'news' } }] } } });
  const w = new TestWorld(book, '2026-06-01 09:00');
  await w.know('2026-06-01 09:00', { seats: 3 });
  await w.tell('2026-06-01 10:00', 'contact.identified', { email: 'a@b.de' }, { contact: 'ann' });
  await w.tell('2026-06-01 10:00', 'flag.set', { flag: true });
  await w.pass('2026-06-30');
  console.log(w.said(...w.ledger.map((e) => e.kind)));
  console.log(JSON.stringify(w.json, null, 1));
});
