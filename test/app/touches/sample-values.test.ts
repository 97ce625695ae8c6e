import { beforeAll, describe, expect, it } from 'vitest';
import { openRulebook } from '../../../lib/adapters/local/open-rulebook.ts';
import { sampleValues } from '../../../lib/app/touches/sample-values.ts';
import type { Rulebook } from '../../../lib/core/rulebook.ts';
import { renderTemplate } from '../../../lib/core/touches/render-template.ts';
import type { TemplateValues } from '../../../lib/core/touches/template-values.ts';
import { mail, way } from '../../support/journey-worlds.ts';
import { rulebookOf } from '../../support/rulebook.ts';

/** 2026-06-01T09:00:00Z. */
const NOW = Date.UTC(2026, 5, 1, 9);

function valuesOf(rulebook: Rulebook, id: string): TemplateValues {
  const template = rulebook.templates.get(id);
  if (template === undefined) throw new Error(`no template ${id}`);
  return sampleValues(template, rulebook, NOW);
}

function rendered(rulebook: Rulebook, id: string) {
  const template = rulebook.templates.get(id);
  if (template === undefined) throw new Error(`no template ${id}`);
  return renderTemplate(template, sampleValues(template, rulebook, NOW), 'UTC');
}

/** A Slack text that reads these, with whatever it does with them. */
const slack = (text: string, needs: Readonly<Record<string, 'required' | 'optional'>>) => ({
  'note/team': { channel: 'slack', text, needs },
});

describe('made-up values', () => {
  let shipped: Rulebook;
  beforeAll(async () => {
    const { rulebook } = await openRulebook('rules');
    if (rulebook === undefined) throw new Error('the shipped rulebook is invalid');
    shipped = rulebook;
  });

  it('render every template that is shipped, with nothing left out', () => {
    expect(shipped.templates.size).toBeGreaterThan(20);
    for (const [id, template] of shipped.templates) {
      expect(rendered(shipped, id), id).toMatchObject({ ok: true });
      for (const path of template.needs.keys()) expect(valuesOf(shipped, id)[path], path).toBeDefined();
    }
  });

  it('are of the types that facts have', () => {
    const facts = ['arr', 'seats', 'flag', 'tags', 'startsOn', 'openedAt', 'status', 'tier'];
    const rulebook = rulebookOf({
      templates: slack(
        facts.map((fact) => `{% if facts.${fact} %}${fact}{% endif %}`).join(' '),
        Object.fromEntries(facts.map((fact) => [`facts.${fact}`, 'optional'])),
      ),
    });
    expect(valuesOf(rulebook, 'note/team')).toEqual({
      'facts.arr': { minor: 420_000, currency: 'USD' },
      'facts.seats': 42,
      'facts.flag': true,
      'facts.tags': ['one sample', 'another sample'],
      'facts.startsOn': '2026-07-01',
      'facts.openedAt': '2026-07-01T09:00:00Z',
      // The first of the words that it may be.
      'facts.status': 'trial',
      'facts.tier': 'sample tier',
    });
  });

  it('are of the types that a journey gives, and carries, where it sends the template', () => {
    const rulebook = rulebookOf(
      way(
        {
          needs: { since: 'instant' },
          enter: { on: 'flag.set', with: { since: { fact: 'openedAt' } } },
          steps: [
            {
              id: 'tell',
              touch: {
                channel: 'in-app',
                template: 'note/card',
                topic: 'news',
                with: { seats: { fact: 'seats' }, ends: { fact: 'renewsOn' } },
              },
            },
          ],
        },
        {
          templates: {
            'note/card': {
              channel: 'in-app',
              card: { title: '{{ with.seats }}', body: '{{ with.ends }} {{ run.since }}' },
              needs: { 'with.seats': 'required', 'with.ends': 'required', 'run.since': 'required' },
            },
          },
        },
      ),
    );
    expect(valuesOf(rulebook, 'note/card')).toEqual({
      'with.seats': 42,
      'with.ends': '2026-07-01',
      'run.since': '2026-07-01T09:00:00Z',
    });
  });

  it.each([
    ['{{ with.x | number: 2 }}', 42, '42.00'],
    ['{{ with.x | default: 3 | round }}', 42, '42'],
    ['{{ with.x | percent }}', 0.42, '42%'],
    ['{{ with.x | money: 0 }}', { minor: 420_000, currency: 'USD' }, '$4,200'],
    ['{{ with.x.minor }} {{ with.x.currency }}', { minor: 420_000, currency: 'USD' }, '420000 USD'],
    ["{{ with.x | date: 'time' }}", '2026-07-01T09:00:00Z', '1 July 2026, 09:00'],
    ['{{ with.x | join }}', ['one sample', 'another sample'], 'one sample, another sample'],
    [
      '{% for one in with.x limit: 3 %}{{ one }};{% endfor %}',
      ['one sample', 'another sample'],
      'one sample;another sample;',
    ],
    ['{% if with.x > 3 %}many{% endif %}', 42, 'many'],
    ['{{ with.x | upcase }}', 'sample x', 'SAMPLE X'],
  ])('are of the type that the template takes them for, where nothing else says: %s', (text, value, out) => {
    const rulebook = rulebookOf({ templates: slack(text, { 'with.x': 'required' }) });
    expect(valuesOf(rulebook, 'note/team')).toEqual({ 'with.x': value });
    expect(rendered(rulebook, 'note/team')).toEqual({ ok: true, message: { channel: 'slack', text: out } });
  });

  it('are links where a link is read, by its place or by its name', () => {
    const rulebook = rulebookOf({
      templates: {
        'note/card': {
          channel: 'in-app',
          card: { title: 'x', body: '{{ with.payUrl }}', action: { label: 'Go', url: '{{ with.target }}' } },
          needs: { 'with.target': 'required', 'with.payUrl': 'required' },
        },
      },
    });
    const link = 'https://example.com/sample';
    expect(valuesOf(rulebook, 'note/card')).toEqual({ 'with.target': link, 'with.payUrl': link });
    expect(rendered(rulebook, 'note/card')).toMatchObject({
      ok: true,
      message: { body: link, action: { label: 'Go', url: link } },
    });
  });

  it('name nobody, and the own company as it is', () => {
    const rulebook = rulebookOf({
      ...way({ steps: [mail('hello')] }),
      facts: { 'account.name': { type: 'string', meaning: 'Name' } },
      guardrails: { company: { name: 'Initech', postalAddress: '1 Main Street' } },
      templates: slack(
        '{{ contact.email }} {{ account.name }} {{ company.name }} {{ company.supportAddress }} {{ company.website }}',
        { 'contact.email': 'required', 'account.name': 'required' },
      ),
    });
    expect(valuesOf(rulebook, 'note/team')).toEqual({
      'contact.email': 'alex@example.com',
      'account.name': 'Sample Company',
      'company.name': 'Initech',
      'company.supportAddress': 'support@example.com',
      'company.website': 'https://example.com/sample',
    });
    expect(valuesOf(rulebook, 'note/hello')['links.unsubscribe']).toBe('https://example.com/sample');
  });
});
