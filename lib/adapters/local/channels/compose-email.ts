import MailComposer from 'nodemailer/lib/mail-composer';
import type { OutgoingMessage } from '../../../app/ports/channel.ts';
import type { Instant } from '../../../core/time/instant.ts';
import { isMailbox, mailboxName } from '../../../core/touches/mailbox.ts';
import { safeKey } from './safe-key.ts';

/** An email with its envelope. */
export interface ComposedEmail {
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
}

/**
 * An email as RFC 5322 has it: plain text and HTML as alternatives, one recipient, and for marketing the one-click
 * unsubscribe of RFC 8058. Its Message-ID follows from the send key, so that the same touch twice is one message to
 * whoever looks. Throws TypeError for a message that is none, or whose address no header may carry.
 */
export async function composeEmail(outgoing: OutgoingMessage, at: Instant): Promise<ComposedEmail> {
  const { message, sender, address, name, unsubscribe, key } = outgoing;
  if (message.channel !== 'email' || sender === undefined) throw new TypeError('this is not an email');
  if (address === undefined || !isMailbox(address)) throw new TypeError('this is not an address');
  const domain = sender.address.slice(sender.address.lastIndexOf('@') + 1);
  const mail = new MailComposer({
    from: { name: sender.name, address: sender.address },
    to: { name: mailboxName(name) ?? '', address },
    ...(sender.replyTo === undefined ? {} : { replyTo: sender.replyTo }),
    subject: message.subject,
    text: message.text,
    html: message.html,
    date: new Date(at),
    messageId: `<${safeKey(key)}@${domain}>`,
    headers: unsubscribe === undefined ? {} : unsubscribeHeaders(unsubscribe),
    // A text is a text, whatever it looks like.
    disableUrlAccess: true,
    disableFileAccess: true,
    newline: 'win',
    baseBoundary: safeKey(key),
  });
  const raw = await mail.compile().build();
  return { from: sender.address, to: address, raw };
}

function unsubscribeHeaders(link: string): Record<string, string> {
  if (/[\s<>,]/.test(link)) throw new TypeError('this is not a link for a header');
  return { 'List-Unsubscribe': `<${link}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
