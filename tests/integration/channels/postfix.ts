import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { vi } from 'vitest';

import { listen } from '#tests/support/raw-server.ts';
import { selfSigned } from '#tests/support/tls.ts';

const run = promisify(execFile);

export interface Postfix extends AsyncDisposable {
  readonly port: number;
  /** Of its own issuer, for "localhost". */
  readonly cert: string;
  /** What lies in the maildir of everybody at maildir.test, as Postfix wrote it. */
  readonly delivered: () => Promise<readonly string[]>;
  readonly countDelivered: () => Promise<number>;
}

export const login = { user: 'app', pass: 'secret' };

/** Why Postfix cannot be started here; undefined where it can. */
export function missingForPostfix(): string | undefined {
  if (process.getuid?.() !== 0) return 'Postfix is started by root only';
  const missing = ['postfix', 'saslpasswd2'].filter((name) => !isExecutable(`/usr/sbin/${name}`));
  if (missing.length === 0) return undefined;
  return `${missing.join(' and ')} missing: apt-get install postfix sasl2-bin libsasl2-modules`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface PostfixOptions {
  /** Ports on this machine to which mail for a domain goes on, without a login; else mail stays here. */
  readonly onwards?: Readonly<Record<string, number>>;
}

/** Debian's Postfix with a folder and a port of its own; nothing of the machine's is touched. */
export async function startPostfix({ onwards = {} }: PostfixOptions = {}): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), 'consular-alerts-postfix-'));
  await chmod(folder, 0o755); // its processes run as another user
  const etc = join(folder, 'etc');
  const inbox = join(folder, 'maildir', 'all', 'new');
  const [port, { key, cert }] = [await freePort(), selfSigned('localhost')];
  await mkdir(join(etc, 'sasl'), { recursive: true });
  for (const name of ['queue', 'data', 'maildir']) await mkdir(join(folder, name));
  await run('chown', ['-R', 'postfix', join(folder, 'data'), join(folder, 'maildir')]);
  const { stdout: uid } = await run('id', ['-u', 'postfix']);
  const { stdout: gid } = await run('id', ['-g', 'postfix']);
  const files = {
    'cert.pem': cert,
    'key.pem': key,
    'main.cf': mainConfiguration(folder, { uid: uid.trim(), gid: gid.trim() }) + goingOn(onwards),
    'master.cf': services(port),
    'sasl/smtpd.conf': `pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: ${etc}/sasl/sasldb2\n`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(etc, name), text);
  await addLogin(join(etc, 'sasl', 'sasldb2'));
  // The path must be absolute: with a relative one "stop" does nothing, and the relay stays.
  await run('postfix', ['-c', etc, 'start']);

  const listFiles = async () => readdir(inbox).catch(() => []);
  return {
    port,
    cert,
    delivered: async () =>
      Promise.all((await listFiles()).map((name) => readFile(join(inbox, name), 'utf8'))),
    countDelivered: async () => (await listFiles()).length,
    async [Symbol.asyncDispose]() {
      await run('postfix', ['-c', etc, 'stop']);
      await vi.waitFor(() => rm(folder, { recursive: true, force: true }), { timeout: 5_000 });
    },
  };
}

async function addLogin(database: string): Promise<void> {
  const add = run('saslpasswd2', ['-p', '-c', '-f', database, '-u', 'relay.test', login.user]);
  add.child.stdin?.end(login.pass);
  await add;
  await run('chgrp', ['postfix', database]);
  await chmod(database, 0o640);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const { port } = await listen(server);
  server.close();
  return port;
}

/** The last of two lines about one thing holds. */
function goingOn(onwards: Readonly<Record<string, number>>): string {
  const routes = Object.entries(onwards).map(
    ([domain, to]) => `{ ${domain} = smtp:[127.0.0.1]:${to} }`,
  );
  if (routes.length === 0) return '';
  return `
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
transport_maps = inline:{ ${routes.join(' ')} }
`;
}

function mainConfiguration(folder: string, { uid, gid }: { uid: string; gid: string }): string {
  return `
compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${folder}/mail.log
maillog_file_prefixes = ${folder}
myhostname = relay.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = check_recipient_access inline:{ {refused@maildir.test = 550 5.1.1 no such person} {later@maildir.test = 451 4.7.1 try later} }, permit
smtpd_tls_auth_only = yes
default_transport = discard:
local_header_rewrite_clients =
virtual_mailbox_domains = maildir.test
virtual_mailbox_base = ${folder}/maildir
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:${uid}
virtual_gid_maps = static:${gid}
alias_maps =
alias_database =
smtpd_tls_cert_file = ${folder}/etc/cert.pem
smtpd_tls_key_file = ${folder}/etc/key.pem
smtpd_tls_security_level = may
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
cyrus_sasl_config_path = ${folder}/etc/sasl
smtpd_sasl_local_domain = relay.test
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 1000
in_flow_delay = 0
`;
}

function services(port: number): string {
  return `
127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
smtp unix - - n - - smtp
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
}
