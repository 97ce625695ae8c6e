import type { Hook } from './connector.ts';

/**
 * What comes by a webhook, as an event on a bus would be: the body is its `detail`, and of the headers (by name in
 * small letters) it carries those that mappings read.
 */
export function hookEvent(
  id: string,
  hook: Pick<Hook, 'headers' | 'detailType'>,
  headers: ReadonlyMap<string, string>,
  body: unknown,
): Readonly<Record<string, unknown>> {
  const event: Record<string, unknown> = { source: id, detail: body };
  const named = [...hook.headers].flatMap((name) => {
    const value = headers.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  if (named.length > 0) event.headers = Object.fromEntries(named);
  const type = hook.detailType?.(event);
  if (typeof type === 'string') event['detail-type'] = type;
  return event;
}
