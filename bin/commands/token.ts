import { type Command, Option } from 'commander';
import { ROLES, type Role } from '../../lib/app/ports/access-tokens.ts';
import type { Surroundings } from './surroundings.ts';
import { type ProductFlags, printAnswer, withProduct, withProductFlags } from './with-product.ts';

const EXAMPLES = `
The token goes to stdout, this once: only a hash of it is kept. Each role may do what the ones before it may: "viewer" asks,
"csm" works on tasks, "ops" stops runs, journeys and topics, "admin" does everything.
Exit code: 0; 2 when the name is none; 1 when there is a token of that name already.

JSON: {"name", "role", "token"}

Examples:
  $ touchline token dashboard --role viewer
  $ curl -H "Authorization: Bearer $(touchline token sam --role csm)" http://127.0.0.1:8787/api/tasks`;

interface Flags extends ProductFlags {
  readonly role: Role;
}

/** Adds `touchline token`. */
export function tokenCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('token')
    .summary('make a token for the HTTP API')
    .description('Makes a bearer token for a person or system that uses /api.')
    .argument('<name>', 'who it is for, as the record names them')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .addHelpText('after', EXAMPLES);
  withProductFlags(command).action((name: string, flags: Flags) =>
    withProduct(surroundings, flags, async ({ product: { acts } }, by) => {
      const { token } = await acts.createToken(by, name, flags.role);
      process.stderr.write(`a token for ${name} (${flags.role}); it is not shown again\n`);
      printAnswer(flags, { name, role: flags.role, token }, () => [token]);
    }),
  );
}
