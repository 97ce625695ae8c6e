import type { Writable } from 'node:stream';

const BATCH_CHARACTERS = 65_536;

/** Whoever read from us has gone: a reason to stop, not a failure. */
export class ReaderGone extends Error {
  constructor() {
    super('nobody reads any more');
    this.name = 'ReaderGone';
  }
}

/** Writes lines in batches, each only once the one before has been taken. Throws ReaderGone on a closed pipe. */
export class LineWriter {
  readonly #stream: Writable;
  #batch = '';

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  async write(line: string): Promise<void> {
    this.#batch += `${line}\n`;
    if (this.#batch.length >= BATCH_CHARACTERS) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#batch === '') return;
    const batch = this.#batch;
    this.#batch = '';
    await new Promise<void>((resolve, reject) => {
      // A failed write is both handed to the callback and emitted, and unheard it would end the process.
      const ignore = () => {};
      this.#stream.once('error', ignore);
      this.#stream.write(batch, (error) => {
        if (error) return reject(isClosedPipe(error) ? new ReaderGone() : error);
        this.#stream.off('error', ignore);
        resolve();
      });
    });
  }
}

function isClosedPipe(error: Error): boolean {
  const code = 'code' in error ? error.code : undefined;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}
