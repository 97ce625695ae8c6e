import type { TemplatePart } from './compiled-template.ts';
import { htmlProblems, linkOutputProblem, MASK, placeProblem } from './html-safety.ts';
import { scanHtml } from './html-scan.ts';
import { type LiquidProblem, liquidTokens } from './liquid.ts';
import type { LiquidOutput, LiquidShape } from './liquid-analysis.ts';
import { MAX_HTML_BYTES, utf8Length } from './rendered-message.ts';

type Report = (problem: LiquidProblem) => void;
type Token = ReturnType<typeof liquidTokens>[number];

/**
 * Checks where Liquid stands in an email's HTML, and what its HTML does. `authored` is the MJML that the HTML was
 * made of: problems are told there, at the same tag or text.
 */
export function checkMarkup(html: string, authored: string, shape: LiquidShape, tell: Report): void {
  const tokens = liquidTokens(html);
  const place = placesIn(authored, html, tokens);
  checkNothingLost(html, tokens, authored, tell);

  const masked = maskedText(html, tokens);
  const pieces = scanHtml(masked);
  for (const problem of htmlProblems(pieces, true)) tell({ ...problem, ...place(problem.at) });
  const seen = new Set<string>();
  for (const token of tokens) {
    const problem = placeProblem(masked, pieces, token, outputAt(shape, token));
    if (problem === undefined) continue;
    const told = { code: problem.code, message: problem.message, ...place(token.begin) };
    // MJML writes some attributes twice, for Outlook.
    const key = JSON.stringify(told);
    if (!seen.has(key)) tell(told);
    seen.add(key);
  }
  const size = utf8Length(masked.replaceAll(MASK, ''));
  if (size > MAX_HTML_BYTES) {
    const message = `the HTML alone has ${size} bytes, mail clients cut what is longer than ${MAX_HTML_BYTES}`;
    tell({ code: 'template-too-large', message, line: 1, column: 1 });
  }
}

/** Checks the links of a text part: an action's link as a whole, Slack's `<link|label>`, links in plain text. */
export function checkLinkPlaces(part: TemplatePart, shape: LiquidShape, tell: Report): void {
  const tokens = liquidTokens(part.source);
  const masked = maskedText(part.source, tokens);
  for (const token of tokens) {
    const before = linkBefore(part, masked.slice(0, token.begin));
    if (before === undefined) continue;
    const output = outputAt(shape, token);
    const message =
      output === undefined
        ? 'a link is chosen outside of it: use assign, and print the result'
        : linkOutputProblem(before, output);
    if (message !== undefined) tell({ code: 'unsafe-link', message, ...position(part.source, token.begin) });
  }
}

/** What of a link stands before an output, or undefined when the output is not inside a link. */
function linkBefore(part: TemplatePart, before: string): string | undefined {
  if (part.key === 'card.action.url') return before;
  if (part.escaping === 'mrkdwn') return /<([^<>|]*)$/.exec(before)?.[1];
  return /(?:https?:\/\/|mailto:)\S*$/i.exec(before)?.[0];
}

function outputAt(shape: LiquidShape, token: Token): LiquidOutput | undefined {
  return token.isOutput ? shape.outputs.find((output) => output.begin === token.begin) : undefined;
}

/** The text with Liquid made unrecognisable, character for character. */
function maskedText(text: string, tokens: readonly Token[]): string {
  let masked = '';
  let from = 0;
  for (const { begin, end } of tokens) {
    masked += text.slice(from, begin) + MASK.repeat(end - begin);
    from = end;
  }
  return masked + text.slice(from);
}

/** MJML drops what stands between its own elements: a tag that is gone would render something else than was written. */
function checkNothingLost(html: string, tokens: readonly Token[], authored: string, tell: Report): void {
  const kept = countByText(html, tokens);
  const wanted = new Map<string, number>();
  for (const token of liquidTokens(authored)) {
    const text = authored.slice(token.begin, token.end);
    const count = (wanted.get(text) ?? 0) + 1;
    wanted.set(text, count);
    if (count <= (kept.get(text) ?? 0)) continue;
    const message = 'MJML drops or changes this: put it inside <mj-text>, or <mj-raw> between other elements';
    tell({ code: 'liquid-lost', message, ...position(authored, token.begin) });
  }
}

function countByText(text: string, tokens: readonly Token[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const token of tokens) {
    const key = text.slice(token.begin, token.end);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Finds the place in the MJML that an offset in the HTML comes from: the same Liquid, or the same text. */
function placesIn(authored: string, html: string, tokens: readonly Token[]) {
  const authoredTokens = liquidTokens(authored);
  return (at: number): { line: number; column: number } => {
    const index = tokens.findIndex((token) => at >= token.begin && at < token.end);
    const token = tokens[index];
    if (token !== undefined) {
      const text = html.slice(token.begin, token.end);
      const earlier = tokens.slice(0, index).filter((one) => html.slice(one.begin, one.end) === text).length;
      const same = authoredTokens.filter((one) => authored.slice(one.begin, one.end) === text);
      return position(authored, same[Math.min(earlier, same.length - 1)]?.begin ?? 0);
    }
    const [text = ''] = html.slice(at, at + 60).split(/[\n"']/);
    return position(authored, text === '' ? 0 : Math.max(0, authored.indexOf(text)));
  };
}

function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
