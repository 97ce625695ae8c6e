import type { HtmlAttribute, HtmlPiece } from './html-scan.ts';
import type { LiquidOutput } from './liquid-analysis.ts';
import { fixesHost, urlProblem } from './safe-url.ts';

/** Why a place in a template or message is not safe; `at` is an offset in the text that was checked. */
export interface HtmlProblem {
  readonly code: 'unsafe-html' | 'unsafe-place' | 'unsafe-link';
  readonly message: string;
  readonly at: number;
}

/** Elements that run, embed or collect something, or change how the rest is read. */
const REFUSED_ELEMENTS: ReadonlySet<string> = new Set(
  (
    'script iframe frame frameset object embed applet form base svg math template portal ' +
    'xmp plaintext listing noembed noframes'
  ).split(' '),
);
const URL_ATTRIBUTES: ReadonlySet<string> = new Set(
  'href src action formaction background poster cite longdesc manifest ping dynsrc lowsrc'.split(' '),
);
const URL_LISTS: ReadonlySet<string> = new Set(['srcset', 'imagesrcset']);
/** Attributes in which a printed value is text and nothing else. */
const TEXT_ATTRIBUTE = /^(?:alt|title|lang|summary|label|aria-[a-z]+|data-[a-z-]+)$/;

/** Fills the place of Liquid in a text that is scanned before it is rendered: no character of HTML's own. */
export const MASK = '\uE000';

/**
 * What in HTML may not be sent: elements that do something, event handlers, links that are not `https:` or
 * `mailto:`. With `masked`, a template not yet rendered, links in which Liquid stands are left to `placeProblem`.
 */
export function htmlProblems(pieces: readonly HtmlPiece[], masked: boolean): HtmlProblem[] {
  const problems: HtmlProblem[] = [];
  for (const piece of pieces) {
    if (piece.kind !== 'tag') continue;
    const refuse = (message: string, at: number = piece.start) => {
      problems.push({ code: 'unsafe-html', message, at });
    };
    const name = piece.name.replace('/', '');
    if (!piece.closed) refuse(`the tag <${shown(name)}> has no end`);
    if (REFUSED_ELEMENTS.has(name)) refuse(`<${name}> is not allowed in a message`);
    for (const attribute of piece.attributes) {
      if (attribute.name.startsWith('on'))
        refuse(`"${shown(attribute.name)}" would run code`, attribute.start);
      if (attribute.name === 'srcdoc') refuse('"srcdoc" is not allowed in a message', attribute.start);
      if (name === 'meta' && isRefresh(attribute))
        refuse('a message may not lead elsewhere by itself', piece.start);
      problems.push(...linkProblems(attribute, masked));
    }
  }
  return problems;
}

/**
 * Why the Liquid at `begin` may not stand there, or undefined. Values are printed as content and in quoted text
 * attributes; in a link either as the whole beginning, or behind a fixed host and percent-encoded.
 */
export function placeProblem(
  masked: string,
  pieces: readonly HtmlPiece[],
  token: { readonly begin: number; readonly end: number },
  output: LiquidOutput | undefined,
): HtmlProblem | undefined {
  const problem = (message: string): HtmlProblem => ({ code: 'unsafe-place', message, at: token.begin });
  const piece = pieces.find((one) => token.begin >= one.start && token.begin < one.end);
  if (piece === undefined) return undefined;
  if (piece.kind !== 'tag') {
    if (piece.kind === 'raw') return problem('nothing can be printed safely inside <style>');
    return piece.kind === 'comment' && output !== undefined ? problem('this is inside a comment') : undefined;
  }
  const attribute = piece.attributes.find((one) => token.begin >= one.start && token.end <= one.end);
  if (attribute === undefined || !attribute.quoted) {
    return problem('inside a tag, Liquid stands in an attribute in quotes: alt="{{ … }}"');
  }
  if (URL_ATTRIBUTES.has(attribute.name)) {
    if (output === undefined) {
      return problem(`a link is chosen outside of "${attribute.name}": use assign, and print the result`);
    }
    const message = linkOutputProblem(masked.slice(attribute.start, token.begin), output);
    return message === undefined ? undefined : { code: 'unsafe-link', message, at: token.begin };
  }
  if (TEXT_ATTRIBUTE.test(attribute.name) || (output === undefined && attribute.name === 'class'))
    return undefined;
  return problem(`nothing can be printed safely in the attribute "${attribute.name}"`);
}

/** Why a value may not be printed into a link after `before` (in which other Liquid is masked), or undefined. */
export function linkOutputProblem(before: string, output: LiquidOutput): string | undefined {
  if (before.trim() === '') return undefined;
  const startsWithValue = before.startsWith(MASK);
  if (startsWithValue ? !/[/?#]/.test(before) : !fixesHost(before)) {
    return 'a value here could change where the link leads: put it behind "https://host/"';
  }
  return output.lastFilter === 'url_encode' ? undefined : 'a value inside a link ends with "| url_encode"';
}

function linkProblems(attribute: HtmlAttribute, masked: boolean): HtmlProblem[] {
  const links = URL_ATTRIBUTES.has(attribute.name)
    ? [attribute.value]
    : URL_LISTS.has(attribute.name)
      ? attribute.value.split(',').map((candidate) => candidate.trim().split(/\s/)[0] ?? '')
      : [];
  return links.flatMap((link) => {
    const message = masked && link.includes(MASK) ? undefined : urlProblem(unescaped(link));
    if (message === undefined) return [];
    return [{ code: 'unsafe-link', message: `${attribute.name}: ${message}`, at: attribute.start } as const];
  });
}

/** The entities that `escapeHtml` writes. Any other is left as it is, and then has no place in a host name. */
function unescaped(link: string): string {
  return link.replace(/&(?:amp|#34|#39);/g, (entity) =>
    entity === '&amp;' ? '&' : entity === '&#34;' ? '"' : "'",
  );
}

function isRefresh(attribute: HtmlAttribute): boolean {
  return attribute.name === 'http-equiv' && /refresh/i.test(attribute.value);
}

function shown(name: string): string {
  return name.slice(0, 40);
}
