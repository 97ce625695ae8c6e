import type { EpochDay } from '../../../core/time/instant.ts';
import type { Happening } from './happening.ts';

/** What happens at a customer on a day. It may put more on the agenda, for later or for the same day. */
type Act<Who> = (who: Who, day: EpochDay) => readonly Happening[];

/** What is to happen at one customer, by day. */
export class Agenda<Who> {
  readonly #acts = new Map<EpochDay, Act<Who>[]>();

  at(day: EpochDay, act: Act<Who>): void {
    const acts = this.#acts.get(day);
    if (acts === undefined) this.#acts.set(day, [act]);
    else acts.push(act);
  }

  /** Everything of that day, in the order in which it was put there. */
  take(who: Who, day: EpochDay): Happening[] {
    const happened: Happening[] = [];
    for (;;) {
      const act = this.#acts.get(day)?.shift();
      if (act === undefined) break;
      happened.push(...act(who, day));
    }
    this.#acts.delete(day);
    return happened;
  }

  /** Nothing of what was planned will happen. */
  clear(): void {
    this.#acts.clear();
  }

  get isEmpty(): boolean {
    return this.#acts.size === 0;
  }
}

/** The day itself if people work on it, else the same day of the weekend moved on by two: no Monday gets all of it. */
export function workday(day: EpochDay): EpochDay {
  // 1970-01-01 was a Thursday.
  const sinceMonday = (((day + 3) % 7) + 7) % 7;
  return sinceMonday < 5 ? day : day + 2;
}
