import { beforeEach, describe, expect, it } from 'vitest';
import { resolveAccount } from '../../../lib/app/lists/resolve-account.ts';
import { MONDAY, ODD_NAMES, sampleAccount } from '../../support/contracts/sample-commit.ts';
import { commitTo, LIST_STORES, type ListStores } from '../../support/list-stores.ts';

describe.each(LIST_STORES)('the account that somebody names, in %s', (_name, make) => {
  let stores: ListStores;
  beforeEach(async () => {
    stores = make(MONDAY);
    for (const id of ['acc-1', 'acc-2']) await commitTo(stores, sampleAccount(id));
    return () => stores.close();
  });
  const found = (name: string) => resolveAccount(stores.accounts, stores.directory, name);

  it('is found by our own id', async () => {
    expect(await found('acc-1')).toBe('acc-1');
  });

  it('is found by an external id, with its system or without', async () => {
    await stores.directory.link('acc-1', 'stripe', 'cus_9');
    expect(await found('stripe:cus_9')).toBe('acc-1');
    expect(await found('cus_9')).toBe('acc-1');
    expect(await found('crm:cus_9')).toBeUndefined();
  });

  it('is not found by an id that two systems give to different accounts, but with the system it is', async () => {
    await stores.directory.link('acc-1', 'crm', '17');
    await stores.directory.link('acc-2', 'helpdesk', '17');
    expect(await found('17')).toBeUndefined();
    expect(await found('crm:17')).toBe('acc-1');
    expect(await found('helpdesk:17')).toBe('acc-2');
  });

  it('is found by an id that two systems give to the same account', async () => {
    await stores.directory.link('acc-1', 'crm', '17');
    await stores.directory.link('acc-1', 'helpdesk', '17');
    expect(await found('17')).toBe('acc-1');
  });

  it('is our own where an external id looks like it', async () => {
    await stores.directory.link('acc-2', 'crm', 'acc-1');
    await commitTo(stores, sampleAccount('crm:17'));
    await stores.directory.link('acc-1', 'crm', '17');
    expect(await found('acc-1')).toBe('acc-1');
    expect(await found('crm:17')).toBe('crm:17');
    expect(await found('crm:acc-1')).toBe('acc-2');
  });

  it('may have an external id with a colon in it', async () => {
    await stores.directory.link('acc-1', 'crm', 'eu:17');
    expect(await found('crm:eu:17')).toBe('acc-1');
    expect(await found('eu:17')).toBe('acc-1');
    expect(await found(':17')).toBeUndefined();
  });

  const absent: readonly (readonly [what: string, name: string])[] = [
    ['nothing', ''],
    ['a colon', ':'],
    ...ODD_NAMES,
  ];
  it.each(absent)('is nobody for %s, which no account has', async (_what, odd) => {
    expect(await found(odd)).toBeUndefined();
    expect(await found(`crm:${odd}`)).toBeUndefined();
  });
});
