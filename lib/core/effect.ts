import type { LevelValue } from './accounts/cell.ts';
import type { StepAnswer } from './journeys/run.ts';
import type { Instant } from './time/instant.ts';
import type { Channel } from './touches/channel.ts';

/** What a decision asks the outside to do; stored in the outbox with the decision, acted on afterwards. */
export type Effect =
  | {
      readonly kind: 'start-run';
      readonly run: string;
      readonly definition: string;
      readonly status: 'shadow' | 'live';
    }
  | {
      readonly kind: 'answer';
      readonly run: string;
      readonly token: string;
      readonly answer: StepAnswer;
    }
  | {
      readonly kind: 'send';
      readonly key: string;
      readonly status: 'shadow' | 'live';
      readonly run: string;
      readonly journey: string;
      readonly definition: string;
      readonly step: string;
      readonly contact: string;
      /** Hash of the address, by which caps and suppression count a person. */
      readonly addressKey: string;
      readonly channel: Channel;
      readonly template: string;
      readonly topic: string;
      /** Counts towards the caps. */
      readonly counted: boolean;
      /** What the step gave with the touch, and what its run carried at that moment. */
      readonly with: Readonly<Record<string, LevelValue>>;
      readonly runValues: Readonly<Record<string, LevelValue>>;
      readonly at: Instant;
    }
  | {
      readonly kind: 'notify';
      readonly key: string;
      readonly status: 'shadow' | 'live';
      readonly who: string;
      readonly channel: 'slack' | 'webhook';
      readonly template: string;
      readonly rule: string;
    };
