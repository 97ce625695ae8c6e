import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A message as the server was given it. */
export interface Received {
  readonly to: string;
  readonly raw: string;
}

/** What a mail server does with a message once it has all of it. */
type Manners = 'takes it' | 'takes it and hangs up' | 'is busy' | 'refuses it by name';

/** A real SMTP server on this machine, which keeps what it takes. */
export class MailServer {
  readonly received: Received[] = [];
  manners: Manners = 'takes it';
  readonly #server: SMTPServer;

  private constructor() {
    this.#server = new SMTPServer({
      logger: false,
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      closeTimeout: 50,
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { manners } = this;
          if (manners === 'is busy')
            return done(Object.assign(new Error('try again later'), { responseCode: 451 }));
          if (manners === 'refuses it by name') {
            const name = session.envelope.rcptTo.map(({ address }) => address).join(' ');
            return done(Object.assign(new Error(`<${name}> does not want this`), { responseCode: 554 }));
          }
          for (const { address } of session.envelope.rcptTo)
            this.received.push({ to: address, raw: Buffer.concat(chunks).toString('utf8') });
          if (manners === 'takes it') return done(null, 'queued as 4F2A9C');
          // The message is taken, and the word of it never arrives.
          for (const connection of this.#server.connections) connection.close();
        });
      },
    });
    this.#server.on('error', () => undefined);
  }

  static async start(): Promise<MailServer> {
    const made = new MailServer();
    await new Promise<void>((resolve) => made.#server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
