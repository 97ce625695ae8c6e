import * as z from 'zod';
import { oneOf, spanSchema, strict } from '../core/authoring/schema.ts';
import { parseInstant } from '../core/time/instant.ts';

const instantSchema = z
  .string()
  .refine(
    (text) => parseInstant(text) !== undefined,
    'an instant is RFC 3339 such as "2026-06-01T00:00:00Z"',
  );
const when = z.union([spanSchema, instantSchema]);

/** Facts in the form that an author writes elsewhere: dates and instants as text, money as a number. */
const factValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(z.string()),
  strict({ amount: z.number(), currency: z.string() }),
]);
const fields = z.record(z.string(), factValue);
const given = strict({
  facts: fields.optional(),
  contacts: z.record(z.string(), fields).optional(),
  items: z.record(z.string(), z.record(z.string(), fields)).optional(),
});
export type GivenJson = z.infer<typeof given>;

const signal = strict({
  at: when,
  account: z.string().optional(),
  type: z.string(),
  contact: z.string().optional(),
  /** Of a signal about a task: the reason of the open task that is meant, whose id it then carries. */
  task: z.string().optional(),
  data: z.record(z.string(), z.unknown()).optional(),
});
const series = strict({
  /** A series fact; value i arrives an hour before the end of period i, counted from the start. */
  series: z.string(),
  /** The signal type that feeds it; the one of the same id if nothing is said. */
  signal: z.string().optional(),
  account: z.string().optional(),
  contact: z.string().optional(),
  per: z.enum(['day', 'week']),
  field: z.string(),
  /** Numbers, `_` for nothing, `5x3` for three fives. */
  values: z
    .string()
    .regex(
      /^(?:(?:-?\d+(?:\.\d+)?(?:x\d{1,3})?|_(?:x\d{1,3})?)(?: +|$))+$/,
      'values are numbers, "_" or "5x3", with blanks between',
    ),
});
export type TestSignalJson = z.infer<typeof signal>;
export type SeriesJson = z.infer<typeof series>;

const byAccount = z.record(z.string(), z.array(z.string()));
const expectation = strict({
  firing: byAccount.optional(),
  fired: byAccount.optional(),
  unknown: byAccount.optional(),
  tasks: z
    .array(
      strict({
        reason: z.string(),
        assign: z.string().optional(),
        account: z.string().optional(),
        due: instantSchema.optional(),
        title: z.string().optional(),
      }),
    )
    .optional(),
  openTasks: z.array(z.string()).optional(),
  runs: z.array(z.string()).optional(),
  running: z.array(z.string()).optional(),
  ended: z.array(strict({ journey: z.string(), reason: z.string() })).optional(),
  touches: z
    .array(
      strict({
        template: z.string(),
        contact: z.string().optional(),
        channel: z.string().optional(),
        at: instantSchema.optional(),
      }),
    )
    .optional(),
  suppressed: z
    .array(strict({ template: z.string(), reason: z.string(), contact: z.string().optional() }))
    .optional(),
  refused: z.array(strict({ journey: z.string(), reason: z.string() })).optional(),
  segment: z.record(z.string(), z.string()).optional(),
  stage: z.record(z.string(), z.string()).optional(),
  health: z
    .record(
      z.string(),
      strict({
        score: z.number().optional(),
        band: z.string().optional(),
        trust: z.number().optional(),
        drivers: z.array(z.string()).optional(),
      }),
    )
    .optional(),
  facts: z.record(z.string(), fields).optional(),
});
const expectationSchema = z.union([z.literal('nothing'), expectation]);
export type ExpectationJson = z.infer<typeof expectation>;

export const testSchema = strict({
  $schema: z.string(),
  start: instantSchema,
  /** Overrides the environment's zone. */
  zone: z.string().optional(),
  accounts: z.record(z.string(), given),
  /** Sources that are heard hourly throughout. */
  alive: z.array(z.string()).optional(),
  tests: z
    .array(
      strict({
        name: z.string().min(1),
        alive: z.array(z.string()).optional(),
        accounts: z.record(z.string(), given).optional(),
        signals: z.array(oneOf('a signal of a test', ['type', 'series'], [signal, series])),
        at: z.record(when, expectationSchema),
      }),
    )
    .min(1),
});
export type TestFileJson = z.infer<typeof testSchema>;
export type TestCaseJson = TestFileJson['tests'][number];
