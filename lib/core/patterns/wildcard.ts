/**
 * The texts between the wildcards of `prod-*.log`, of which `*` is any run of characters, an empty one too. `\*` and
 * `\\` are the characters themselves; nothing else may follow a backslash.
 */
export function readWildcard(
  text: string,
): { readonly parts: readonly string[] } | { readonly problem: string } {
  const parts = [''];
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i];
    const next = text[i + 1];
    if (char === '*') {
      if (next === '*') return { problem: 'two "*" in a row are not allowed: one is any run of characters' };
      parts.push('');
      continue;
    }
    if (char === '\\') {
      if (next !== '*' && next !== '\\')
        return { problem: 'a "\\" stands before "*" or another "\\" only, for the character itself' };
      i += 1;
    }
    parts.push(`${parts.pop()}${text[i]}`);
  }
  return { parts };
}

/** Whether a text is made of these parts with anything between them. Time grows with the length of both, no more. */
export function matchesWildcard(parts: readonly string[], text: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  const end = text.length - last.length;
  let place = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, place);
    if (found === -1) return false;
    place = found + part.length;
  }
  return place <= end;
}
