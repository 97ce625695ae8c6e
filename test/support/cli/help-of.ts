import { cliDocs } from '../../../bin/cli-docs.ts';
import { newProgram } from '../../../bin/program.ts';

/** The help of a command as it is printed. */
export function helpOf(command: string): string {
  return cliDocs(newProgram()).split(`## touchline ${command}\n`)[1]?.split('\n## ')[0] ?? '';
}
