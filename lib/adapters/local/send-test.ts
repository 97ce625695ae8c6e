import type { Clock } from '../../app/ports/clock.ts';
import { ActError } from '../../app/product/acts.ts';
import { sampleValues } from '../../app/touches/sample-values.ts';
import { hint } from '../../core/authoring/suggest.ts';
import type { Rulebook } from '../../core/rulebook.ts';
import { isMailbox } from '../../core/touches/mailbox.ts';
import { renderTemplate } from '../../core/touches/render-template.ts';
import type { LocalChannels } from './channels/new-channels.ts';

export interface TestSent {
  /** How it went out. */
  readonly where: string;
  /** Where it can be looked at. */
  readonly file?: string | undefined;
}

interface TestParts {
  readonly rulebook: Rulebook;
  readonly channels: LocalChannels;
  readonly clock: Clock;
}

/**
 * Sends a template with made-up values, by the way that its touches go: the folder, and a transport where one is set.
 * No guardrail is asked, since whoever sends it is whom it is for. Throws ActError.
 */
export async function sendTest(
  { rulebook, channels, clock }: TestParts,
  id: string,
  address: string,
): Promise<TestSent> {
  const template = rulebook.templates.get(id);
  if (template === undefined)
    throw new ActError('not-found', `there is no template "${id}"${hint(id, rulebook.templates.keys())}`);
  if (!isMailbox(address)) throw new ActError('invalid', 'that is no email address');
  const now = clock.now();
  const rendered = renderTemplate(template, sampleValues(template, rulebook, now), rulebook.catalog.zone);
  if (!rendered.ok) throw new ActError('invalid', `${id} cannot be rendered: ${rendered.detail}`);
  const { message } = rendered;
  const key = `test-${id.replaceAll(/[^a-z0-9]/g, '-')}-${now}`;
  const answer = await channels.channels[message.channel].send({
    key,
    account: 'sample-account',
    contact: undefined,
    address: message.channel === 'email' ? address : undefined,
    name: undefined,
    topic: 'test',
    kind: 'transactional',
    sender: message.channel === 'email' ? rulebook.guardrails.senders.get(message.from) : undefined,
    unsubscribe: undefined,
    at: now,
    message,
  });
  if (!answer.sent) throw new ActError('conflict', `it was not sent: ${answer.reason}`);
  const file = await channels.outbox.find(key);
  return { where: answer.note ?? channels.ways[message.channel], ...(file === undefined ? {} : { file }) };
}
