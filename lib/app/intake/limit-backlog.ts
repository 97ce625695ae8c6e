import type { Clock } from '../ports/clock.ts';
import type { SignalLog } from '../ports/signal-log.ts';
import { type Intake, IntakeBusyError, type IntakeResult } from '../product/intake.ts';

/**
 * Far more than a burst brings, and minutes of deciding. Until then it is better to decide late than to refuse: clients
 * give up after a few attempts, and what they give up is lost.
 */
const MAX_WAITING = 200_000;
/** How often the log is asked how much waits, and what a client is told to wait (milliseconds). */
const COUNT_MS = 1000;
const RETRY_MS = 10_000;

/**
 * Takes nothing more while `max` signals wait to be decided: more comes in than can be decided, and each that is taken
 * would be decided later than the one before. What is refused was not logged, so that a client may send it again.
 */
export function limitBacklog(
  intake: Intake,
  log: Pick<SignalLog, 'count'>,
  real: Clock,
  max = MAX_WAITING,
): Intake {
  let waiting = 0;
  let countedAt = Number.NEGATIVE_INFINITY;
  const admit = async () => {
    const now = real.now();
    if (now - countedAt >= COUNT_MS || now < countedAt) {
      countedAt = now;
      waiting = await log.count('waiting');
    }
    if (waiting >= max) throw new IntakeBusyError(`${max} signals wait to be decided`, RETRY_MS);
  };
  const noted = (result: IntakeResult): IntakeResult => {
    waiting += result.accepted;
    return result;
  };
  return {
    async events(events, clock) {
      await admit();
      return noted(await intake.events(events, clock));
    },
    async segment(call, body) {
      await admit();
      return noted(await intake.segment(call, body));
    },
    async hook(connector, headers, body) {
      await admit();
      const answer = await intake.hook(connector, headers, body);
      if (answer.ok) noted(answer.result);
      return answer;
    },
  };
}
