/** A touch as its channel takes it. Nothing in it is markup but `html`, and Slack's own in the Slack text. */
export type RenderedMessage =
  | {
      readonly channel: 'email';
      /** A sender of guardrails.json. */
      readonly from: string;
      readonly subject: string;
      readonly preheader: string | undefined;
      readonly html: string;
      readonly text: string;
    }
  | {
      readonly channel: 'in-app';
      /** Plain text, to be shown as text and never as HTML. */
      readonly title: string;
      readonly body: string;
      readonly action: { readonly label: string; readonly url: string } | undefined;
    }
  | { readonly channel: 'slack'; readonly text: string }
  | { readonly channel: 'webhook'; readonly body: Readonly<Record<string, string>> };

export type RenderResult =
  | { readonly ok: true; readonly message: RenderedMessage }
  | {
      readonly ok: false;
      readonly reason: 'missing-data' | 'unsafe-value' | 'render-failed';
      /** Names paths, parts and places, never a value. */
      readonly detail: string;
    };

/** RFC 5322 allows 998 octets; past this no inbox shows a subject. */
export const MAX_SUBJECT_LENGTH = 200;
/** Gmail hides what comes after 102 kB, the unsubscribe link first of all. */
export const MAX_HTML_BYTES = 100_000;

const CONTROLS = /[\p{Cc}\u2028\u2029]/u;

/** Why a rendered line (a header, a title, a label) may not be sent, or undefined. */
export function lineProblem(text: string, max: number): string | undefined {
  if (CONTROLS.test(text)) return 'a line break or control character';
  if (text.length > max) return `${text.length} characters, at most ${max} are sent`;
  return text.trim() === '' ? 'nothing but blanks' : undefined;
}

/** `<…>` is Slack's markup: a link, a person, a channel or a word of command. Values cannot write it. */
export function slackLinks(text: string): string[] {
  return [...text.matchAll(/<([^<>]*)>/g)].map((match) => (match[1] ?? '').split('|')[0] ?? '');
}

/** Bytes of the text in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
