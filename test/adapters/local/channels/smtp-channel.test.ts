import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { SmtpChannel, type SmtpOptions } from '../../../../lib/adapters/local/channels/smtp-channel.ts';
import { sampleMessage } from '../../../support/contracts/channel.ts';
import { DeliveryScene, memoryDelivery } from '../../../support/delivery-scene.ts';
import { readEmail } from '../../../support/read-email.ts';
import { TEN } from '../../../support/touch-scene.ts';

const CLOCK = { now: () => TEN };
const DAY = 86_400_000;

/** What the server was given, whether or not it could say so. */
let received: { from: string; to: string[]; raw: string }[] = [];
let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
  received = [];
});

/** A real SMTP server on this machine, which keeps what it takes. */
async function server(options: SMTPServerOptions = {}): Promise<SMTPServer> {
  const made = new SMTPServer({
    logger: false,
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    closeTimeout: 50,
    onData(stream, session, done) {
      keep(stream, session, () => done(null, 'queued as 4F2A9C'));
    },
    ...options,
  });
  made.on('error', () => undefined);
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => made.close(resolve)));
  return made;
}

type OnData = NonNullable<SMTPServerOptions['onData']>;

function keep(stream: Parameters<OnData>[0], session: Parameters<OnData>[1], then: () => void): void {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => {
    const { mailFrom, rcptTo } = session.envelope;
    received.push({
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      raw: Buffer.concat(chunks).toString('utf8'),
    });
    then();
  });
}

const portOf = (made: SMTPServer) => (made.server.address() as AddressInfo).port;

function channel(port: number, over: Partial<SmtpOptions> = {}): SmtpChannel {
  const options = { host: '127.0.0.1', port, secure: false, requireTls: false, timeoutMs: 2000, ...over };
  return new SmtpChannel(options, CLOCK);
}

const refusing = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

