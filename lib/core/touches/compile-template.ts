import type { Issue } from '../authoring/issue.ts';
import type { Reporter } from '../authoring/reporter.ts';
import { hint } from '../authoring/suggest.ts';
import type { TopicKind } from './channel.ts';
import { checkLinkPlaces, checkMarkup } from './check-markup.ts';
import {
  ALWAYS_OFFERED,
  assembleTemplate,
  type CompiledTemplate,
  declaredPath,
  type ParsedPart,
  partsOf,
  type TemplateSource,
} from './compiled-template.ts';
import { type LiquidProblem, parseLiquid } from './liquid.ts';
import { analyzeLiquid, type VariableRead } from './liquid-analysis.ts';
import { type TemplateJson, VALUE_ROOTS } from './template-schema.ts';

/** A file beside the template, as the author wrote it. */
export interface AuthoredText {
  readonly file: string;
  readonly source: string;
}

/** The files of an email: its MJML with the HTML that was made of it, and its plain text. */
export interface TemplateFiles {
  readonly mjml?: AuthoredText & { readonly html: string };
  readonly text?: AuthoredText;
}

/** The names that a root offers, where they are known: `facts` has `seats.used`. A root left out offers any name. */
export type TemplateOffers = Partial<Record<(typeof VALUE_ROOTS)[number], ReadonlySet<string>>>;

/** Reports a problem in the text that one part was written in. */
type Report = (problem: LiquidProblem) => void;

/**
 * Checks a template whose JSON has its shape, with everything that stands beside it, and parses it. Mistakes go to
 * `report` (those in the JSON) and `issues` (those in the files); undefined if there was any.
 */
export function compileTemplate(
  doc: TemplateJson,
  files: TemplateFiles,
  report: Reporter,
  issues: Issue[],
  offers: TemplateOffers = {},
): CompiledTemplate | undefined {
  const source = sourceOf(doc, files, report);
  if (source === undefined) return undefined;
  let failed = false;
  const parts = new Map<string, ParsedPart>();
  const reads: [read: VariableRead, tell: Report][] = [];

  for (const part of partsOf(source)) {
    const file =
      part.key === 'html'
        ? files.mjml
        : doc.channel === 'email' && part.key === 'text'
          ? files.text
          : undefined;
    const tell: Report = (problem) => {
      failed = true;
      if (file === undefined) report.at(...part.key.split('.')).error(problem.code, problem.message);
      else issues.push({ severity: 'error', file: file.file, path: '', ...problem });
    };
    // Of an email's HTML the author knows the MJML only: what is read is looked for there, and told there.
    const authored = file?.source ?? part.source;
    const { parsed: asAuthored, problems } = parseLiquid(authored, part.escaping);
    const parsed = authored === part.source ? asAuthored : parseLiquid(part.source, part.escaping).parsed;
    problems.forEach(tell);
    if (asAuthored === undefined) continue;
    if (parsed === undefined) {
      tell({
        code: 'liquid-lost',
        message: 'MJML takes this Liquid apart: put tags into <mj-raw>',
        line: 1,
        column: 1,
      });
      continue;
    }
    const written = analyzeLiquid(asAuthored);
    written.problems.forEach(tell);
    for (const read of written.reads) reads.push([read, tell]);
    for (const read of written.bare) checkBare(read, doc, tell);
    if (part.key === 'html' && part.source === '') {
      tell({ code: 'not-compiled', message: 'no HTML was made of this MJML', line: 1, column: 1 });
      continue;
    }
    const shape = authored === part.source ? written : analyzeLiquid(parsed);
    parts.set(part.key, { ...part, parsed, shape });
    if (part.key === 'html') checkMarkup(part.source, authored, shape, tell);
    else checkLinkPlaces(part, shape, tell);
  }
  checkNeeds(doc, reads, offers, report);
  return failed || report.failed() ? undefined : assembleTemplate(source, parts);
}

/**
 * Why a template may not serve a topic of that kind, or undefined: a marketing email reads `links.unsubscribe` in
 * its HTML and in its text (RFC 8058's header does not replace the link that a person sees).
 */
