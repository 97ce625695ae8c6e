import * as z from 'zod';
import { isMailbox } from '../../../core/touches/mailbox.ts';
import type { AllowList } from './allow-listed.ts';
import { SLACK_HOST } from './slack-channel.ts';
import type { SmtpOptions } from './smtp-channel.ts';

export interface ChannelConfig {
  /** `outbox`: nothing leaves the machine. */
  readonly mode: 'outbox' | 'live';
  readonly environment: string;
  /** In any other environment only the allow-list is sent to. */
  readonly production: boolean;
  readonly allowList: AllowList;
  readonly smtp: SmtpOptions | undefined;
  readonly slackUrl: string | undefined;
  readonly webhook:
    | { readonly url: string; readonly secret: string; readonly hosts: readonly string[] }
    | undefined;
}

/** Every setting that is not right, by its name and never with its value: some are secrets. */
export class ChannelConfigError extends Error {
  override readonly name = 'ChannelConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim().toLowerCase())
      .filter((one) => one !== ''),
  );
const host = z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'hosts are separated by commas');
const https = (what: string) =>
  z.string().refine((text) => URL.canParse(text) && new URL(text).protocol === 'https:', what);

const schema = z.object({
  TOUCHLINE_MODE: z.enum(['outbox', 'live'], { error: 'is "outbox" or "live"' }).default('outbox'),
  TOUCHLINE_ENVIRONMENT: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'is a name such as "local", "staging" or "production"')
    .default('local'),
  TOUCHLINE_ALLOW_LIST: list.refine(
    (entries) => entries.every((one) => isMailbox(one) || isMailbox(`x@${one.replace(/^@/, '')}`)),
    'is addresses and domains, separated by commas',
  ),
  TOUCHLINE_SMTP_URL: z
    .string()
    .refine((text) => smtpOf(text) !== undefined, 'is "smtp://user:password@host:587" or "smtps://…"')
    .optional(),
  TOUCHLINE_SLACK_WEBHOOK_URL: https(`is "https://${SLACK_HOST}/services/…"`)
    .refine(
      (text) => !URL.canParse(text) || new URL(text).hostname === SLACK_HOST,
      `is "https://${SLACK_HOST}/services/…"`,
    )
    .optional(),
  TOUCHLINE_WEBHOOK_URL: https('is "https://host/…"').optional(),
  TOUCHLINE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'is "whsec_" and at least 24 bytes in base64')
    .optional(),
  TOUCHLINE_WEBHOOK_HOSTS: list.pipe(z.array(host)),
});

/** Names of environments in which everybody may be written to. */
const PRODUCTION: ReadonlySet<string> = new Set(['production', 'prod']);

/** Reads the settings of channels from an environment; empty ones count as absent. Throws ChannelConfigError. */
export function readChannelConfig(env: Readonly<Record<string, string | undefined>>): ChannelConfig {
  const given = Object.keys(schema.shape).flatMap((name) => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  const read = schema.safeParse(Object.fromEntries(given));
  if (!read.success)
    throw new ChannelConfigError(
      read.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`),
    );
  const settings = read.data;
  const { TOUCHLINE_WEBHOOK_URL: url, TOUCHLINE_WEBHOOK_SECRET: secret } = settings;
  if ((url === undefined) !== (secret === undefined))
    throw new ChannelConfigError(['TOUCHLINE_WEBHOOK_URL and TOUCHLINE_WEBHOOK_SECRET belong together']);
  const hosts = settings.TOUCHLINE_WEBHOOK_HOSTS;
  if (url !== undefined && hosts.length > 0 && !hosts.includes(new URL(url).hostname))
    throw new ChannelConfigError(["TOUCHLINE_WEBHOOK_HOSTS lacks TOUCHLINE_WEBHOOK_URL's host"]);
  return {
    mode: settings.TOUCHLINE_MODE,
    environment: settings.TOUCHLINE_ENVIRONMENT,
    production: PRODUCTION.has(settings.TOUCHLINE_ENVIRONMENT),
    allowList: settings.TOUCHLINE_ALLOW_LIST,
    smtp: settings.TOUCHLINE_SMTP_URL === undefined ? undefined : smtpOf(settings.TOUCHLINE_SMTP_URL),
    slackUrl: settings.TOUCHLINE_SLACK_WEBHOOK_URL,
    webhook:
      url === undefined || secret === undefined
        ? undefined
        : { url, secret, hosts: hosts.length > 0 ? hosts : [new URL(url).hostname] },
  };
}

const OWN_MACHINE: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Without TLS only to the machine itself, unless the URL says `?tls=optional`. */
function smtpOf(text: string): SmtpOptions | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '' || !/^smtps?:$/.test(url.protocol)) return undefined;
  const secure = url.protocol === 'smtps:';
  const [user, password] = [url.username, url.password].map(decoded);
  if (user === undefined || password === undefined) return undefined;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTls: !secure && !OWN_MACHINE.has(url.hostname) && url.searchParams.get('tls') !== 'optional',
    ...(user === '' ? {} : { user, password }),
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
