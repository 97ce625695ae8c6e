import type { Command } from 'commander';

/** Width at which help is written into the document, whatever the terminal's. */
const WIDTH = 100;

/** docs/cli.md: the help of every command, as it is printed. */
export function cliDocs(program: Command): string {
  const parts = [
    '# The command line',
    '',
    'Written from the help of the commands by `npm run docs`; a test fails when it is out of date.',
    '',
    'Exit codes everywhere: 0 done, 1 failed, 2 invalid input. `--json` prints one object on stdout, documented below;',
    'messages go to stderr. Nothing is coloured when piped.',
    '',
  ];
  for (const command of program.commands) {
    parts.push(`## touchline ${command.name()}`, '', '```text', helpOf(command).trim(), '```', '');
  }
  return parts.join('\n');
}

/** The help as printed, the texts after it too. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return text;
}
