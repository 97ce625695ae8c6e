import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cliDocs } from '../../bin/cli-docs.ts';
import { newProgram } from '../../bin/program.ts';

describe('docs/cli.md', () => {
  it('is what `npm run docs` writes from the help of the commands', () => {
    expect(readFileSync('docs/cli.md', 'utf8')).toBe(cliDocs(newProgram()));
  });

  it('documents the JSON and the exit codes of every command, with examples', () => {
    const program = newProgram();
    for (const command of program.commands) {
      const section = cliDocs(program).split(`## touchline ${command.name()}\n`)[1]?.split('\n## ')[0] ?? '';
      expect(section, command.name()).toContain('Examples:');
      expect(section, command.name()).toContain('Exit code: 0');
      expect(section, command.name()).toContain('--json');
    }
  });
});
