/** An email as a mail program reads it. */
export interface ReadEmail {
  /** By name in lower case, unfolded and decoded. */
  readonly headers: ReadonlyMap<string, string>;
  /** Bodies of the parts by content type, decoded; in their order. */
  readonly parts: readonly { readonly type: string; readonly body: string }[];
}

/** Reads a message with one level of parts. Throws Error where it is not as RFC 5322 and RFC 2045 have it. */
export function readEmail(raw: string): ReadEmail {
  const { headers, body } = divided(raw);
  const type = headers.get('content-type') ?? '';
  const boundary = /boundary="([^"]+)"/.exec(type)?.[1];
  if (boundary === undefined) return { headers, parts: [{ type, body: decodedBody(headers, body) }] };
  const [before, ...pieces] = body.split(`--${boundary}`);
  const last = pieces.pop();
  if (before?.trim() !== '' || !last?.startsWith('--')) throw new Error('the parts do not end');
  const parts = pieces.map((piece) => {
    const part = divided(piece.replace(/^\r\n/, ''));
    return {
      type: part.headers.get('content-type')?.split(';')[0] ?? '',
      body: decodedBody(part.headers, part.body.replace(/\r\n$/, '')),
    };
  });
  return { headers, parts };
}

function divided(text: string): { headers: Map<string, string>; body: string } {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) throw new Error('the headers do not end');
  const headers = new Map<string, string>();
  for (const line of text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const match = /^([A-Za-z-]+): (.*)$/.exec(line);
    if (match === null) throw new Error(`"${line}" is no header`);
    const [, name = '', value = ''] = match;
    if (headers.has(name.toLowerCase())) throw new Error(`two headers ${name}`);
    headers.set(name.toLowerCase(), decodedWords(value));
  }
  return { headers, body: text.slice(end + 4) };
}

function decodedWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_all, encoding: string, text: string) =>
      encoding.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : unquoted(text.replaceAll('_', ' ')),
    );
}

function decodedBody(headers: ReadonlyMap<string, string>, body: string): string {
  const encoding = headers.get('content-transfer-encoding') ?? '7bit';
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? unquoted(body.replace(/=\r\n/g, '')) : body;
}

function unquoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
