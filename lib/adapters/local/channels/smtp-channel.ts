import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { ChannelAnswer, ChannelPort, OutgoingMessage } from '../../../app/ports/channel.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import { type ComposedEmail, composeEmail } from './compose-email.ts';

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise by STARTTLS. */
  readonly secure: boolean;
  /** Refuses to go on without TLS. */
  readonly requireTls: boolean;
  readonly user?: string;
  readonly password?: string;
  /** Milliseconds for a connection, and for each of the server's answers. */
  readonly timeoutMs?: number;
  /** Certificates to trust besides those that Node knows. */
  readonly ca?: string;
}

const TIMEOUT_MS = 30_000;
/** However slowly a server goes on answering: before the send's claim runs out, its sender is done with it. */
const DEADLINE_MS = 4 * 60_000;

/**
 * Hands emails to an SMTP server, each over a connection of its own. Nothing is tried twice here: what the server has
 * certainly not taken is answered as such, and an answer that is lost after the message began to go throws.
 */
export class SmtpChannel implements ChannelPort {
  readonly #options: SmtpOptions;
  readonly #clock: Clock;

  constructor(options: SmtpOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  async send(message: OutgoingMessage): Promise<ChannelAnswer> {
    let email: ComposedEmail;
    try {
      email = await composeEmail(message, this.#clock.now());
    } catch {
      return { sent: false, retryable: false, reason: 'not-composable' };
    }
    const content = new Content(email.raw);
    try {
      const response = await this.#transmit(email, content);
      return { sent: true, providerId: queueId(response) };
    } catch (error) {
      return answerTo(error, content.begun);
    }
  }

  #transmit(email: ComposedEmail, content: Content): Promise<string> {
    const { host, port, secure, requireTls, user, password, ca } = this.#options;
    const timeout = this.#options.timeoutMs ?? TIMEOUT_MS;
    const connection = new SMTPConnection({
      host,
      port,
      secure,
      requireTLS: requireTls,
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      dnsTimeout: timeout,
      socketTimeout: timeout,
      logger: false,
      ...(ca === undefined ? {} : { tls: { ca } }),
    });
    const envelope = { from: email.from, to: [email.to], size: email.raw.length };
    let deadline: NodeJS.Timeout | undefined;
    return new Promise<string>((resolve, reject) => {
      deadline = setTimeout(() => reject(new Error('the SMTP server takes too long')), DEADLINE_MS);
      connection.on('error', reject);
      connection.connect((unconnected) => {
        if (unconnected) return reject(unconnected);
        const transmit = () =>
          connection.send(envelope, content, (refused, info) => {
            if (refused) reject(refused);
            else resolve(info.response);
          });
        if (user === undefined) return transmit();
        connection.login({ user, pass: password ?? '' }, (denied) => {
          if (denied) reject(denied);
          else transmit();
        });
      });
    }).finally(() => {
      clearTimeout(deadline);
      connection.close();
    });
  }
}

/** The message, which knows whether anything of it has been asked for: until then the server cannot have it. */
class Content extends Readable {
  begun = false;
  readonly #raw: Buffer;

  constructor(raw: Buffer) {
    super();
    this.#raw = raw;
  }

  override _read(): void {
    if (this.begun) return;
    this.begun = true;
    this.push(this.#raw);
    this.push(null);
  }
}

/** Throws Error when it is not known whether the server took the message. What servers say may name the recipient. */
function answerTo(error: unknown, begun: boolean): ChannelAnswer {
  const { responseCode, command, response } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof responseCode === 'number' && responseCode >= 400) {
    // A lasting refusal is about this message only where its recipient or its content is refused: before that, or as
    // policy about who may send (RFC 3463: 5.7), it is about us, which somebody can set right.
    const isPolicy = command === 'RCPT TO' && /^5\d\d[ -]5\.7\./.test(String(response));
    const isAboutMessage = (command === 'RCPT TO' && !isPolicy) || command === 'DATA';
    const retryable = responseCode < 500 || !isAboutMessage;
    return { sent: false, retryable, reason: `smtp-${responseCode}` };
  }
  if (begun) throw new Error('the SMTP server was not heard of again');
  return { sent: false, retryable: true, reason: 'smtp-unreachable' };
}

/** `250 2.0.0 Ok: queued as 4F2A`: the last word, where it is one that can be kept. */
function queueId(response: string): string | undefined {
  const id = /(?:queued as |id=|Ok:? )<?([A-Za-z0-9._-]{4,128})>?\s*$/i.exec(response)?.[1];
  return id === undefined ? undefined : `smtp:${id}`;
}
