import { type Command, Option } from 'commander';
import { type ImportFormat, runImport } from '../../lib/adapters/local/run-import.ts';

const EXAMPLES = `
Signals go to stdout, one JSON object a line; refused rows, contradictions and the summary go to stderr.
Ids come from table and key, so that importing the same rows again gives the same signals.
Exit code: 0 also where rows were refused, 2 where the map or a file is invalid.

Examples:
  $ touchline import --map crm.map.json accounts.csv tickets.csv > signals.ndjson
  $ touchline import --map crm.map.json exports/*.csv --json 2> report.ndjson > signals.ndjson
  $ touchline import --map crm.map.json exports/*.csv 2>&1 >/dev/null | tail -1`;

interface Flags {
  readonly map: string;
  readonly format: ImportFormat;
  readonly json?: true;
}

/** Adds `touchline import`. */
export function importCommand(program: Command): void {
  program
    .command('import')
    .summary('turn CSV files into signals')
    .description('Turns the rows of CSV files into signals, as a map file says.')
    .argument('<file...>', 'CSV files, in any order')
    .requiredOption('--map <file>', 'map file: which columns become which signals')
    .addOption(
      new Option('--format <format>', 'how the report on stderr is written')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], flags: Flags) => {
      const format = flags.json === true ? 'json' : flags.format;
      process.exitCode = await runImport({ map: flags.map, files, format }, process);
    });
}
