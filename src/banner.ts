import type { Env } from '#config/env.ts';
import { issuer } from '#config/issuer.ts';

interface BannerParts {
  readonly env: Pick<Env, 'DATABASE_URL' | 'REDIS_URL' | 'SMTP_URL' | 'DATA_DIR'>;
  readonly address: string;
  readonly publicUrl: string;
  readonly mailboxUrl: string | undefined;
  /** Where mail that comes back is taken. */
  readonly doorUrl: string | undefined;
}

/** What stands on the screen when everything runs: where the pages are, what is embedded, what to do first. */
export function banner({ env, address, publicUrl, mailboxUrl, doorUrl }: BannerParts): string {
  const mail =
    mailboxUrl === undefined
      ? 'leaves through SMTP_URL'
      : 'caught here, nothing leaves this machine (set SMTP_URL for a relay)';
  const rows = [
    ['Pages', `${publicUrl}/`],
    ['API', `${address}/api/v1/openapi.json`],
    ...(mailboxUrl === undefined ? [] : [['Mailbox', mailboxUrl]]),
    ['Mail', mail],
    ...(doorUrl === undefined
      ? []
      : [['Answers', `${doorUrl}, for bounces and people's answers to ${issuer.bounceDomain}`]]),
    [
      'Database',
      env.DATABASE_URL === undefined
        ? `embedded PostgreSQL in ${env.DATA_DIR} (set DATABASE_URL for your own)`
        : 'DATABASE_URL',
    ],
    [
      'Queue',
      env.REDIS_URL === undefined
        ? 'on PostgreSQL (set REDIS_URL for Redis or Valkey)'
        : 'REDIS_URL',
    ],
  ];
  const lines = rows.map(([name = '', text = '']) => `  ${name.padEnd(9)} ${text}`);
  return `
consular-alerts is running.

${lines.join('\n')}

  First steps: npm run advisory -- token create --name you --role author,approver,operator
               npm run demo      the whole way once, from a caution to inboxes
  Ctrl-C stops it; the data stays in ${env.DATA_DIR}.

`;
}
