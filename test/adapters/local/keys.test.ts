import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeys } from '../../../lib/adapters/local/keys.ts';

describe('the keys of a data folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'touchline-keys-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are made once, for their owner alone', () => {
    const first = openKeys(folder, {});
    expect(JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'))).toEqual({
      writeKey: first.writeKey,
      adminToken: first.adminToken,
    });
    expect(statSync(join(folder, 'keys.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'secret.key')).mode & 0o777).toBe(0o600);
    const second = openKeys(folder, {});
    expect(second.adminToken).toBe(first.adminToken);
    expect(second.keyed('contact', 'acme|dana')).toBe(first.keyed('contact', 'acme|dana'));
  });

  it('are taken back from other eyes', () => {
    openKeys(folder, {});
    const file = join(folder, 'keys.json');
    writeFileSync(file, readFileSync(file, 'utf8'), { mode: 0o644 });
    openKeys(folder, {});
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('give way to the environment, which may not be weak or empty', () => {
    const keys = openKeys(folder, { TOUCHLINE_WRITE_KEY: 'a-write-key-of-our-own' });
    expect(keys.writeKey).toBe('a-write-key-of-our-own');
    expect(openKeys(folder, { TOUCHLINE_ADMIN_TOKEN: '' }).adminToken).toBe(keys.adminToken);
    expect(() => openKeys(folder, { TOUCHLINE_ADMIN_TOKEN: 'short' })).toThrow(
      'TOUCHLINE_ADMIN_TOKEN must have 16 or more characters',
    );
  });

  it('that are damaged are said to be, and never replaced', () => {
    openKeys(folder, {});
    writeFileSync(join(folder, 'keys.json'), '{"writeKey": 1}');
    expect(() => openKeys(folder, {})).toThrow(/keys\.json must hold/);
    rmSync(join(folder, 'keys.json'));
    writeFileSync(join(folder, 'secret.key'), 'half');
    expect(() => openKeys(folder, {})).toThrow(/secret\.key is damaged/);
  });

  it('hash the same text otherwise for another purpose, and in another folder', () => {
    const keys = openKeys(folder, {});
    expect(keys.keyed('contact', 'dana')).not.toBe(keys.keyed('address', 'dana'));
    const other = mkdtempSync(join(tmpdir(), 'touchline-keys-'));
    expect(openKeys(other, {}).keyed('contact', 'dana')).not.toBe(keys.keyed('contact', 'dana'));
    rmSync(other, { recursive: true });
  });
});
