import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { LineWriter, ReaderGone } from '../../../lib/adapters/local/line-writer.ts';

type Taken = (error?: Error | null) => void;

/** A stream that holds what it is given until `take` is called. */
function slowStream() {
  const pending: { text: string; taken: Taken }[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, taken) {
      pending.push({ text: String(chunk), taken });
    },
  });
  return { stream, pending };
}

const failing = (code: string) =>
  new Writable({ write: (_chunk, _encoding, taken) => taken(Object.assign(new Error(code), { code })) });

const LONG = 'x'.repeat(70_000);

describe('writing lines', () => {
  it('writes in batches, and the rest when it is flushed', async () => {
    const { stream, pending } = slowStream();
    const writer = new LineWriter(stream);
    await writer.write('one');
    await writer.write('two');
    expect(pending).toEqual([]);
    const flushed = writer.flush();
    expect(pending.map(({ text }) => text)).toEqual(['one\ntwo\n']);
    pending[0]?.taken();
    await flushed;
    await writer.flush();
    expect(pending).toHaveLength(1);
  });

  it('waits for a slow reader before it takes more', async () => {
    const { stream, pending } = slowStream();
    const writer = new LineWriter(stream);
    let written = false;
    const writing = writer.write(LONG).then(() => {
      written = true;
    });
    await new Promise(setImmediate);
    expect(written).toBe(false);
    pending[0]?.taken();
    await writing;
    expect(written).toBe(true);
  });

  it('leaves no listener behind on a stream that goes on', async () => {
    const { stream, pending } = slowStream();
    const writer = new LineWriter(stream);
    const before = stream.listenerCount('error');
    for (let i = 0; i < 20; i += 1) {
      const writing = writer.write(LONG);
      pending[i]?.taken();
      await writing;
    }
    expect(stream.listenerCount('error')).toBe(before);
  });

  it('tells a closed pipe from other failures, and neither ends the process', async () => {
    await expect(new LineWriter(failing('EPIPE')).write(LONG)).rejects.toThrow(ReaderGone);
    await expect(new LineWriter(failing('ENOSPC')).write(LONG)).rejects.toThrow('ENOSPC');
    const gone = failing('EPIPE');
    gone.destroy();
    await expect(new LineWriter(gone).write(LONG)).rejects.toThrow(ReaderGone);
  });
});
