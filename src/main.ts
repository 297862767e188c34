import { createApp } from './app.ts';
import { run, untilToldToStop } from './running.ts';
import { lookAround } from './surroundings.ts';
import { createWeb } from './web.ts';

/** The web process: pages, API, health. Workers are processes of their own (workers/main.ts). */
await run(async () => {
  const stopping = untilToldToStop();
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  await using app = createApp(await lookAround(process.env));
  const { env, log } = app;
  await using web = await createWeb(app);
  const address = await web.listen({ host: env.HOST, port: env.PORT });
  log.info({ url: address }, 'web.listening');
  log.info({ signal: await stopping }, 'web.stopping');
});
