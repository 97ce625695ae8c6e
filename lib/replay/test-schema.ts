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
  strict({ amount: z.number().describe('In major units'), currency: z.string().describe('ISO 4217 code') }),
]);
const fields = z.record(z.string(), factValue);
const given = strict({
  facts: fields.optional().describe('Facts by name'),
  contacts: z.record(z.string(), fields).optional().describe('Fields of contacts, by id'),
  items: z
    .record(z.string(), z.record(z.string(), fields))
    .optional()
    .describe('Fields of items, by set and id'),
});
export type GivenJson = z.infer<typeof given>;

const signal = strict({
  at: when.describe('When: an offset from the start such as "P3D", or an instant'),
  account: z.string().optional().describe('Whose: the only account if not said'),
  type: z.string().describe('Signal type'),
  contact: z.string().optional().describe('Id of the contact'),
  task: z.string().optional().describe('Of a signal about a task: the reason of the open task that is meant'),
  data: z.record(z.string(), z.unknown()).optional().describe('Payload'),
});
const series = strict({
  series: z
    .string()
    .describe('A series fact; value i arrives an hour before the end of period i, counted from the start'),
  signal: z
    .string()
    .optional()
    .describe('The signal type that feeds it; the one of the same id if nothing is said'),
  account: z.string().optional().describe('Whose: the only account if not said'),
  contact: z.string().optional().describe('Id of the contact'),
  per: z.enum(['day', 'week']).describe('The period: day or week'),
  field: z.string().describe('The payload field that takes the value'),
  values: z
    .string()
    .regex(
      /^(?:(?:-?\d+(?:\.\d+)?(?:x\d{1,3})?|_(?:x\d{1,3})?)(?: +|$))+$/,
      'values are numbers, "_" or "5x3", with blanks between',
    )
    .describe('Numbers, "_" for nothing, "5x3" for three fives'),
});
export type TestSignalJson = z.infer<typeof signal>;
export type SeriesJson = z.infer<typeof series>;

const byAccount = z.record(z.string(), z.array(z.string()));
const expectation = strict({
  firing: byAccount.optional().describe('Rules that fire, by account'),
  fired: byAccount.optional().describe('Rules that have fired since the start, by account'),
  unknown: byAccount.optional().describe('Rules of which it is not known whether they hold, by account'),
  tasks: z
    .array(
      strict({
        reason: z.string().describe('Reason of the task'),
        assign: z.string().optional().describe('Who has it'),
        account: z.string().optional().describe('Whose account'),
        due: instantSchema.optional().describe('When it is due'),
        title: z.string().optional().describe('What it says'),
      }),
    )
    .optional()
    .describe('Tasks that were created, no more and no fewer'),
  openTasks: z.array(z.string()).optional().describe('Reasons of the tasks that are open'),
  runs: z.array(z.string()).optional().describe('Journeys of which a run was started'),
  running: z.array(z.string()).optional().describe('Journeys of which a run is open'),
  ended: z
    .array(
      strict({
        journey: z.string().describe('The journey'),
        reason: z.string().describe('Why its run ended'),
      }),
    )
    .optional()
    .describe('Runs that have ended'),
  touches: z
    .array(
      strict({
        template: z.string().describe('The template'),
        contact: z.string().optional().describe('Id of the contact'),
        channel: z.string().optional().describe('The channel'),
        at: instantSchema.optional().describe('When it went'),
      }),
    )
    .optional()
    .describe('Touches that went, no more and no fewer'),
  suppressed: z
    .array(
      strict({
        template: z.string().describe('The template'),
        reason: z.string().describe('Why it did not go'),
        contact: z.string().optional().describe('Id of the contact'),
      }),
    )
    .optional()
    .describe('Touches that did not go'),
  refused: z
    .array(
      strict({
        journey: z.string().describe('The journey'),
        reason: z.string().describe('Why no run was started'),
      }),
    )
    .optional()
    .describe('Runs that were not started'),
  segment: z.record(z.string(), z.string()).optional().describe('Segment by account'),
  stage: z.record(z.string(), z.string()).optional().describe('Lifecycle stage by account'),
  health: z
    .record(
      z.string(),
      strict({
        score: z.number().optional().describe('0 to 100'),
        band: z.string().optional().describe('green, yellow or red'),
        trust: z.number().optional().describe('Share of weight that is known'),
        drivers: z.array(z.string()).optional().describe('Measures that lose points, most first'),
      }),
    )
    .optional()
    .describe('Health by account'),
  facts: z.record(z.string(), fields).optional().describe('Facts by account and name'),
});
const expectationSchema = z.union([z.literal('nothing'), expectation]);
export type ExpectationJson = z.infer<typeof expectation>;

export const testSchema = strict({
  $schema: z.string().describe('Path of the schema that editors complete and check this file with'),
  start: instantSchema.describe('When the tests begin: offsets count from here'),
  zone: z.string().optional().describe("Overrides the environment's zone"),
  accounts: z.record(z.string(), given).describe('What is known of each account at the start'),
  alive: z.array(z.string()).optional().describe('Sources that are heard hourly throughout'),
  tests: z
    .array(
      strict({
        name: z.string().min(1).describe('What must happen, as a sentence'),
        alive: z.array(z.string()).optional().describe('Sources that are heard hourly in this test'),
        accounts: z
          .record(z.string(), given)
          .optional()
          .describe('What is known besides at the start of this test'),
        signals: z
          .array(oneOf('a signal of a test', ['type', 'series'], [signal, series]))
          .describe('What comes in'),
        at: z
          .record(when, expectationSchema)
          .describe('What must be so at an instant: "nothing", or what is expected'),
      }),
    )
    .min(1)
    .describe('The cases'),
});
export type TestFileJson = z.infer<typeof testSchema>;
export type TestCaseJson = TestFileJson['tests'][number];
