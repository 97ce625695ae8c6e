import { type Command, Option } from 'commander';

/** What a command's end means to whoever called it. */
export const EXIT = { ok: 0, failed: 1, invalid: 2, differences: 3 } as const;

export type Format = 'text' | 'json';

export interface FormatFlags {
  readonly format: Format;
  readonly json?: true;
}

/** `--format text|json`, and `--json` for short. */
export function withFormat(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'how the answer is written').choices(['text', 'json']).default('text'),
    )
    .option('--json', 'the same as --format json');
}

export function formatOf(flags: FormatFlags): Format {
  return flags.json === true ? 'json' : flags.format;
}

export interface RulesFlags {
  readonly rules: string;
}

/** `--rules DIR`. */
export function withRules(command: Command): Command {
  return command.option('--rules <dir>', 'folder of the rulebook', 'rules');
}

/** `--data DIR`. */
export function withData(command: Command): Command {
  return command.option('--data <dir>', 'folder that accounts and ledger are kept in', '.touchline');
}

/** One JSON object on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** Words in colour for a person at a terminal; plain when piped or where NO_COLOR is set. */
export function colour(name: 'red' | 'green' | 'yellow' | 'bold' | 'dim', text: string): string {
  if (!process.stdout.isTTY || process.env.NO_COLOR !== undefined) return text;
  const codes = { red: 31, green: 32, yellow: 33, bold: 1, dim: 2 };
  return `\u001b[${codes[name]}m${text}\u001b[0m`;
}

/** `1 rule`, `2 rules`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
