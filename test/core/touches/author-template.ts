import { compileMjml } from '../../../lib/adapters/local/compile-mjml.ts';
import { checkShape } from '../../../lib/core/authoring/check-shape.ts';
import { formatIssue, type Issue, sortIssues } from '../../../lib/core/authoring/issue.ts';
import { readJson } from '../../../lib/core/authoring/read-json.ts';
import { reporterOf } from '../../../lib/core/authoring/reporter.ts';
import { compileTemplate, type TemplateOffers } from '../../../lib/core/touches/compile-template.ts';
import type { CompiledTemplate } from '../../../lib/core/touches/compiled-template.ts';
import { templateSchema } from '../../../lib/core/touches/template-schema.ts';

const HEADER = { $schema: '../../schema/template.json', owner: 'cs-ops', description: 'For a test' };

export interface Authored {
  readonly template: CompiledTemplate | undefined;
  /** As an author reads them, in order. */
  readonly issues: readonly string[];
  readonly codes: readonly string[];
}

/** Takes a template through everything that an author's files go through. The JSON has one key a line. */
export async function authorTemplate(
  doc: Record<string, unknown>,
  files: { readonly mjml?: string; readonly text?: string } = {},
  offers: TemplateOffers = {},
  { allowMjmlProblems = false }: { readonly allowMjmlProblems?: boolean } = {},
): Promise<Authored> {
  const issues: Issue[] = [];
  const json = JSON.stringify({ ...HEADER, id: 'test/one', ...doc }, undefined, 1);
  const document = readJson('rules/templates/test/one.json', json, issues);
  if (document === undefined) throw new Error(issues.map(formatIssue).join('\n'));
  const report = reporterOf(document, issues);
  const shaped = checkShape(templateSchema, document.value, report);
  let template: CompiledTemplate | undefined;
  if (shaped !== undefined) {
    const html = files.mjml === undefined ? undefined : await htmlOf(files.mjml, allowMjmlProblems);
    template = compileTemplate(
      shaped,
      {
        ...(files.mjml !== undefined && html !== undefined
          ? { mjml: { file: 'one.mjml', source: files.mjml, html } }
          : {}),
        ...(files.text !== undefined ? { text: { file: 'one.txt', source: files.text } } : {}),
      },
      report,
      issues,
      offers,
    );
  }
  const sorted = sortIssues(issues);
  return { template, issues: sorted.map(formatIssue), codes: sorted.map((issue) => issue.code) };
}

async function htmlOf(mjml: string, allowProblems: boolean): Promise<string> {
  const { html, problems } = await compileMjml('one.mjml', mjml);
  if (problems.length > 0 && !allowProblems)
    throw new Error(problems.map((one) => `${one.line}: ${one.message}`).join('\n'));
  return html;
}

/** One column of MJML; its content starts on line 4. */
export function mjmlPage(content: string, head: string = ''): string {
  return `<mjml>${head}<mj-body>
<mj-section>
<mj-column>
${content}
</mj-column></mj-section></mj-body></mjml>`;
}

/** An email whose parts are all there; what is given replaces. */
export function email(doc: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    channel: 'email',
    from: 'success',
    subject: 'Hello',
    mjml: 'one.mjml',
    text: 'one.txt',
    ...doc,
  };
}

export const PLAIN_FILES = { mjml: mjmlPage('<mj-text>Hello</mj-text>'), text: 'Hello\n' };