describe('SMTP', () => {
  it('hands the message over as it is in the outbox, to its one recipient', async () => {
    const answer = await channel(portOf(await server())).send(sampleMessage('k1'));
    expect(answer).toEqual({ sent: true, providerId: 'smtp:4F2A9C' });
    expect(received).toMatchObject([{ from: 'team@mail.example.com', to: ['ann@example.com'] }]);
    const { headers, parts } = readEmail(received[0]?.raw ?? '');
    expect(headers.get('subject')).toBe('Grüße, 王 👩🏽‍🚀');
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(parts.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
  });

  it('logs in where it has a user', async () => {
    const logins: unknown[] = [];
    const made = await server({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ username, password }, _session, done) {
        logins.push([username, password]);
        done(null, { user: username });
      },
    });
    const answer = await channel(portOf(made), { user: 'touchline', password: 'a b' }).send(
      sampleMessage('k1'),
    );
    expect(answer).toMatchObject({ sent: true });
    expect(logins).toEqual([['touchline', 'a b']]);
  });

  describe('knows that nothing was sent', () => {
    it.each([
      ['a recipient is unknown', 550, '5.1.1 no such user <ann@example.com>', false],
      ['a mailbox is full for now', 452, '4.2.2 <ann@example.com> is over quota', true],
      ['relaying is denied, which somebody can set right', 554, '5.7.1 relay access denied', true],
    ])('when %s', async (_what, code, text, retryable) => {
      const made = await server({ onRcptTo: (_address, _session, done) => done(refusing(code, text)) });
      const answer = await channel(portOf(made)).send(sampleMessage('k1'));
      expect(answer).toEqual({ sent: false, retryable, reason: `smtp-${code}` });
      expect(received).toEqual([]);
    });

    it.each([
      [554, '5.6.0 looks like spam', false],
      [451, '4.3.0 try again', true],
    ])('when the content is refused with %i', async (code, text, retryable) => {
      const made = await server({
        onData: (stream, session, done) => keep(stream, session, () => done(refusing(code, text))),
      });
      const answer = await channel(portOf(made)).send(sampleMessage('k1'));
      expect(answer).toEqual({ sent: false, retryable, reason: `smtp-${code}` });
    });

    it('when the sender is refused, which somebody can set right', async () => {
      const made = await server({ onMailFrom: (_address, _session, done) => done(refusing(550, 'who?')) });
      const answer = await channel(portOf(made)).send(sampleMessage('k1'));
      expect(answer).toEqual({ sent: false, retryable: true, reason: 'smtp-550' });
    });

    it('when the login is refused, which somebody can set right', async () => {
      const made = await server({
        authOptional: false,
        allowInsecureAuth: true,
        onAuth: (_auth, _session, done) => done(refusing(535, 'no')),
      });
      const answer = await channel(portOf(made), { user: 'u', password: 'p' }).send(sampleMessage('k1'));
      expect(answer).toEqual({ sent: false, retryable: true, reason: 'smtp-535' });
    });

    it('when nobody listens', async () => {
      const made = await server();
      const port = portOf(made);
      await closing.pop()?.();
      const answer = await channel(port).send(sampleMessage('k1'));
      expect(answer).toEqual({ sent: false, retryable: true, reason: 'smtp-unreachable' });
    });

    it('when TLS is asked for and not offered', async () => {
      const answer = await channel(portOf(await server()), { requireTls: true }).send(sampleMessage('k1'));
      expect(answer).toMatchObject({ sent: false, retryable: true });
      expect(received).toEqual([]);
    });

    it('when the connection breaks before the message has begun', async () => {
      const made = await server({ onRcptTo: () => dropAll(made) });
      const answer = await channel(portOf(made)).send(sampleMessage('k1'));
      expect(answer).toEqual({ sent: false, retryable: true, reason: 'smtp-unreachable' });
    });

    it('when the server says nothing at all', async () => {
      const sockets = new Set<Socket>();
      const silent = createServer((socket) => sockets.add(socket));
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      closing.push(async () => {
        for (const socket of sockets) socket.destroy();
        silent.close();
      });
      const { port } = silent.address() as AddressInfo;
      const answer = await channel(port, { timeoutMs: 100 }).send(sampleMessage('k1'));
      expect(answer).toEqual({ sent: false, retryable: true, reason: 'smtp-unreachable' });
    });
  });

  describe('does not know, and says so by throwing,', () => {
    it('when the connection breaks after the message has gone', async () => {
      const made = await server({
        onData: (stream, session) => keep(stream, session, () => dropAll(made)),
      });
      await expect(channel(portOf(made)).send(sampleMessage('k1'))).rejects.toThrow('not heard of again');
      expect(received).toHaveLength(1);
    });

    it('when the server takes the message and then says nothing', async () => {
      const made = await server({ onData: (stream, session) => keep(stream, session, () => undefined) });
      await expect(channel(portOf(made), { timeoutMs: 500 }).send(sampleMessage('k1'))).rejects.toThrow();
    });
  });

  describe('whose answer is lost', () => {
    const losing = (made: () => SMTPServer): OnData => {
      let lost = 0;
      return (stream, session, done) =>
        keep(stream, session, () => {
          lost += 1;
          if (lost === 1) dropAll(made());
          else done(null, 'queued as 4F2A9C');
        });
    };
    const delivered = async (transactional: boolean) => {
      const made: SMTPServer = await server({ onData: losing(() => made) });
      const scene = await DeliveryScene.of(memoryDelivery());
      await scene.decide(transactional ? scene.billing() : scene.send());
      const ports = scene.ports({ channels: { email: channel(portOf(made)) } });
      await scene.deliverUntil(TEN + 3 * DAY, ports);
      return scene;
    };

    it('has a marketing touch sent once: it stays in doubt, and is listed', async () => {
      const scene = await delivered(false);
      expect(received).toHaveLength(1);
      expect(await scene.touch()).toMatchObject({ status: 'ambiguous' });
      expect(await scene.stores.sends.inState('ambiguous', 10)).toEqual([scene.send().key]);
    });

    it('has a transactional touch sent once more, as the same message', async () => {
      const scene = await delivered(true);
      expect(received).toHaveLength(2);
      const ids = received.map(({ raw }) => readEmail(raw).headers.get('message-id'));
      expect(ids[0]).toBe(ids[1]);
      expect(await scene.touch()).toMatchObject({ status: 'sent' });
    });
  });

  it('says nothing of anybody in what it answers and throws', async () => {
    const told: string[] = [];
    const text = 'no such user <ann@example.com> Ann Böhm';
    for (const code of [451, 550]) {
      const made = await server({ onRcptTo: (_address, _session, done) => done(refusing(code, text)) });
      told.push(JSON.stringify(await channel(portOf(made)).send(sampleMessage('k1'))));
    }
    const lost = await server({ onData: (stream, session) => keep(stream, session, () => dropAll(lost)) });
    await channel(portOf(lost))
      .send(sampleMessage('k1'))
      .catch((error: unknown) => {
        const { message, stack, cause } = error as Error;
        told.push(String(message), String(stack), JSON.stringify(cause ?? ''));
      });
    expect(told).toHaveLength(5);
    for (const one of told) expect(one).not.toMatch(/ann@|Böhm|Grüße/);
  });
});

/** The server's machine goes off the network. */
function dropAll(made: SMTPServer): void {
  for (const connection of made.connections) {
    const { _socket } = connection as unknown as { _socket: Socket };
    _socket.destroy();
  }
}
