import { startAnnouncingKeys } from './announcing.ts';
import { openDoorOf } from './answers.ts';
import { createApp } from './app.ts';
import { run, untilToldToStop } from './running.ts';
import { lookAround } from './surroundings.ts';
import { readArguments } from './usage.ts';
import { createWeb } from './web.ts';

const usage = `Usage: npm run web

The web process: pages, API, health. It needs DATABASE_URL and KEY_FILE, listens on HOST and PORT, and takes no
arguments; npm run migrate comes first, npm run workers does the work. Everything else is in the environment
(README, "Configure it"). Ctrl-C or SIGTERM stops it.`;

/** The web process: pages, API, health. Workers are processes of their own (workers/main.ts). */
await run(async () => {
  readArguments({ usage });
  const stopping = untilToldToStop();
  // oxlint-disable-next-line node/no-process-env -- the door of this process
  await using app = createApp(await lookAround(process.env));
  app.voice.rehearse('own');
  const { env, log } = app;
  await using _announcing = startAnnouncingKeys(app);
  await using web = await createWeb(app);
  const address = await web.listen({ host: env.HOST, port: env.PORT });
  log.info({ url: address }, 'web.listening');
  await using _door = await openDoorOf(app, env.INBOUND_PORT);
  log.info({ signal: await stopping }, 'web.stopping');
});
