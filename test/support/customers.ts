import type { IntakeJson, ProductClient } from './product-client.ts';

export interface Customer {
  readonly account: string;
  readonly email: string;
  readonly arr?: number;
  readonly zone?: string;
  /** More of what is known of the person. */
  readonly traits?: Readonly<Record<string, unknown>>;
}

/** What a customer's backend says of a new customer and of the person who signed, in Segment's words. */
export async function signUp(to: ProductClient, customer: Customer): Promise<IntakeJson> {
  const { account, email, arr = 9000, zone = 'Europe/Berlin', traits } = customer;
  const context = { groupId: account };
  const person = { email, firstName: 'Kim', role: 'champion', timezone: zone, ...traits };
  const properties = { arr, startsOn: '2026-06-01' };
  return batch(to, [
    { type: 'identify', userId: email, traits: person, context },
    { type: 'group', userId: email, groupId: account, traits: { name: `${account} Ltd.` } },
    { type: 'track', userId: email, event: 'Contract Signed', properties, context },
  ]);
}

/** Throws Error where anything of it is refused. */
export async function batch(to: ProductClient, messages: readonly unknown[]): Promise<IntakeJson> {
  const { status, body } = await to.ingest('/v1/batch', { batch: messages });
  if (status !== 200 || body.refused.length > 0) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
}

/** A decision-maker of the account answers NPS with a low score: two tasks, one of them with outcomes. */
export function complain(
  to: ProductClient,
  { account, email }: Customer,
  comment: string,
): Promise<IntakeJson> {
  const context = { groupId: account };
  return batch(to, [
    { type: 'identify', userId: email, traits: { email, decisionMaker: true }, context },
    { type: 'track', userId: email, event: 'NPS Responded', properties: { score: 2, comment }, context },
  ]);
}
