import { describe, expect, it } from 'vitest';
import { ADMIN, appScene, VIEWER } from '../app-scene.ts';

describe('what the product is asked', () => {
  it.each([
    [
      '/api/accounts?segment=scale&health=red&limit=7&cursor=c',
      'accounts',
      [{ segment: 'scale', health: 'red', limit: 7, cursor: 'c' }],
    ],
    [
      '/api/tasks?account=001A&status=open&assignee=sam%20smith&kind=approval',
      'tasks',
      [{ account: '001A', status: 'open', assignee: 'sam smith', kind: 'approval', limit: 50 }],
    ],
    [
      '/api/runs?journey=smb-onboarding&mode=live',
      'runs',
      [{ journey: 'smb-onboarding', mode: 'live', limit: 50 }],
    ],
    [
      '/api/touches?account=acme&contact=c-1&status=sent&channel=email',
      'touches',
      [{ account: 'acme', contact: 'c-1', status: 'sent', channel: 'email', limit: 50 }],
    ],
    ['/api/audit?act=kill', 'audit', [{ act: 'kill', limit: 50 }]],
    [
      '/api/accounts/acme/ledger?rule=r&kind=fired&cursor=7',
      'ledger',
      ['acme', { rule: 'r', kind: 'fired', after: 7, limit: 50 }],
    ],
    [
      '/api/accounts/Acme%20Corp/runs?status=ended',
      'runs',
      [{ status: 'ended', account: 'Acme Corp', limit: 50 }],
    ],
  ])('for %s is %s', async (path, what, args) => {
    const { get, reached } = appScene();
    expect((await get(path, VIEWER)).status).toBe(200);
    expect(reached).toEqual([{ what, args }]);
  });

  const by = { name: 'a admin', role: 'admin' };
  it.each([
    [
      '/api/tasks/1/complete',
      { outcome: 'lost', fields: { n: 1, at: ['a'] } },
      'completeTask',
      [by, '1', { outcome: 'lost', fields: { n: 1, at: ['a'] } }],
    ],
    ['/api/tasks/1/assign', { assignee: 'Zoë' }, 'assignTask', [by, '1', 'Zoë']],
    [
      '/api/tasks/1/snooze',
      { until: '2026-06-08T09:00:00+02:00' },
      'snoozeTask',
      [by, '1', '2026-06-08T09:00:00+02:00', 'not given'],
    ],
    ['/api/approvals/1/decline', { reason: 'no' }, 'decideApproval', [by, '1', 'decline', 'no']],
    ['/api/approvals/1/approve', {}, 'decideApproval', [by, '1', 'approve', undefined]],
    ['/api/accounts/001A/pause', { reason: 'outage' }, 'pauseAccount', [by, '001A', true, 'outage']],
    ['/api/accounts/acme/resume', {}, 'pauseAccount', [by, 'acme', false, undefined]],
    ['/api/runs/r/stop', {}, 'stopRun', [by, 'r', undefined]],
    ['/api/kill', { scope: 'everything' }, 'kill', [by, 'everything', undefined, true, undefined]],
    [
      '/api/kill',
      { scope: 'topic', id: 'news', on: false, reason: 'fixed' },
      'kill',
      [by, 'topic', 'news', false, 'fixed'],
    ],
    ['/api/touches/t/feedback', { type: 'opened' }, 'feedback', [by, 't', 'opened', undefined]],
    ['/api/contacts/c/erase', { account: 'acme' }, 'eraseContact', [by, 'c', 'acme']],
    ['/api/rules/r/resume', {}, 'resumeRule', [by, 'r', false]],
    ['/api/rules/r/resume', { release: true }, 'resumeRule', [by, 'r', true]],
    [
      '/api/suppressions',
      { addresses: ['a@b.c'], reason: 'asked' },
      'suppressAddresses',
      [by, ['a@b.c'], 'asked'],
    ],
    ['/api/tokens', { name: 'x', role: 'csm' }, 'createToken', [by, 'x', 'csm']],
  ])('for POST %s with %j is %s', async (path, json, what, args) => {
    const { post, reached } = appScene();
    expect((await post(path, json, ADMIN)).status).toBe(200);
    expect(reached).toEqual([{ what, args }]);
  });

  it('does not need a body where every field of it may be left out', async () => {
    const { app, reached } = appScene();
    const response = await app.request('http://localhost/api/accounts/acme/pause', {
      method: 'POST',
      headers: ADMIN,
    });
    expect(response.status).toBe(200);
    expect(reached.length).toBe(1);
  });

  it('tells an account without runs from one that is not there', async () => {
    const { get } = appScene();
    expect((await get('/api/accounts/nobody/runs', VIEWER)).status).toBe(404);
    expect((await get('/api/accounts/nobody/ledger', VIEWER)).status).toBe(404);
    expect((await get('/api/accounts/nobody', VIEWER)).status).toBe(404);
    const none = await get('/api/touches?account=nobody', VIEWER);
    expect(none.status).toBe(200);
  });
});
