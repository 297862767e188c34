import { resolve } from 'node:path';

import { readEnv } from '#config/env.ts';
import type { Env } from '#config/env.ts';
import { startMailbox } from '#src/embedded/mailbox.ts';
import { startPostgres } from '#src/embedded/postgres.ts';
import { followedSources } from '#src/sources/sources-file.ts';
import { startWorkers } from '#workers/start.ts';

import { startAnnouncingKeys } from './announcing.ts';
import { openDoorOf } from './answers.ts';
import { createApp } from './app.ts';
import { banner } from './banner.ts';
import { freePort } from './free-port.ts';
import { createKeyReader } from './keyring/key-file.ts';
import { createLog } from './log.ts';
import type { Logger } from './log.ts';
import { logUnhandled, run, untilToldToStop } from './running.ts';
import { keyPath, prepare, readKeys, refuseExampleIssuer } from './surroundings.ts';
import { readArguments } from './usage.ts';
import { createWeb } from './web.ts';

const usage = `Usage: npm start

Everything in one process: pages, API and workers, with an embedded PostgreSQL and a local mailbox where DATABASE_URL
and SMTP_URL name none. It takes no arguments; what differs between machines is the environment (README, "Configure
it"). Data stays in DATA_DIR. Ctrl-C or SIGTERM stops it.`;

/** Everything in one process, with embedded parts where nothing is configured. */
await run(async () => {
  readArguments({ usage });
  const stopping = untilToldToStop();
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  const env = readEnv(process.env);
  const log = createLog(env);
  logUnhandled(log);
  refuseExampleIssuer(env);
  await using parts = await startParts(env, log);
  await prepare({ env, log, databaseUrl: parts.databaseUrl }, AbortSignal.timeout(10_000));

  const port = env.PORT === 0 ? await freePort(env.HOST) : env.PORT;
  const publicUrl = env.PUBLIC_URL ?? `http://${env.HOST}:${port}`;
  const keys = await readKeys({ env, log, databaseUrl: parts.databaseUrl });
  const rereadKeys = createKeyReader(keyPath(env));
  const isCaught = env.SMTP_URL === undefined;
  await using app = createApp({
    ...parts,
    env,
    log,
    publicUrl,
    isCaught,
    keys,
    rereadKeys,
    sources: await followedSources(env),
  });
  app.voice.rehearse('own');
  await using _announcing = startAnnouncingKeys(app);
  await using web = await createWeb(app);
  const address = await web.listen({ host: env.HOST, port });
  await using _workers = startWorkers(app);
  await using door = await openDoorOf(app, env.INBOUND_PORT ?? (isCaught ? 0 : undefined));
  const { mailboxUrl } = parts;
  process.stdout.write(banner({ env, address, publicUrl, mailboxUrl, doorUrl: door?.url }));
  log.info({ signal: await stopping }, 'service.stopping');
});

interface Parts extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly relays: readonly string[];
  /** The page of the local mailbox, where mail is caught. */
  readonly mailboxUrl: string | undefined;
}

async function startParts(env: Env, log: Logger): Promise<Parts> {
  await using owned = new AsyncDisposableStack();
  const dataDir = resolve(env.DATA_DIR, 'postgres');
  const databaseUrl = env.DATABASE_URL ?? owned.use(await startPostgres({ dataDir, log })).url;
  const mailbox =
    env.SMTP_URL === undefined
      ? owned.use(await startMailbox({ smtpPort: 0, pagePort: env.MAILBOX_PORT, log }))
      : undefined;
  const kept = owned.move();
  return {
    databaseUrl,
    relays: env.SMTP_URL ?? (mailbox === undefined ? [] : [mailbox.smtpUrl]),
    mailboxUrl: mailbox?.pageUrl,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
