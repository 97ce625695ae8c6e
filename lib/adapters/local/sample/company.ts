import type { SeededRandom } from './seeded-random.ts';

/** A made-up company. */
export interface Company {
  readonly name: string;
  readonly industry: string;
  /** ISO 3166. */
  readonly country: string;
  /** IANA zone of the headquarters. */
  readonly zone: string;
  /** Every zone that it has people in, the headquarters first. */
  readonly zones: readonly string[];
  /** Reserved by RFC 2606: no address of it can ever exist. */
  readonly domain: string;
}

const FIRST_PARTS =
  'Ald Bex Cor Drav Elv Fen Grel Hax Ild Jor Kest Lum Mord Nym Orv Pell Quen Ros Sil Tav'.split(' ');
const SECOND_PARTS = 'amere anth avel eko elby enza ermo idra ilton imbra oday olune ondra ovane umbra'.split(
  ' ',
);
const TRADES = [
  ['Logistics', 'logistics'],
  ['Analytics', 'software'],
  ['Foods', 'food'],
  ['Health', 'healthcare'],
  ['Robotics', 'manufacturing'],
  ['Energy', 'energy'],
  ['Retail', 'retail'],
  ['Learning', 'education'],
  ['Insurance', 'insurance'],
  ['Studios', 'media'],
  ['Freight', 'logistics'],
  ['Systems', 'software'],
] as const;

const COUNTRIES: readonly (readonly [weight: number, country: string, ...zones: string[]])[] = [
  [12, 'US', 'America/New_York', 'America/Chicago', 'America/Los_Angeles'],
  [5, 'US', 'America/Los_Angeles', 'America/Denver', 'America/New_York'],
  [4, 'US', 'America/Chicago', 'America/New_York'],
  [3, 'CA', 'America/Toronto', 'America/Vancouver'],
  [2, 'BR', 'America/Sao_Paulo'],
  [1, 'MX', 'America/Mexico_City', 'America/Tijuana'],
  [1, 'CL', 'America/Santiago'],
  [6, 'GB', 'Europe/London', 'America/New_York'],
  [1, 'IE', 'Europe/Dublin', 'Europe/London'],
  [6, 'DE', 'Europe/Berlin', 'Europe/London'],
  [3, 'FR', 'Europe/Paris'],
  [2, 'ES', 'Europe/Madrid', 'Atlantic/Canary'],
  [2, 'NL', 'Europe/Amsterdam', 'Asia/Singapore'],
  [2, 'SE', 'Europe/Stockholm'],
  [1, 'PL', 'Europe/Warsaw'],
  [1, 'ZA', 'Africa/Johannesburg'],
  [1, 'NG', 'Africa/Lagos'],
  [1, 'KE', 'Africa/Nairobi'],
  [1, 'AE', 'Asia/Dubai', 'Asia/Kolkata'],
  [4, 'IN', 'Asia/Kolkata', 'Europe/London'],
  [2, 'SG', 'Asia/Singapore', 'Asia/Tokyo'],
  [3, 'JP', 'Asia/Tokyo'],
  [1, 'KR', 'Asia/Seoul'],
  [3, 'AU', 'Australia/Sydney', 'Australia/Perth'],
  [1, 'NZ', 'Pacific/Auckland', 'Australia/Sydney'],
];

/**
 * The company of that number. Numbers walk through all names before one comes back, and one that comes back is told
 * apart in its domain, so that no two customers ever share an address.
 */
export function companyOf(number: number, random: SeededRandom): Company {
  const names = FIRST_PARTS.length * SECOND_PARTS.length * TRADES.length;
  // The step has no factor in common with the number of names, so every name is met once a round.
  const place = (number * 1_127) % names;
  const first = FIRST_PARTS[place % FIRST_PARTS.length] ?? '';
  const second = SECOND_PARTS[Math.floor(place / FIRST_PARTS.length) % SECOND_PARTS.length] ?? '';
  const [trade, industry] =
    TRADES[Math.floor(place / (FIRST_PARTS.length * SECOND_PARTS.length)) % TRADES.length] ?? TRADES[0];
  const round = Math.floor(number / names);
  const name = `${first}${second} ${trade}`;
  const [, country, ...zones] = random.weighted(COUNTRIES.map((one) => [one[0], one] as const));
  return {
    name,
    industry,
    country,
    zone: zones[0] ?? 'UTC',
    zones,
    domain: `${name.toLowerCase().replace(' ', '-')}${round === 0 ? '' : `-${round + 1}`}.example`,
  };
}
