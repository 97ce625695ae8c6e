import type { Acts } from './acts.ts';
import type { Intake } from './intake.ts';
import type { Lists } from './lists.ts';

/** All that the outside may ask of Touchline: HTTP, the command line and Lambda call nothing else. */
export interface Product {
  readonly intake: Intake;
  readonly acts: Acts;
  readonly lists: Lists;
}
