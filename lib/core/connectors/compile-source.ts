import type { Reporter } from '../authoring/reporter.ts';
import { withArticle } from '../authoring/suggest.ts';
import { readValue } from '../signals/read-value.ts';
import type { PayloadField } from '../signals/signal.ts';
import type { ReadJson, SourceJson } from './connector-schema.ts';
import { type Converted, convert, LEADS_TO } from './convert-value.ts';
import { compilePaths } from './event-path.ts';

/** The value of a payload field in an event; undefined where there is none. */
export type ReadField = (event: unknown) => Converted | undefined;

const MONEY: ReadonlySet<string> = new Set(['minorUnits', 'majorUnits']);

/** How a payload field gets its value, checked against the field's type. */
export function compileSource(
  json: SourceJson,
  field: PayloadField,
  minorPerMajor: () => number,
  report: Reporter,
): ReadField {
  if (typeof json !== 'object' || isWords(json)) {
    const read = readValue(field.json, json, minorPerMajor);
    if ('problem' in read) report.error('wrong-value', `"${field.name}": ${read.problem}`);
    const value: Converted = { value: json };
    return () => value;
  }
  check(json, field, report);
  const read = converting(json, field);
  if (json.ifWrong === undefined) return read;
  return (event) => {
    const converted = read(event);
    if (converted === undefined || 'problem' in converted) return undefined;
    return 'value' in readValue(field.json, converted.value, minorPerMajor) ? converted : undefined;
  };
}

function converting(json: ReadJson, field: PayloadField): ReadField {
  const at = compilePaths(json.from);
  const { as, currency } = json;
  if (as === undefined) {
    return (event) => {
      const value = at(event);
      return value === undefined || value === null ? undefined : { value };
    };
  }
  const currencyOf = typeof currency === 'object' ? compilePaths(currency.from) : () => currency;
  return (event) => {
    const value = at(event);
    if (value === undefined || value === null) return undefined;
    return convert(value, as, field.json.type, currencyOf(event));
  };
}

function check(json: ReadJson, field: PayloadField, report: Reporter): void {
  const { as, currency, ifWrong } = json;
  const { type, optional } = field.json;
  if (as !== undefined && !LEADS_TO[as].includes(type))
    report.error(
      'wrong-conversion',
      `"${as}" gives ${LEADS_TO[as].map(withArticle).join(' or ')}, and "${field.name}" is ${withArticle(type)}`,
      ['as'],
    );
  const isMoney = as !== undefined && MONEY.has(as);
  if (isMoney && currency === undefined)
    report.error(
      'missing-key',
      `"${as}" needs a "currency": a code such as "USD", or {"from": …} where it stands`,
    );
  if (!isMoney && currency !== undefined)
    report.error('wrong-value', '"currency" goes with minorUnits and majorUnits', ['currency'], 'key');
  if (ifWrong !== undefined && optional !== true && field.json.default === undefined)
    report.error(
      'wrong-value',
      `"${field.name}" cannot be left out: the signal needs it`,
      ['ifWrong'],
      'key',
    );
}

function isWords(json: SourceJson): json is string[] {
  return Array.isArray(json);
}
