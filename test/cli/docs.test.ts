import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cliDocs, commandsOf } from '../../bin/cli-docs.ts';
import { newProgram } from '../../bin/program.ts';

describe('docs/cli.md', () => {
  it('is what `npm run docs` writes from the help of the commands', () => {
    expect(readFileSync('docs/cli.md', 'utf8')).toBe(cliDocs(newProgram()));
  });

  it('documents the JSON and the exit codes of every command, with examples', () => {
    const program = newProgram();
    const sections = cliDocs(program);
    for (const [name] of commandsOf(program)) {
      const section = sections.split(`## touchline ${name}\n`)[1]?.split('\n## ')[0] ?? '';
      expect(section, name).toContain('Examples:');
      expect(section, name).toContain('Exit code: 0');
      // It runs until it is stopped, and answers nothing.
      if (name !== 'start') expect(section, name).toContain('--json');
    }
  });

  it('has a summary and a group for every command, so that the help of the program is a table of contents', () => {
    for (const command of newProgram().commands) {
      expect(command.summary(), command.name()).toMatch(/^[a-z].{5,60}$/);
      expect(['Authoring:', 'Running:', 'Looking:', 'Acting:'], command.name()).toContain(
        command.helpGroup(),
      );
    }
  });
});
