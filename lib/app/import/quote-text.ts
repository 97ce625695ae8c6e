const MAX_SHOWN = 60;
/** Control, line-separating and direction-turning characters that JSON leaves as they are. */
const UNSEEN = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** Outside text in a one-line report: escaped so that no terminal acts on it, at most 60 characters. */
export function escapeText(text: string): string {
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text;
  const json = JSON.stringify(shown).slice(1, -1);
  return json.replace(UNSEEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export function quoteText(text: string): string {
  return `"${escapeText(text)}"`;
}
