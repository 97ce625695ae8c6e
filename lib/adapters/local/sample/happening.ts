import type { Person } from './people.ts';

/** A signal without its envelope. */
export interface Happening {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Who it is about: one of the customer's people. */
  readonly contact?: Person;
}

/** Somebody becomes known at a customer. */
export function identified(person: Person): Happening {
  const { email, firstName, lastName, roles, persona, decisionMaker, zone } = person;
  return {
    type: 'contact.identified',
    contact: person,
    data: { email, firstName, lastName, roles, persona, decisionMaker, zone },
  };
}
