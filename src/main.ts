import { readEnv } from '#config/env.ts';

import { createApp } from './app.ts';
import { createLog } from './log.ts';
import { logUnhandled, run, untilToldToStop } from './running.ts';
import { readKeys, refuseExampleIssuer, refuseUnsafe, requireDatabaseUrl } from './surroundings.ts';
import { createWeb } from './web.ts';

/** The web process: pages, API, health. Workers are processes of their own (workers/main.ts). */
await run(async () => {
  const stopping = untilToldToStop();
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  const env = readEnv(process.env);
  const log = createLog(env);
  logUnhandled(log);
  refuseExampleIssuer(env);
  const databaseUrl = requireDatabaseUrl(env);
  await refuseUnsafe({ env, log, databaseUrl }, AbortSignal.timeout(10_000));
  const publicUrl = env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`;
  const keys = await readKeys(env);
  await using app = createApp({
    env,
    log,
    databaseUrl,
    publicUrl,
    relays: env.SMTP_URL,
    isCaught: false,
    keys,
  });
  await using web = await createWeb(app);
  const address = await web.listen({ host: env.HOST, port: env.PORT });
  log.info({ url: address }, 'web.listening');
  log.info({ signal: await stopping }, 'web.stopping');
});
