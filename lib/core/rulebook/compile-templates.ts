import type { Issue } from '../authoring/issue.ts';
import { hint } from '../authoring/suggest.ts';
import { type AuthoredText, compileTemplate } from '../touches/compile-template.ts';
import type { CompiledTemplate } from '../touches/compiled-template.ts';
import type { Documents } from './read-documents.ts';
import type { RulebookFile } from './rulebook-file.ts';

/** Compiled templates, and the channel of every template (undefined of one whose file is not right itself). */
export interface Templates {
  readonly compiled: ReadonlyMap<string, CompiledTemplate>;
  readonly channels: ReadonlyMap<string, { readonly channel: string } | undefined>;
}

export function compileTemplates(
  files: readonly RulebookFile[],
  documents: Pick<Documents, 'template' | 'broken'>,
  { senders, facts }: { readonly senders: ReadonlyMap<string, unknown>; readonly facts: ReadonlySet<string> },
  root: string,
  issues: Issue[],
): Templates {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const compiled = new Map<string, CompiledTemplate>();
  const channels = new Map<string, { channel: string } | undefined>();
  for (const id of documents.broken.template) channels.set(id, undefined);
  for (const { path, id, json, report } of documents.template) {
    channels.set(id, { channel: json.channel });
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const text = (name: string): (AuthoredText & { html: string }) | undefined => {
      const file = byPath.get(folder + name);
      return file && { file: `${root}/${file.path}`, source: file.text, html: file.html ?? '' };
    };
    const mjml = json.channel === 'email' ? text(json.mjml) : undefined;
    const plain = json.channel === 'email' ? text(json.text) : undefined;
    if (json.channel === 'email' && !senders.has(json.from)) {
      const message = `unknown sender "${json.from}"${hint(json.from, senders.keys())}`;
      report.at('from').error('unknown-sender', message);
    }
    const parts = {
      ...(mjml === undefined ? {} : { mjml }),
      ...(plain === undefined ? {} : { text: plain }),
    };
    const template = compileTemplate(json, parts, report, issues, { facts });
    if (template !== undefined) compiled.set(id, template);
  }
  return { compiled, channels };
}
