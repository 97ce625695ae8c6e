import { createHash, createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A file of keys that cannot be read, or a key from the environment that is too weak. */
export class KeysError extends Error {
  override readonly name = 'KeysError';
}

/** What clients and people authenticate with, and what ids and links are made from. */
export interface Keys {
  /** Of clients that send signals. */
  readonly writeKey: string;
  /** Of the person who runs the product; more tokens are made with it. */
  readonly adminToken: string;
  /** A keyed hash, 32 hex digits: ids of contacts, keys of addresses. The same for the life of the data. */
  keyed(purpose: KeyPurpose, text: string): string;
  /** A signature, 64 hex digits. */
  sign(text: string): string;
}

/** Each use has a key of its own, so that what is public for one says nothing of another. */
export type KeyPurpose = 'contact' | 'address' | 'user';

const MIN_LENGTH = 16;

const keysSchema = z.object({
  writeKey: z.string().min(MIN_LENGTH),
  adminToken: z.string().min(MIN_LENGTH),
});

interface KeysEnvironment {
  readonly TOUCHLINE_WRITE_KEY?: string | undefined;
  readonly TOUCHLINE_ADMIN_TOKEN?: string | undefined;
}

/**
 * Reads `keys.json` and `secret.key` of a data folder, writing both on the first start, for their owner's eyes alone.
 * The environment has the last word on keys. Throws KeysError.
 */
export function openKeys(folder: string, env: KeysEnvironment): Keys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const made = { writeKey: `wk_${token()}`, adminToken: `tl_${token()}` };
  const file = join(folder, 'keys.json');
  const kept = readKeys(file, readOrWrite(file, `${JSON.stringify(made, undefined, 2)}\n`));
  const secret = readOrWrite(join(folder, 'secret.key'), `${randomBytes(32).toString('hex')}\n`).trim();
  if (!/^[0-9a-f]{64}$/.test(secret))
    throw new KeysError(`${join(folder, 'secret.key')} is damaged: put a copy of it back`);
  const hmac = (purpose: string, text: string) =>
    createHmac('sha256', secret).update(`${purpose}\0${text}`).digest('hex');
  return {
    writeKey: fromEnvironment('TOUCHLINE_WRITE_KEY', env.TOUCHLINE_WRITE_KEY) ?? kept.writeKey,
    adminToken: fromEnvironment('TOUCHLINE_ADMIN_TOKEN', env.TOUCHLINE_ADMIN_TOKEN) ?? kept.adminToken,
    keyed: (purpose, text) => hmac(purpose, text).slice(0, 32),
    sign: (text) => hmac('link', text),
  };
}

/** What a token is kept as. */
export function hashToken(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** 192 random bits. */
export function token(): string {
  return randomBytes(24).toString('base64url');
}

function readKeys(file: string, text: string): z.infer<typeof keysSchema> {
  try {
    return keysSchema.parse(JSON.parse(text));
  } catch {
    throw new KeysError(
      `${file} must hold {"writeKey", "adminToken"} of ${MIN_LENGTH} or more characters: mend it, or delete it to have new keys`,
    );
  }
}

function fromEnvironment(name: string, value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (value.length < MIN_LENGTH) throw new KeysError(`${name} must have ${MIN_LENGTH} or more characters`);
  return value;
}

/** Whole or not at all, so that a crash leaves no half of a key. */
function readOrWrite(file: string, text: string): string {
  if (!existsSync(file)) {
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, file);
  }
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8');
}