export function checkTopic(template: CompiledTemplate, kind: TopicKind): string | undefined {
  if (kind !== 'marketing' || template.channel !== 'email') return undefined;
  const without = ['html', 'text'].filter((key) => {
    const reads = template.parts.get(key)?.shape.reads ?? [];
    return !reads.some(({ segments }) => segments.join('.') === 'links.unsubscribe');
  });
  if (without.length === 0) return undefined;
  return `a marketing email needs {{ links.unsubscribe }}, missing in its ${without.join(' and its ')} part`;
}

function sourceOf(doc: TemplateJson, files: TemplateFiles, report: Reporter): TemplateSource | undefined {
  if (doc.channel !== 'email') return { doc };
  if (files.mjml === undefined)
    report.at('mjml').error('missing-file', `there is no file "${doc.mjml}" here`);
  if (files.text === undefined)
    report.at('text').error('missing-file', `there is no file "${doc.text}" here`);
  if (files.mjml === undefined || files.text === undefined) return undefined;
  if (doc.preheader !== undefined && files.mjml.source.includes('<mj-preview')) {
    report
      .at('preheader')
      .error('double-preheader', 'the MJML has <mj-preview> already: keep one of the two');
  }
  return { doc, html: files.mjml.html, text: files.text.source };
}

function checkBare(read: VariableRead, doc: TemplateJson, tell: Report): void {
  const path = declaredPath(read.segments, new Set(Object.keys(doc.needs ?? {})));
  if (path === undefined || doc.needs?.[path] !== 'optional') return;
  const message = `"${path}" is optional: print it with "| default: …" first, put it inside "if ${path}", or require it`;
  tell({ code: 'optional-without-default', message, line: read.line, column: read.column });
}

function checkNeeds(
  doc: TemplateJson,
  reads: readonly [read: VariableRead, tell: Report][],
  offers: TemplateOffers,
  report: Reporter,
): void {
  const needs = doc.needs ?? {};
  const declared = new Set(Object.keys(needs));
  const used = new Set<string>();
  for (const [read, tell] of reads) {
    const path = declaredPath(read.segments, declared);
    if (path !== undefined) used.add(path);
    else if (declaredPath(read.segments, ALWAYS_OFFERED) === undefined) {
      tell({ ...undeclared(read.segments, declared), line: read.line, column: read.column });
    }
  }
  for (const path of declared) {
    const problem = (code: string, message: string) => report.at('needs').error(code, message, [path], 'key');
    if (!used.has(path)) problem('unused-variable', `"${path}" is declared here and read nowhere`);
    const outer = declaredPath(path.split('.').slice(0, -1), declared);
    if (outer !== undefined)
      problem('overlapping-variable', `"${path}" is a part of "${outer}", declare one of them`);
    const offer = notOffered(path, offers);
    if (offer !== undefined) problem('unknown-variable', offer);
  }
}

function undeclared(
  segments: readonly string[],
  declared: ReadonlySet<string>,
): { code: string; message: string } {
  const path = segments.join('.');
  const [root = ''] = segments;
  const roots: readonly string[] = VALUE_ROOTS;
  if (!roots.includes(root)) {
    return { code: 'unknown-variable', message: `nothing offers "${path}"${hint(root, roots)}` };
  }
  if (segments.length === 1) {
    return { code: 'unknown-variable', message: `"${root}" is read by its names, such as "${root}.name"` };
  }
  const fixed = [...ALWAYS_OFFERED].filter((offered) => offered.startsWith(`${root}.`));
  if (fixed.length > 0)
    return { code: 'unknown-variable', message: `nothing offers "${path}"${hint(path, fixed)}` };
  const near = hint(path, declared);
  const fix = near.startsWith(', did') ? near : `, add "${path}": "required" or "optional" to "needs"`;
  return { code: 'undeclared-variable', message: `"${path}" is not declared${fix}` };
}

function notOffered(path: string, offers: TemplateOffers): string | undefined {
  const root = VALUE_ROOTS.find((one) => path.startsWith(`${one}.`)) ?? 'with';
  const name = path.slice(root.length + 1);
  if (root === 'links' || root === 'company') {
    if (ALWAYS_OFFERED.has(path)) return undefined;
    const offered = [...ALWAYS_OFFERED].filter((one) => one.startsWith(`${root}.`));
    return `nothing offers "${path}"${hint(path, offered)}`;
  }
  const names = offers[root];
  return names === undefined || names.has(name)
    ? undefined
    : `nothing offers "${path}"${hint(
        path,
        [...names].map((one) => `${root}.${one}`),
      )}`;
}
