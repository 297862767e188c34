import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';

import { readEnv } from '#config/env.ts';
import { queueNames } from '#config/queues.ts';
import type { QueueName } from '#config/queues.ts';
import { createApp } from '#src/app.ts';
import type { App } from '#src/app.ts';
import { startMailbox } from '#src/embedded/mailbox.ts';
import type { Mailbox } from '#src/embedded/mailbox.ts';
import { createWeb } from '#src/web.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { aKeyFile } from '#tests/support/keyring.ts';
import { startWorkers } from '#workers/start.ts';

import { openMachine } from './type-command.ts';
import type { Machine } from './type-command.ts';

interface RunningSystem extends AsyncDisposable {
  readonly app: App;
  readonly mailbox: Mailbox;
  readonly smoke: (...words: readonly string[]) => Promise<Smoke>;
  readonly startSmoke: (...words: readonly string[]) => StartedSmoke;
}

const smokeSchema = z.object({
  ok: z.boolean(),
  findings: z.array(z.object({ verdict: z.string(), about: z.string(), says: z.string() })),
});
type Smoke = z.infer<typeof smokeSchema> & { readonly code: number };

interface StartedSmoke {
  readonly pressCtrlC: () => void;
  readonly ended: Promise<Smoke>;
}

async function startSystem(
  machine: Machine,
  allowlist: string,
  queues: readonly QueueName[] = queueNames,
): Promise<RunningSystem> {
  await using owned = new AsyncDisposableStack();
  const log = pino({ level: 'silent' });
  const mailbox = owned.use(await startMailbox({ smtpPort: 0, pagePort: 0, log }));
  const env = readEnv({ DATA_DIR: machine.folder, RECIPIENT_ALLOWLIST: allowlist });
  const app = owned.use(
    createApp({
      env,
      log,
      databaseUrl: machine.databaseUrl,
      publicUrl: 'https://alerts.example',
      relays: [mailbox.smtpUrl],
      isCaught: true,
      keys: aKeyFile(),
    }),
  );
  const web = owned.use(await createWeb(app));
  const url = await web.listen({ host: '127.0.0.1', port: 0 });
  owned.use(startWorkers(app, queues));
  const token = await app.officers.create(
    { name: 'Asha', roles: ['author', 'approver'] },
    'a test',
  );
  const kept = owned.move();
  const startSmoke = (...words: readonly string[]) => {
    const where = ['--url', url, '--mailbox', mailbox.pageUrl, '--json', '--within', '20'];
    const started = machine.start({ ADVISORY_TOKEN: token }, 'smoke', ...where, ...words);
    return {
      pressCtrlC: started.pressCtrlC,
      ended: started.ended.then(({ code, out }) => ({
        code,
        ...smokeSchema.parse(JSON.parse(out)),
      })),
    };
  };
  return {
    app,
    mailbox,
    startSmoke,
    smoke: (...words) => startSmoke(...words).ended,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const antarctica = aWish({ places: [{ kind: 'country', country: 'AQ' }] });

/** What a rehearsal must not leave behind. */
async function leftovers({ db }: App): Promise<unknown> {
  const { rows } = await sql`
    select (select count(*) from drafts where state = 'open') as drafts,
      (select count(*) from publications where kind = 'revision' and closed_at is null) as publications,
      (select count(*) from subscriptions s where valid_from is not null and valid_until is null
        and exists (select from deliveries d where d.recipient_id = s.address_id and d.purpose like 'confirm:%')) as wishes`.execute(
    db,
  );
  return rows[0];
}

async function publicationStates({ db }: App): Promise<readonly string[]> {
  const { rows } = await sql<{ state: string }>`
    select state from publications where kind = 'revision'`.execute(db);
  return rows.map(({ state }) => state);
}

const nothing = { drafts: 0, publications: 0, wishes: 0 };

test('a rehearsal goes through every door and reaches no citizen who follows the same place', async () => {
  await using machine = await openMachine();
  await using system = await startSystem(machine, '@smoke.invalid');
  await addCitizens(system.app, { count: 3, wish: antarctica });
  const { code, ok, findings } = await system.smoke();
  expect(findings.filter(({ verdict }) => verdict === 'FAIL')).toEqual([]);
  expect(findings.filter(({ verdict }) => verdict === 'PASS').map(({ about }) => about)).toEqual([
    'service',
    'sign-up',
    'draft',
    'audience',
    'publication',
    'alert',
    'unsubscribe',
    'public',
  ]);
  expect({ code, ok }).toEqual({ code: 0, ok: true });
  const told = system.mailbox.messages().flatMap(({ to }) => to);
  expect(told.filter((address) => !address.endsWith('@smoke.invalid'))).toEqual([]);
  expect(await leftovers(system.app)).toEqual(nothing);
});

test('C6 · outside the allow-list the alert is withheld, which is said and is no fault', async () => {
  await using machine = await openMachine();
  await using system = await startSystem(machine, '*');
  const { code, findings } = await system.smoke();
  expect(findings).toContainEqual({
    verdict: 'NOTE',
    about: 'alert',
    says: expect.stringMatching(/^withheld.*RECIPIENT_ALLOWLIST=@smoke\.invalid/),
  });
  expect(code).toBe(0);
  expect(await leftovers(system.app)).toEqual(nothing);
});

test('ten citizens in the audience stop a rehearsal that did not mean them', async () => {
  await using machine = await openMachine();
  await using system = await startSystem(machine, '@smoke.invalid');
  await addCitizens(system.app, { count: 10, wish: antarctica });
  const { code, findings } = await system.smoke();
  expect(code).toBe(1);
  expect(findings.at(-1)?.says).toMatch(/^11 citizens and 0 endpoints .*--despite-audience/);
  expect(await leftovers(system.app)).toEqual(nothing);
  expect(await system.smoke('--despite-audience')).toMatchObject({ code: 0, ok: true });
});

test('Ctrl-C takes back what a rehearsal had made: the wish, the draft, the publication', async () => {
  await using machine = await openMachine();
  // Nobody plans, so the publication cannot end by itself.
  const queues = queueNames.filter((name) => name !== 'publications');
  await using system = await startSystem(machine, '@smoke.invalid', queues);
  const { pressCtrlC, ended } = system.startSmoke();
  await vi.waitFor(async () => expect(await publicationStates(system.app)).toEqual(['running']), {
    timeout: 30_000,
  });
  pressCtrlC();
  const { code, findings } = await ended;
  expect(code).toBe(1);
  expect(findings.filter(({ verdict }) => verdict === 'FAIL')).toEqual([
    { verdict: 'FAIL', about: 'smoke', says: expect.stringContaining('told to stop') },
  ]);
  expect(await publicationStates(system.app)).toEqual(['stopped']);
  expect(await leftovers(system.app)).toMatchObject({ drafts: 0, wishes: 0 });
});

test('a service that does not answer is named, and so is a token that is none', async () => {
  await using machine = await openMachine();
  const nobody = await machine.type('smoke', '--url', 'http://127.0.0.1:1', '--token', 'x');
  expect(nobody).toMatchObject({
    code: 1,
    out: expect.stringContaining('No service answers at http://127.0.0.1:1'),
  });
  await using system = await startSystem(machine, '*');
  const { code, findings } = await system.smoke('--token', 'cat_wrong');
  expect(code).toBe(1);
  expect(findings.at(-1)).toMatchObject({
    verdict: 'FAIL',
    says: expect.stringContaining('npm run advisory -- token create'),
  });
});
