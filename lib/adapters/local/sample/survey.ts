import type { EpochDay } from '../../../core/time/instant.ts';
import { workday } from './agenda.ts';
import type { Customer } from './customer.ts';
import type { Happening } from './happening.ts';
import type { Person } from './people.ts';

const COMMENTS = {
  high: ['It does what we bought it for.', 'My team would not give it back.', 'Support answers quickly.'],
  middle: [
    'Good, but exports are slow.',
    'We still miss a calendar view.',
    'Setup took longer than planned.',
  ],
  low: ['We cannot find our way around.', 'Too many errors this month.', 'Nobody here uses it any more.'],
};
const ANSWERS = [
  'Exports of up to a million rows now finish within a minute.',
  'The calendar view is planned for the next quarter; until then a saved report shows the same dates.',
  'The errors of last month came from one change, which has been undone.',
];

/** The NPS survey: every customer once a quarter, on a day of its own. */
export function startSurvey(customer: Customer, day: EpochDay): void {
  customer.agenda.at(workday(day + customer.random.whole(2, 88)), survey);
}

function survey(customer: Customer, day: EpochDay): Happening[] {
  const { agenda, random, people } = customer;
  agenda.at(workday(day + random.whole(88, 95)), survey);
  const asked = people.filter(
    ({ roles }, i) => i < 2 || roles.includes('decision-maker') || random.chance(0.2),
  );
  for (const person of asked) {
    if (random.chance(0.55))
      agenda.at(workday(day + random.whole(0, 5)), () => answer(customer, day, person));
  }
  return [];
}

function answer(customer: Customer, day: EpochDay, person: Person): Happening[] {
  const { agenda, random, fit, course, people } = customer;
  if (!people.includes(person)) return [];
  const mood =
    fit.satisfaction - (course === 'fading' || course === 'collapsing' || course === 'quiet' ? 0.25 : 0);
  const score = Math.min(10, Math.max(0, Math.round(2.7 + 7.4 * mood + random.between(-2, 1.5))));
  const kind = score >= 9 ? 'high' : score >= 7 ? 'middle' : 'low';
  // Somebody at our own company looks into it, and writes down what came of it.
  if (kind === 'low' && random.chance(0.5))
    agenda.at(workday(day + random.whole(8, 14)), () => [
      { type: 'feedback.answered', contact: person, data: { answer: random.pick(ANSWERS) } },
    ]);
  const comment = random.chance(0.6) ? { comment: random.pick(COMMENTS[kind]) } : {};
  return [{ type: 'nps.responded', contact: person, data: { score, ...comment } }];
}
