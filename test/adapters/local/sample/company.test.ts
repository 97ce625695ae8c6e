import { describe, expect, it } from 'vitest';
import { companyOf } from '../../../../lib/adapters/local/sample/company.ts';
import { SeededRandom } from '../../../../lib/adapters/local/sample/seeded-random.ts';
import { isZone } from '../../../../lib/core/time/zone.ts';

const companies = Array.from({ length: 8_000 }, (_, i) => companyOf(i, new SeededRandom(1, i)));

describe('made-up companies', () => {
  it('have names of their own for the first 3,600, and domains of their own for ever', () => {
    expect(new Set(companies.slice(0, 3_600).map(({ name }) => name)).size).toBe(3_600);
    expect(new Set(companies.map(({ domain }) => domain)).size).toBe(8_000);
    expect(companies[3_600]?.name).toBe(companies[0]?.name);
    expect(companies[3_600]?.domain).not.toBe(companies[0]?.domain);
  });

  it('have domains under .example alone, which nobody can own', () => {
    for (const { domain } of companies) expect(domain).toMatch(/^[a-z]+-[a-z]+(-\d+)?\.example$/);
  });

  it('sit in zones all over the world that exist, with the headquarters among them', () => {
    const zones = new Set(companies.flatMap((company) => company.zones));
    expect([...zones].filter((zone) => !isZone(zone))).toEqual([]);
    const continents = new Set([...zones].map((zone) => zone.split('/')[0]));
    expect([...continents].sort()).toEqual([
      'Africa',
      'America',
      'Asia',
      'Atlantic',
      'Australia',
      'Europe',
      'Pacific',
    ]);
    expect(companies.filter(({ zone, zones }) => zones[0] !== zone)).toEqual([]);
  });
});
