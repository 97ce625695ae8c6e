import type { ConsumedCapacity, DynamoDBClient } from '@aws-sdk/client-dynamodb';

interface Call {
  /** Such as `PutItem`. */
  readonly name: string;
  /** Capacity units, as DynamoDB counts them. */
  readonly units: number;
}

/** What goes through a client from now on, and what is to go wrong with it. */
export interface Traffic {
  readonly calls: Call[];
  /** Throws for a call that must not get through, or holds it up; `n` counts the calls of that name from 1. */
  before: (name: string, n: number) => void | Promise<void>;
  /** Throws for a call that got through and whose answer is lost. */
  after: (name: string, n: number) => void;
  /** Calls by name since the last time, and the units of all of them. */
  taken(): { readonly calls: Readonly<Record<string, number>>; readonly units: number };
}

interface Answer {
  readonly ConsumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[];
}

export function watched(client: DynamoDBClient): Traffic {
  const counts = new Map<string, number>();
  const traffic: Traffic = {
    calls: [],
    before: () => undefined,
    after: () => undefined,
    taken() {
      const calls: Record<string, number> = {};
      for (const { name } of this.calls) calls[name] = (calls[name] ?? 0) + 1;
      const units = this.calls.reduce((sum, call) => sum + call.units, 0);
      this.calls.length = 0;
      return { calls, units };
    },
  };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const name = (context.commandName ?? '').replace(/(Items?)?Command$/, '$1');
      const n = (counts.get(name) ?? 0) + 1;
      counts.set(name, n);
      await traffic.before(name, n);
      const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' };
      const answer = await next({ ...args, input } as typeof args);
      traffic.calls.push({ name, units: unitsOf(answer.output as Answer) });
      traffic.after(name, n);
      return answer;
    },
    { step: 'initialize', name: 'watched' },
  );
  return traffic;
}

function unitsOf({ ConsumedCapacity: consumed = [] }: Answer): number {
  const parts = Array.isArray(consumed) ? consumed : [consumed];
  return parts.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

export function timeout(): Error {
  return Object.assign(new Error('the answer did not come in time'), { name: 'TimeoutError' });
}
