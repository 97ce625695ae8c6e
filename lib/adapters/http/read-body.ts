import { isJson, mediaType, unsupported } from './content-type.ts';
import type { HttpLimits } from './http-options.ts';
import { HttpProblem } from './problem.ts';
import { readJsonText } from './scan-json.ts';

/** HTTP's names of the encodings that the web's own DecompressionStream knows. Brotli not every runtime has. */
const ENCODINGS: ReadonlyMap<string, 'gzip' | 'deflate' | 'brotli'> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'brotli'],
]);

/**
 * A JSON body, decoded and within its limits.
 *
 * @throws HttpProblem
 */
export async function readJsonBody(request: Request, limits: HttpLimits): Promise<unknown> {
  const type = mediaType(request.headers);
  if (!isJson(type)) throw unsupported('the body has to be JSON');
  return parseJson(await readDecoded(request, limits.bodyBytes), limits);
}

/** The body, with its Content-Encoding taken off. Decoding stops at the first byte over the limit. */
export async function readDecoded(request: Request, maxBytes: number): Promise<Uint8Array> {
  const field = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (field === 'identity' || field === '') return readBytes(request, maxBytes);
  const format = ENCODINGS.get(field);
  const stream = format === undefined ? undefined : decompressor(format);
  if (stream === undefined) {
    const accepted = [...ENCODINGS.keys()].filter((name) => name !== 'x-gzip').join(', ');
    throw new HttpProblem('unsupported-encoding', `send one of ${accepted}, once, or none`, {
      headers: { 'accept-encoding': accepted },
    });
  }
  return decompress(await readBytes(request, maxBytes), stream, maxBytes);
}

/** The body as it came. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const length = declaredLength(request.headers);
  if (length !== undefined && length > maxBytes) throw tooLarge(maxBytes);
  try {
    // A runtime has its quickest way for a body whose length is known, and keeps to that length.
    if (length !== undefined) return within(new Uint8Array(await request.arrayBuffer()), maxBytes);
    return request.body === null ? new Uint8Array() : await collect(request.body, maxBytes);
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    throw new HttpProblem('malformed-request', 'the body ended before it was whole');
  }
}

/** @throws HttpProblem for what is no JSON in UTF-8 or over a limit. */
export function parseJson(bytes: Uint8Array, limits: HttpLimits): unknown {
  return readJsonText(utf8(bytes), limits);
}

/** Text of a body; a byte order mark at its beginning is passed over. */
function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HttpProblem('not-unicode', 'the body is not UTF-8');
  }
}

function declaredLength(headers: Headers): number | undefined {
  const field = headers.get('content-length');
  if (field === null) return undefined;
  if (!/^\d{1,15}$/.test(field))
    throw new HttpProblem('malformed-request', 'Content-Length is no number of bytes');
  return Number(field);
}

function decompressor(format: 'gzip' | 'deflate' | 'brotli'): DecompressionStream | undefined {
  try {
    return new DecompressionStream(format);
  } catch {
    return undefined;
  }
}

async function decompress(
  bytes: Uint8Array,
  { readable, writable }: DecompressionStream,
  maxBytes: number,
): Promise<Uint8Array> {
  const writer = writable.getWriter();
  // What is wrong with the bytes shows on the readable side too, where it is caught.
  const ignore = () => {};
  writer.write(bytes).catch(ignore);
  writer.close().catch(ignore);
  try {
    return await collect(readable, maxBytes);
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    throw new HttpProblem('malformed-encoding', 'the body is not what its Content-Encoding says');
  }
}

async function collect(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > maxBytes) {
      reader.cancel().catch(() => {});
      throw tooLarge(maxBytes);
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function within(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
  return bytes;
}

function tooLarge(maxBytes: number): HttpProblem {
  return new HttpProblem('too-large', `a body has at most ${maxBytes} bytes, as it comes and decoded`);
}
