/** Runs journeys as state machines: Step Functions on AWS, the pure stepper locally. */
export interface Executions {
  /** Starts an execution under a deterministic name. Starting the same again is success and changes nothing. */
  start(run: string, definition: string): Promise<void>;
  /** The step that holds `token` is done; `output` is its result. An unknown or spent token is ignored. */
  succeed(token: string, output: Readonly<Record<string, string>>): Promise<void>;
  /** The step that holds `token` fails with `error`, which the state machine catches. Likewise. */
  fail(token: string, error: string, cause: string): Promise<void>;
  /** Ends an execution from outside. An execution that is over is left alone. */
  stop(run: string, cause: string): Promise<void>;
}
