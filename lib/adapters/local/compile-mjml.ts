import mjml2html from 'mjml';
import { type HtmlTag, scanHtml } from '../../core/touches/html-scan.ts';
import { MAX_SOURCE_LENGTH } from '../../core/touches/liquid.ts';

export interface MjmlProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** Deeper than any mail is laid out; keeps the compiler's recursion bounded. */
const MAX_DEPTH = 40;

/**
 * Compiles MJML to HTML; Liquid passes through as it is written. Nothing is read from disk (`mj-include` is refused)
 * and no web font is linked unless the author asks with `mj-font`. `file` is for messages alone. With any problem
 * the HTML is empty.
 */
export async function compileMjml(
  file: string,
  source: string,
): Promise<{ html: string; problems: MjmlProblem[] }> {
  const before = sourceProblems(source);
  if (before.length > 0) return { html: '', problems: before };
  try {
    const { html, errors } = await mjml2html(source, {
      actualPath: file,
      validationLevel: 'soft',
      ignoreIncludes: true,
      keepComments: false,
      minify: false,
      fonts: {},
    });
    const problems = errors.map(({ line, message, tagName }) => ({
      line,
      message: `<${tagName}>: ${message}`,
    }));
    return { html: problems.length > 0 ? '' : html, problems };
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown error';
    return { html: '', problems: [{ line: 1, message: `this is not MJML: ${message}` }] };
  }
}

/** What the compiler would take without a word, or should never see. */
function sourceProblems(source: string): MjmlProblem[] {
  if (source.length > MAX_SOURCE_LENGTH) {
    const message = `this text has ${source.length} characters, at most ${MAX_SOURCE_LENGTH} are read`;
    return [{ line: 1, message }];
  }
  const tags = scanHtml(source).filter((piece) => piece.kind === 'tag');
  const problems: MjmlProblem[] = [];
  const problem = (tag: HtmlTag | undefined, message: string) => {
    problems.push({ line: source.slice(0, tag?.start ?? 0).split('\n').length, message });
  };
  if (tags[0]?.name !== 'mjml') problem(tags[0], 'an MJML file starts with <mjml>');
  for (const tag of tags) {
    if (tag.name === 'mj-include') problem(tag, '<mj-include> is not allowed: a template is one file');
  }
  const nesting = nestingProblem(source, tags);
  if (nesting !== undefined) problem(...nesting);
  return problems;
}

/** The first MJML tag that is not closed where it should be, or stands too deep. */
function nestingProblem(source: string, tags: readonly HtmlTag[]): [HtmlTag, string] | undefined {
  const open: HtmlTag[] = [];
  for (const tag of tags) {
    const name = tag.name.replace('/', '');
    if (!/^mj(?:ml$|-)/.test(name) || source[tag.end - 2] === '/') continue;
    if (!tag.name.startsWith('/')) {
      open.push(tag);
      if (open.length > MAX_DEPTH) return [tag, `nested more than ${MAX_DEPTH} levels deep`];
      continue;
    }
    const last = open.pop();
    if (last === undefined) return [tag, `</${name}> closes nothing`];
    if (last.name !== name) return [last, `<${last.name}> is not closed before </${name}>`];
  }
  const left = open.at(-1);
  return left === undefined ? undefined : [left, `<${left.name}> is not closed`];
}
