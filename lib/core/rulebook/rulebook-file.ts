import { nearest } from '../authoring/suggest.ts';

/** What a file under `rules/` is, told from where it stands. */
export type FileKind =
  | 'facts'
  | 'segments'
  | 'stages'
  | 'guardrails'
  | 'signal'
  | 'condition'
  | 'health'
  | 'journey'
  | 'template'
  | 'rule'
  | 'test'
  | 'template-part'
  | 'schema';

export interface RulebookFile {
  /** Path below the rulebook's folder, with forward slashes: `risk/login-drop-3-weeks.json`. */
  readonly path: string;
  readonly text: string;
  /** Of an `.mjml` file, the HTML that was made of it. */
  readonly html?: string;
}

const SINGLE: Readonly<Record<string, FileKind>> = {
  'facts.json': 'facts',
  'segments.json': 'segments',
  'stages.json': 'stages',
  'guardrails.json': 'guardrails',
};
const FOLDERS: Readonly<Record<string, FileKind>> = {
  signals: 'signal',
  conditions: 'condition',
  health: 'health',
  journeys: 'journey',
  templates: 'template',
  schema: 'schema',
};

/** Undefined for a file that has no place there. Every other folder holds the rules of one area. */
export function kindOfFile(path: string): FileKind | undefined {
  const single = SINGLE[path];
  if (single !== undefined) return single;
  const [folder = '', ...rest] = path.split('/');
  if (rest.length === 0) return undefined;
  if (path.endsWith('.test.json')) return 'test';
  const kind = FOLDERS[folder] ?? 'rule';
  if (kind === 'template')
    return path.endsWith('.json') ? 'template' : /\.(?:mjml|txt)$/.test(path) ? 'template-part' : undefined;
  return path.endsWith('.json') && rest.length === 1 ? kind : undefined;
}

/** Why a file has no place where it stands, and where it may have been meant to stand. */
export function misplaced(path: string): string {
  const parts = path.split('/');
  const name = parts.at(-1) ?? path;
  const [folder = '', ...rest] = parts;
  if (folder === 'templates') return 'templates are .json, .mjml and .txt files';
  if (!name.endsWith('.json'))
    return 'the rulebook has .json files only, and .mjml and .txt beside templates';
  if (rest.length === 0) {
    const singles = Object.keys(SINGLE);
    const near = nearest(name, singles);
    if (near !== undefined) return `no file of this name belongs here, did you mean "${near}"?`;
    return `beside the folders stand ${singles.join(', ')} only; a rule stands in its area's folder, such as "risk/${name}"`;
  }
  return `files stand directly in the folder of their kind or area: "${folder}/${name}"`;
}

/** The id that a file must carry: its name, and for a template its folder too (`onboarding/welcome`). */
export function idOfFile(path: string, kind: FileKind): string {
  const bare = path.replace(/\.json$/, '');
  if (kind === 'template') return bare.split('/').slice(1).join('/');
  return bare.split('/').at(-1) ?? bare;
}
