import { z } from 'zod';

import { delivery } from './delivery.ts';

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const portSchema = z
  .string()
  .regex(/^\d{1,5}$/, 'expected a port from 0 to 65535')
  .transform(Number)
  .refine((port) => port <= 65_535, 'expected a port from 0 to 65535');

const networkSchema = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: 'expected an IP address or a network in CIDR such as 192.0.2.0/24',
});

/**
 * The only schema of the environment. `.env.example` and the README's table are generated from it
 * (`npm run docs`), so each variable carries the sentence that stands there.
 */
export const envSchema = z.object({
  PORT: portSchema
    .default(8080)
    .describe('port of the pages and the API, on loopback; 0 takes a free one'),
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('address to listen on; only a container needs another one'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'expected https://host or http://host:port' })
    .optional()
    .describe(
      'address under which citizens reach the pages; stands in every mail (default: the listening address)',
    ),
  DATA_DIR: z
    .string()
    .min(1)
    .default('.data')
    .describe('folder of the embedded database and the keys'),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'expected postgres://user:password@host:port/database',
    })
    .optional()
    .describe('PostgreSQL 16 or newer; without it an embedded PostgreSQL 18 runs in DATA_DIR'),
  REDIS_URL: z
    .url({
      protocol: /^(rediss?|unix)$/,
      error: 'expected redis://host:port, rediss://host:port or unix:///path',
    })
    .optional()
    .describe(
      'Redis or Valkey for the queues (noeviction); without it the queues run on PostgreSQL',
    ),
  SMTP_URL: list
    .pipe(
      z
        .array(
          z.url({
            protocol: /^smtps?$/,
            error: 'expected smtp://user:password@host:port or smtps://…',
          }),
        )
        .min(1),
    )
    .optional()
    .describe(
      'mail relay, several separated by commas share the work; without it mail is caught in a local mailbox and nothing leaves the machine',
    ),
  SMTP_TLS: z
    .enum(['required', 'unverified', 'none'])
    .default('required')
    .describe(
      'how TLS to a relay that is not on loopback is treated; anything but required is for test networks only',
    ),
  SMTP_CONNECTIONS: z
    .string()
    .regex(/^([1-9]\d{0,2}|1000)$/, 'expected a number from 1 to 1000')
    .transform(Number)
    .default(delivery.mailConnections)
    .describe(
      'connections to the relays at most, per worker process, and a quarter more for emergencies alone; a relay that takes fewer gets fewer',
    ),
  DKIM_DOMAIN: z
    .string()
    .min(1)
    .optional()
    .describe('domain that signs mail here (d=), with DKIM_KEYS; without it the relay signs'),
  DKIM_KEYS: list
    .optional()
    .describe(
      'private keys that sign, as selector:file,selector:file (PEM): one RSA of 2048 bits or more and one ed25519',
    ),
  RECIPIENT_ALLOWLIST: list
    .default([])
    .describe(
      'addresses and @domains that may be mailed through SMTP_URL, separated by commas; only the literal * means everyone',
    ),
  OUTBOUND_ALLOW: list
    .default([])
    .describe(
      'private networks (CIDR) that webhooks and feeds may reach, for receivers inside the ministry’s own network',
    ),
  TEMPLATES_DIR: z
    .string()
    .min(1)
    .default('templates')
    .describe('folder of the templates and phrases, to rebrand without touching code'),
  RATE_LIMIT: z
    .string()
    .regex(/^\d{1,6}$/, 'expected a number from 0 to 999999')
    .transform(Number)
    .default(600)
    .describe(
      'requests a minute that the API takes of one system’s token, in each web process; officers have ten times as many, networks of strangers a tenth; 0 limits nobody',
    ),
  TRUSTED_PROXIES: list
    .pipe(z.array(networkSchema))
    .default([])
    .describe(
      'proxies in front of this service (addresses or CIDR, separated by commas) whose X-Forwarded-For is believed; limits per network need it',
    ),
  KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'keys that encrypt addresses and make tokens; made once below DATA_DIR for embedded use, never made silently when DATABASE_URL is set',
    ),
  SOURCES_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'JSON with further sources of known formats, or changes to those of config/sources.ts, by id: { "uk-fcdo": { "mode": "review" } }',
    ),
  WATCH_DIR: z
    .string()
    .min(1)
    .optional()
    .describe('folder in which files dropped below <source id>/ are taken as reports'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('how much is logged'),
  DUTY_ADDRESS: z
    .email('expected one e-mail address')
    .optional()
    .describe(
      'mailbox of the officers on duty, told what waits for them: an emergency to approve, a draft that could not go out, a review; name it in RECIPIENT_ALLOWLIST',
    ),
  INBOUND_PORT: portSchema
    .optional()
    .describe(
      'port on which the web process takes mail that comes back: bounces, complaints, answers; unset takes none (npm start without SMTP_URL takes a free one); 0 takes a free one',
    ),
  INBOUND_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('address on which that mail is taken; a mail server of yours stands in front of it'),
  INBOUND_MAILDIR: z
    .string()
    .min(1)
    .optional()
    .describe('maildir into which a mail server delivers what comes back; workers read it'),
  INBOUND_DOMAINS: list
    .default([])
    .describe(
      'domains beside the bounce domain whose mail comes back here, so that From and Reply-To of the issuer are taken, separated by commas',
    ),
  ISSUER_REPLIES: z
    .enum(['read', 'forwarded', 'unread'])
    .optional()
    .describe(
      'what mails say about replies to them; unless said, forwarded where Reply-To comes back here and DUTY_ADDRESS is set, and nothing elsewhere',
    ),
  CANARY_ADDRESS: z
    .email('expected one e-mail address')
    .optional()
    .describe(
      'address of our own that is mailed every few minutes to see that mail leaves; without it none is sent',
    ),
  CANARY_URL: z
    .url({ protocol: /^https?$/, error: 'expected https://host/canary' })
    .optional()
    .describe(
      'where this service’s own /canary is reached, called every few minutes to see that webhooks leave and arrive; without it none is called',
    ),
  MAILBOX_PORT: portSchema
    .default(8025)
    .describe('port of the local mailbox’s page, used without SMTP_URL; 0 takes a free one'),
  UNSAFE_SERVICES: z
    .stringbool()
    .default(false)
    .describe('start although Redis may evict keys or PostgreSQL may lose committed rows'),
});

export type Env = z.infer<typeof envSchema>;

/** Reads the environment once, at the door. An empty variable counts as unset. Throws one readable list of everything that is wrong. */
export function readEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const env = envSchema.safeParse(given);
  if (env.success) return env.data;
  throw new Error(`Invalid environment\n${z.prettifyError(env.error)}`);
}
