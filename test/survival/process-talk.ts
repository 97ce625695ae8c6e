import type { Instant } from '../../lib/core/time/instant.ts';
import type { PortCalls, PortPoint } from './kill-plan.ts';
import type { PlantedBug } from './planted-bugs.ts';

/** What the product's process is told, a line of JSON each. */
export type Command =
  | { readonly open: { readonly data: string; readonly now: Instant; readonly bug?: PlantedBug | undefined } }
  /** It is now that late; at the point the process is to stand still. */
  | { readonly at: Instant; readonly halt?: PortPoint | undefined }
  /** To be answered when nothing is left to be done at this instant. */
  | { readonly settle: true }
  | { readonly close: true };

/** What it says, a line of JSON each. */
export type Report =
  | { readonly ready: true }
  | { readonly port: number }
  | { readonly at: Instant }
  /** With the calls of each port since the time was told. */
  | { readonly quiet: Instant; readonly calls: PortCalls }
  | { readonly halted: true }
  | { readonly closed: true }
  | { readonly trouble: string };

/** A file of the data folder: the keys of what the channel was handed, a line each time. */
export const HANDED_OVER = 'handed-over.txt';
