import { Argument, type Command } from 'commander';
import { killJson, runJson } from '../../lib/adapters/http/answer-json.ts';
import { ActError, type KillScope } from '../../lib/app/product/acts.ts';
import { lineArgument } from './act-arguments.ts';
import { colour, plural } from './options.ts';
import type { Surroundings } from './surroundings.ts';
import { printable } from './table.ts';
import { type ProductFlags, printAnswer, withProduct, withProductFlags } from './with-product.ts';

interface WhyFlags extends ProductFlags {
  readonly reason?: string;
}

interface ResumeRuleFlags extends ProductFlags {
  readonly release?: true;
}

interface KillFlags extends WhyFlags {
  readonly off?: true;
}

const SCOPES: readonly KillScope[] = ['journey', 'topic', 'everything'];

/** Adds `stop`, `pause`, `resume`, `resume-rule` and `kill`. */
export function controlActCommands(program: Command, surroundings: Surroundings): void {
  stopCommand(program, surroundings);
  pauseCommand(program, surroundings, 'pause');
  pauseCommand(program, surroundings, 'resume');
  resumeRuleCommand(program, surroundings);
  killCommand(program, surroundings);
}

function stopCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('stop')
    .summary('end a run')
    .description('Ends a run of a journey: nothing more comes of it.')
    .argument('<run>', 'id of a run')
    .option('--reason <text>', 'why', lineArgument)
    .addHelpText(
      'after',
      `
Exit code: 0; 2 when there is no such run; 1 when it has ended already.

JSON: the run as it is then, with the keys that "runs" has for each of its "items".

Examples:
  $ touchline stop 5f1c2b7a9d3e4f60a1b2c3d4
  $ touchline stop 5f1c2b7a9d3e4f60a1b2c3d4 --reason "enrolled by mistake"`,
    );
  withProductFlags(command).action((run: string, flags: WhyFlags) =>
    withProduct(surroundings, flags, async ({ product: { acts } }, by) => {
      const after = await acts.stopRun(by, run, flags.reason);
      printAnswer(flags, runJson(after), () => [
        printable(`stopped: ${after.journey} of ${after.account} (${after.id})`),
      ]);
    }),
  );
}

function pauseCommand(program: Command, surroundings: Surroundings, verb: 'pause' | 'resume'): void {
  const paused = verb === 'pause';
  const command = program
    .command(verb)
    .summary(paused ? 'hold every touch of an account' : 'let touches of an account go again')
    .description(paused ? 'Holds every touch of an account.' : 'Lets the touches of an account go again.')
    .argument('<account>', 'our id of an account, or an external one')
    .option('--reason <text>', 'why', lineArgument)
    .addHelpText(
      'after',
      `
Exit code: 0, also where it was so already; 2 when there is no such account.

JSON: {"account", "paused"}

Examples:
  $ touchline ${verb} northwind
  $ touchline ${verb} hubspot:1042 --reason "${paused ? 'outage at the customer' : 'the outage is over'}"`,
    );
  withProductFlags(command).action((account: string, flags: WhyFlags) =>
    withProduct(surroundings, flags, async ({ product: { acts } }, by) => {
      const done = await acts.pauseAccount(by, account, paused, flags.reason);
      printAnswer(flags, { account: done.account, paused: done.paused }, () => [
        printable(paused ? `paused: nothing is sent to ${done.account}` : `resumed: ${done.account}`),
      ]);
    }),
  );
}

function resumeRuleCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('resume-rule')
    .summary('let a rule go on that paused itself')
    .description('Lets a rule go on that has paused itself because it fired more than its limit allows.')
    .argument('<rule>', 'id of a rule; "status" lists those that are paused')
    .option('--release', 'do what the pause held back, where it still holds; otherwise only what comes')
    .addHelpText(
      'after',
      `
Exit code: 0; 2 when no such rule is paused.

JSON: {"rule", "released" (accounts for which it went on)}

Examples:
  $ touchline resume-rule wau-drop-20
  $ touchline resume-rule wau-drop-20 --release`,
    );
  withProductFlags(command).action((rule: string, flags: ResumeRuleFlags) =>
    withProduct(surroundings, flags, async ({ product: { acts } }, by) => {
      const done = await acts.resumeRule(by, rule, flags.release === true);
      printAnswer(flags, { rule: done.rule, released: done.released }, () => [
        `resumed: ${done.rule}${flags.release === true ? `, released for ${plural(done.released, 'account')}` : ''}`,
      ]);
    }),
  );
}

function killCommand(program: Command, surroundings: Surroundings): void {
  const command = program
    .command('kill')
    .summary('stop a journey, a topic, or everything')
    .description('Stops all touches of a journey, on a topic, or all there are; --off allows them again.')
    .addArgument(new Argument('<what>', 'what is stopped').choices(SCOPES))
    .argument('[id]', 'id of the journey or topic')
    .option('--off', 'allow it again')
    .option('--reason <text>', 'why', lineArgument)
    .addHelpText(
      'after',
      `
It takes effect before the next send, in a running server too. Runs go on; what they would send is on record as not sent.
Exit code: 0, also where it was so already; 2 when there is no such journey or topic.

JSON: what is stopped then: {"everything", "journeys": [ids], "topics": [ids]}

Examples:
  $ touchline kill journey smb-onboarding --reason "wrong price in the text"
  $ touchline kill everything
  $ touchline kill everything --off`,
    );
  withProductFlags(command).action((scope: KillScope, id: string | undefined, flags: KillFlags) => {
    if ((scope === 'everything') === (id !== undefined))
      throw new ActError(
        'invalid',
        scope === 'everything' ? '"everything" is named by no id' : `name the ${scope}`,
      );
    return withProduct(surroundings, flags, async ({ product: { acts } }, by) => {
      const on = flags.off !== true;
      const state = await acts.kill(by, scope, id, on, flags.reason);
      const what = id === undefined ? scope : `${scope} ${id}`;
      printAnswer(flags, killJson(state), () => [
        on ? colour('red', `stopped: ${what}`) : `allowed again: ${what}`,
      ]);
    });
  });
}
