import { writeFileSync } from 'node:fs';
import { cliDocs } from '../bin/cli-docs.ts';
import { newProgram } from '../bin/program.ts';

writeFileSync('docs/cli.md', cliDocs(newProgram()));
