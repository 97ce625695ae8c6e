/** An attribute of a tag; `start` and `end` enclose its value without the quotes. */
export interface HtmlAttribute {
  /** Lower case, without the prefix of a foreign vocabulary: `xlink:href` is `href`. */
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

export interface HtmlTag {
  readonly kind: 'tag';
  readonly start: number;
  readonly end: number;
  /** Lower case; `/` in front of a closing tag. */
  readonly name: string;
  readonly attributes: readonly HtmlAttribute[];
  /** False where the text ends before the tag does. */
  readonly closed: boolean;
}

/**
 * A stretch of HTML: a tag, content that a reader sees, a comment, or the content of `style` and its like, in which
 * entities mean nothing. Pieces follow each other without gaps.
 */
export type HtmlPiece =
  | HtmlTag
  | { readonly kind: 'text' | 'comment' | 'raw'; readonly start: number; readonly end: number };

/** Elements whose content is not HTML. */
const RAW_ELEMENTS: ReadonlySet<string> = new Set([
  'style',
  'script',
  'xmp',
  'iframe',
  'noembed',
  'noframes',
  'plaintext',
]);

/**
 * Cuts HTML into pieces, by the rules that browsers follow. Outlook's conditional comments are seen through: what
 * they enclose is HTML to Outlook, and a comment to everybody else.
 */
export function scanHtml(html: string): HtmlPiece[] {
  const pieces: HtmlPiece[] = [];
  let at = 0;
  let textFrom = 0;
  const add = (piece: HtmlPiece) => {
    if (piece.start > textFrom) pieces.push({ kind: 'text', start: textFrom, end: piece.start });
    pieces.push(piece);
    at = piece.end;
    textFrom = at;
  };
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open === -1) break;
    const markup = readMarkup(html, open);
    if (markup === undefined) {
      at = open + 1;
      continue;
    }
    add(markup);
    if (markup.kind === 'tag' && RAW_ELEMENTS.has(markup.name)) {
      const end = endOfRaw(html, at, markup.name);
      if (end > at) add({ kind: 'raw', start: at, end });
    }
  }
  if (textFrom < html.length) pieces.push({ kind: 'text', start: textFrom, end: html.length });
  return pieces;
}

/** The tag or comment that starts at `open`, or undefined where `<` is only a character. */
function readMarkup(html: string, open: number): HtmlPiece | undefined {
  if (html.startsWith('<!--', open)) return { kind: 'comment', start: open, end: endOfComment(html, open) };
  const next = html[open + 1] ?? '';
  if (next === '!' || next === '?') return { kind: 'comment', start: open, end: after(html, '>', open) };
  if (next === '/') {
    if (!isLetter(html[open + 2])) return { kind: 'comment', start: open, end: after(html, '>', open) };
    return readTag(html, open, open + 2);
  }
  return isLetter(next) ? readTag(html, open, open + 1) : undefined;
}

/** Where a comment ends: of a conditional one only the brackets, so that its content is scanned as HTML. */
function endOfComment(html: string, open: number): number {
  if (html.startsWith('<!--[if', open)) return after(html, ']>', open);
  if (html.startsWith('<!-->', open)) return open + 5;
  if (html.startsWith('<!--->', open)) return open + 6;
  const end = /--!?>/g;
  end.lastIndex = open + 4;
  return end.exec(html) === null ? html.length : end.lastIndex;
}

function readTag(html: string, open: number, nameAt: number): HtmlPiece {
  let at = nameAt;
  while (at < html.length && !isNameEnd(html[at])) at += 1;
  const name = `${nameAt === open + 2 ? '/' : ''}${html.slice(nameAt, at).toLowerCase()}`;
  const attributes: HtmlAttribute[] = [];
  while (at < html.length) {
    while (isSpace(html[at]) || html[at] === '/') at += 1;
    if (html[at] === '>') return { kind: 'tag', start: open, end: at + 1, name, attributes, closed: true };
    if (at >= html.length) break;
    const attribute = readAttribute(html, at);
    attributes.push(attribute);
    at = attribute.end + (attribute.quoted ? 1 : 0);
  }
  return { kind: 'tag', start: open, end: html.length, name, attributes, closed: false };
}

function readAttribute(html: string, start: number): HtmlAttribute {
  // A first "=" belongs to the name.
  let at = start + 1;
  while (at < html.length && !isNameEnd(html[at]) && html[at] !== '=') at += 1;
  const whole = html.slice(start, at).toLowerCase();
  const name = whole.slice(whole.lastIndexOf(':') + 1);
  let equals = at;
  while (isSpace(html[equals])) equals += 1;
  if (html[equals] !== '=') return { name, value: '', start: at, end: at, quoted: false };
  at = equals + 1;
  while (isSpace(html[at])) at += 1;
  const quote = html[at];
  if (quote === '"' || quote === "'") {
    const close = html.indexOf(quote, at + 1);
    const end = close === -1 ? html.length : close;
    return { name, value: html.slice(at + 1, end), start: at + 1, end, quoted: true };
  }
  const from = at;
  while (at < html.length && !isSpace(html[at]) && html[at] !== '>') at += 1;
  return { name, value: html.slice(from, at), start: from, end: at, quoted: false };
}

function endOfRaw(html: string, from: number, name: string): number {
  if (name === 'plaintext') return html.length;
  const close = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
  close.lastIndex = from;
  return close.exec(html)?.index ?? html.length;
}

function after(html: string, end: string, from: number): number {
  const found = html.indexOf(end, from);
  return found === -1 ? html.length : found + end.length;
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /^[A-Za-z]$/.test(character);
}

function isSpace(character: string | undefined): boolean {
  return (
    character === ' ' || character === '\n' || character === '\t' || character === '\r' || character === '\f'
  );
}

function isNameEnd(character: string | undefined): boolean {
  return character === '>' || character === '/' || isSpace(character);
}
