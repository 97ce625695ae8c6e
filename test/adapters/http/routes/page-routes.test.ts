import { describe, expect, it } from 'vitest';
import { newHttpApp } from '../../../../lib/adapters/http/http-app.ts';
import { authenticate, bearer, newFakeProduct, WRITE_KEY } from '../fake-product.ts';

function scene() {
  const { product, reached, answers } = newFakeProduct();
  const app = newHttpApp(product, { hosts: ['localhost'], writeKeys: [WRITE_KEY], authenticate });
  const ask = async (path: string, init?: RequestInit) => {
    const response = await app.request(`http://localhost${path}`, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { ask, reached, answers };
}

describe('a link to unsubscribe', () => {
  it('asks on GET and HEAD and does nothing, since scanners open every link', async () => {
    const { ask, reached } = scene();
    const { status, headers, text } = await ask('/u/a-signed-token');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).toContain('<form method="post">');
    expect(text).toContain('<html lang="en">');
    await ask('/u/a-signed-token', { method: 'HEAD' });
    expect(reached).toEqual([]);
  });

  it('shows the topic as text and not as markup', async () => {
    const { ask } = scene();
    const { text } = await ask('/u/a-signed-token');
    expect(text).toContain('news &amp; &lt;b&gt;offers&lt;/b&gt;');
  });

  it.each([
    ['as a form', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    [
      'as multipart',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    ],
  ])('acts on POST, %s', async (_title, type, body) => {
    const { ask, reached } = scene();
    const { status, text } = await ask('/u/a-signed-token', {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(status).toBe(200);
    expect(text).toContain('You are unsubscribed');
    expect(reached).toEqual([{ what: 'unsubscribe', args: ['a-signed-token'] }]);
  });

  it('acts on POST without a body', async () => {
    const { ask, reached } = scene();
    expect((await ask('/u/a-signed-token', { method: 'POST' })).status).toBe(200);
    expect(reached.length).toBe(1);
  });

  it.each(['GET', 'POST'])('that is forged answers %s with a page that says so', async (method) => {
    const { ask } = scene();
    const { status, headers, text } = await ask('/u/forged', { method });
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).toContain('This link does not work');
  });

  it('sends nothing of itself to whoever the page links to, and lets nobody frame it', async () => {
    const { headers } = await scene().ask('/u/a-signed-token');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(headers.get('x-robots-tag')).toBe('noindex');
  });
});

describe('a rendered touch', () => {
  const csm = { headers: { authorization: bearer('csm') } };
  const TOUCH = '/api/touches/0123456789abcdef0123456789abcdef';

  it('is JSON with its message unless asked otherwise', async () => {
    const { ask } = scene();
    expect(JSON.parse((await ask(TOUCH, csm)).text)).toMatchObject({
      id: '0123456789abcdef0123456789abcdef',
      status: 'delayed',
      at: '2026-06-01T09:00:00Z',
      until: '2026-06-01T10:00:00Z',
      address: 'ada@example.com',
      message: { channel: 'email', subject: 'Welcome', preheader: null },
    });
  });

  it('is shown as HTML in a sandbox where no script runs, no form is sent and nothing is fetched', async () => {
    const { ask, answers } = scene();
    answers.touchHtml =
      '<script>fetch("/api/kill",{method:"POST"})</script><img src="https://tracker.example/p">';
    const { headers, text } = await ask(`${TOUCH}?format=html`, csm);
    expect(text).toBe(answers.touchHtml);
    const policy = headers.get('content-security-policy')?.split('; ') ?? [];
    expect(policy).toContain('sandbox');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain('img-src data:');
    expect(policy.filter((part) => part.startsWith('script-src') || part.startsWith('connect-src'))).toEqual(
      [],
    );
  });

  it('is not there for an unknown id', async () => {
    expect((await scene().ask('/api/touches/nobody', csm)).status).toBe(404);
    expect((await scene().ask('/api/touches/nobody?format=html', csm)).status).toBe(404);
  });
});

describe('the page at the root', () => {
  it('tells what is here, and no secret', async () => {
    const { status, text } = await scene().ask('/');
    expect(status).toBe(200);
    expect(text).toContain('href="/openapi.json"');
    expect(text).not.toContain(WRITE_KEY);
    expect(text).not.toContain('<script');
  });
});
