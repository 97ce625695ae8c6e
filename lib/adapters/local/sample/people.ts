import type { Company } from './company.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Somebody at a customer: invented, as are all of them. */
export interface Person {
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly zone: string;
  readonly persona: string;
  readonly decisionMaker: boolean;
  roles: readonly string[];
}

const FIRST_NAMES =
  'Ada Amir Anouk Bela Carlo Chiara Dagny Davor Elif Emeka Freya Goran Hana Idris Ines Ivo Jun Kaya Lars Leila Mara Mateo Mina Nadia Noor Olek Pia Quim Rada Ravi Saskia Sora Tam Tove Uma Veli Wanda Xenia Yara Zeno'.split(
    ' ',
  );
/** None of them is a name that anybody bears, as far as is known. */
const LAST_NAMES =
  'Aldervane Ashmoor Birchwyn Brandelow Caskerly Corrowin Dunmarsh Elderquist Fennimark Galdrey Harrowmont Illerby Jespergard Kestelman Larkholt Mossendal Nettlebrook Orrinsvale Pemberhald Quarrendon Rookhelm Silverlund Tarnfield Ulverston-Vey Vallencour Wexelby Yarrowden Zellenbrand'.split(
    ' ',
  );

/** Who is there first, second and so on; whoever comes after them uses the product. */
const POSITIONS: readonly { readonly persona: string; readonly roles: readonly string[] }[] = [
  { persona: 'operations', roles: ['primary', 'champion'] },
  { persona: 'executive', roles: ['sponsor', 'decision-maker'] },
  { persona: 'administrator', roles: ['admin'] },
  { persona: 'finance', roles: ['billing'] },
  { persona: 'operations', roles: ['project-lead', 'end-user'] },
  { persona: 'analyst', roles: ['champion', 'end-user'] },
  { persona: 'executive', roles: ['decision-maker'] },
];
const USER = { persona: 'analyst', roles: ['end-user'] };

/** The people of a customer; a company with one person has one who decides, pays and uses. */
export function peopleOf(
  account: string,
  company: Company,
  size: number,
  counts: { people: number },
  random: SeededRandom,
): Person[] {
  const people = Array.from({ length: size }, (_, i) =>
    newPerson(account, company, POSITIONS[i] ?? USER, counts, random),
  );
  const [first] = people;
  if (first !== undefined && size === 1) first.roles = ['primary', 'champion', 'billing', 'decision-maker'];
  // Now and then nobody stands up for the product.
  else if (first !== undefined && random.chance(0.06)) first.roles = ['primary'];
  return people;
}

/** Somebody who is new at the customer. */
export function newPerson(
  account: string,
  company: Company,
  { persona, roles }: { readonly persona: string; readonly roles: readonly string[] },
  counts: { people: number },
  random: SeededRandom,
): Person {
  counts.people += 1;
  const firstName = random.pick(FIRST_NAMES);
  const lastName = random.pick(LAST_NAMES);
  return {
    id: `${account.replace('A', 'P')}-${counts.people}`,
    firstName,
    lastName,
    // The number keeps two of one name apart.
    email: `${firstName}.${lastName}${counts.people}@${company.domain}`.toLowerCase(),
    zone: random.chance(0.75) ? company.zone : random.pick(company.zones),
    persona,
    decisionMaker: roles.includes('decision-maker'),
    roles,
  };
}

/** Whoever has the first of these roles that anybody has; else whoever was there first. */
export function whoIs(people: readonly Person[], ...roles: readonly string[]): Person | undefined {
  for (const role of roles) {
    const found = people.find((person) => person.roles.includes(role));
    if (found !== undefined) return found;
  }
  return people[0];
}
