import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { schemaFiles } from '../../lib/replay/schema-files.ts';
import {
  EXIT,
  type FormatFlags,
  formatOf,
  plural,
  printJson,
  type RulesFlags,
  withFormat,
  withRules,
} from './options.ts';

const EXAMPLES = `
Editors complete and check the rulebook with these files, which every rule, journey and template names as "$schema".
Exit code: 0; with --check 1 when a file is missing or out of date.

JSON: {"folder", "files", "written", "outdated"}

Examples:
  $ touchline schema
  $ touchline schema --check`;

interface Flags extends RulesFlags, FormatFlags {
  readonly check?: true;
}

/** Adds `touchline schema`. */
export function schemaCommand(program: Command): void {
  const command = program
    .command('schema')
    .summary('write the JSON Schemas that editors use')
    .description('Writes the JSON Schemas of all authored files to the folder "schema" of the rulebook.')
    .option('--check', 'write nothing, only tell which files are out of date')
    .addHelpText('after', EXAMPLES);
  withFormat(withRules(command)).action((flags: Flags) => {
    const folder = join(flags.rules, 'schema');
    const files = schemaFiles();
    const outdated = [...files]
      .filter(
        ([name, text]) =>
          !existsSync(join(folder, name)) || readFileSync(join(folder, name), 'utf8') !== text,
      )
      .map(([name]) => name);
    const writes = flags.check !== true;
    if (writes) {
      mkdirSync(folder, { recursive: true });
      for (const name of outdated) writeFileSync(join(folder, name), files.get(name) ?? '');
    }
    const written = writes ? outdated : [];
    if (formatOf(flags) === 'json')
      printJson({ folder, files: files.size, written, outdated: writes ? [] : outdated });
    else if (writes)
      process.stdout.write(`${plural(files.size, 'schema')} in ${folder}, ${written.length} written\n`);
    else
      process.stdout.write(
        outdated.length === 0 ? 'every schema is up to date\n' : `out of date: ${outdated.join(', ')}\n`,
      );
    process.exitCode = writes || outdated.length === 0 ? EXIT.ok : EXIT.failed;
  });
}
