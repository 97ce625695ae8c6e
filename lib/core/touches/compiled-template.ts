import { type Escaping, type ParsedLiquid, parseLiquid } from './liquid.ts';
import { analyzeLiquid, type LiquidShape } from './liquid-analysis.ts';
import { COMPANY_FIELDS, LINK_NAMES, type TemplateJson } from './template-schema.ts';

/** A template as plain JSON: what a content hash is taken of, and what a Lambda loads. */
export interface TemplateSource {
  readonly doc: TemplateJson;
  /** Of an email, MJML compiled to HTML, with its Liquid as the author wrote it. */
  readonly html?: string;
  /** Of an email, the plain-text alternative. */
  readonly text?: string;
}

/** One piece of a template that is rendered by itself; `key` is `subject`, `html`, `card.action.url`, `body.x`. */
export interface TemplatePart {
  readonly key: string;
  readonly source: string;
  readonly escaping: Escaping;
}

export interface ParsedPart extends TemplatePart {
  readonly parsed: ParsedLiquid;
  readonly shape: LiquidShape;
}

export interface CompiledTemplate {
  readonly id: string;
  readonly channel: TemplateJson['channel'];
  readonly source: TemplateSource;
  readonly parts: ReadonlyMap<string, ParsedPart>;
  /** What to give `renderTemplate`: the declared values, and the links and company fields that are read. */
  readonly needs: ReadonlyMap<string, 'required' | 'optional'>;
}

/** What is offered to every template without being declared. */
export const ALWAYS_OFFERED: ReadonlySet<string> = new Set([
  ...LINK_NAMES.map((name) => `links.${name}`),
  ...COMPANY_FIELDS.map((name) => `company.${name}`),
]);

/** The parts of a template, in the order in which they are rendered. */
export function partsOf(source: TemplateSource): TemplatePart[] {
  const { doc } = source;
  const text = (key: string, part: string | undefined): TemplatePart[] =>
    part === undefined ? [] : [{ key, source: part, escaping: 'text' }];
  switch (doc.channel) {
    case 'email':
      return [
        ...text('subject', doc.subject),
        ...text('preheader', doc.preheader),
        { key: 'html', source: source.html ?? '', escaping: 'html' },
        ...text('text', source.text ?? ''),
      ];
    case 'in-app': {
      const { title, body, action } = doc.card;
      return [
        ...text('card.title', title),
        ...text('card.body', body),
        ...text('card.action.label', action?.label),
        ...text('card.action.url', action?.url),
      ];
    }
    case 'slack':
      return [{ key: 'text', source: doc.text, escaping: 'mrkdwn' }];
    case 'webhook':
      return Object.entries(doc.body).flatMap(([name, part]) => text(`body.${name}`, part));
  }
}

/**
 * A template ready to render, from what `compileTemplate` has checked before. Throws TypeError when a part cannot be
 * parsed, which means that it was not.
 */
export function loadTemplate(source: TemplateSource): CompiledTemplate {
  const parts = new Map<string, ParsedPart>();
  for (const part of partsOf(source)) {
    const { parsed, problems } = parseLiquid(part.source, part.escaping);
    if (parsed === undefined) {
      throw new TypeError(
        `template "${source.doc.id}", ${part.key}: ${problems[0]?.message ?? 'not Liquid'}`,
      );
    }
    parts.set(part.key, { ...part, parsed, shape: analyzeLiquid(parsed) });
  }
  return assembleTemplate(source, parts);
}

/** The template of parts that are parsed already. */
export function assembleTemplate(
  source: TemplateSource,
  parts: ReadonlyMap<string, ParsedPart>,
): CompiledTemplate {
  const needs = new Map(Object.entries(source.doc.needs ?? {}));
  for (const part of parts.values()) {
    for (const { segments } of part.shape.reads) {
      const path = segments.slice(0, 2).join('.');
      if (ALWAYS_OFFERED.has(path) && !needs.has(path)) needs.set(path, 'required');
    }
  }
  return { id: source.doc.id, channel: source.doc.channel, source, parts, needs };
}

/** The declared path that a read goes through, itself or what it is a part of; undefined if there is none. */
export function declaredPath(
  segments: readonly string[],
  declared: { has(path: string): boolean },
): string | undefined {
  for (let length = segments.length; length >= 2; length -= 1) {
    const path = segments.slice(0, length).join('.');
    if (declared.has(path)) return path;
  }
  return undefined;
}
