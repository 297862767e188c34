import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { createLinkTokens } from '#src/store/link-tokens.ts';
import { createRevisions } from '#src/store/revisions.ts';
import { createSubscriptions } from '#src/store/subscriptions.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { aNoticeVersion } from '#tests/support/wishes.ts';

import { openListsMachine } from './lists-machine.ts';
import type { ListsMachine } from './lists-machine.ts';

const basis = ['--basis', 'public-task', '--because', 'Consular register of the mission'];
const within = { timeout: 300_000 };

test(
  'S5: an embassy’s list asks each person once, at a pace, and subscribes nobody',
  within,
  async () => {
    await using machine = await openListsMachine();
    const path = await machine.list(
      'embassy.csv',
      'Email;Country;Language;Threshold',
      'one@example.org;Mali;fr;2',
      '"two@example.org";"Côte d’Ivoire";;',
      ' three@example.org ; SN-DK ; en ; 0 ',
      'nobody;Mali;fr;2',
      'four@example.org;Atlantis;fr;2',
      'one@example.org;Senegal;fr;2',
    );
    const before = await readFile(path);

    const looked = await machine.type('citizens', 'import', path, '--by', 'ana', '--dry-run');
    expect(looked).toMatchObject({
      code: 0,
      out: expect.stringMatching(/line 5 +… +address: exp/),
    });
    expect(looked.out).toMatch(/line 6 +f…@e….org +places: no place is called "Atlantis"/);
    expect(looked.out).not.toContain('four@');
    expect(looked.out).toMatch(/^6 +rows\n +3 +would be asked to confirm, by a mail$/m);
    expect(looked.out).toMatch(/^ +2 +not understood: would be sent back$/m);
    expect(looked.out).toContain(`2 rows would go to ${path}.rejected.csv, with reasons:`);
    expect(looked.out).toMatch(/\n\nNothing was changed.*\n$/);
    expect(await machine.live()).toEqual([]);

    const unasked = await machine.type('citizens', 'import', path, '--by', 'ana');
    expect(unasked).toMatchObject({ code: 1, err: expect.stringContaining('--yes') });

    const answer = await machine.bringIn(path, '--per-minute', '6');
    expect(answer.outcomes).toEqual({ asked: 3, merged: 1, wrong: 2 });
    expect(await machine.live()).toMatchObject([
      {
        address: 'one@example.org',
        isLive: false,
        wish: { language: 'fr', threshold: 2, places: [{ country: 'ML' }, { country: 'SN' }] },
      },
      { address: 'three@example.org', isLive: false, wish: { places: [{ region: 'SN-DK' }] } },
      { address: 'two@example.org', isLive: false, wish: { places: [{ country: 'CI' }] } },
    ]);
    const notices = await machine.notices();
    expect(notices.map(({ purpose }) => purpose)).toEqual(['confirm', 'confirm', 'confirm']);
    expect(notices.map(({ dueInMs }) => dueInMs)).toEqual([10_000, 20_000, 30_000]);

    expect(await readFile(path)).toEqual(before);
    const rejected = `${path}.rejected.csv`;
    expect(await machine.modeOf(rejected)).toBe(0o600);
    expect(await machine.lines(rejected)).toEqual([
      'Email,Country,Language,Threshold,rejected_line,rejected_reason',
      'nobody,Mali,fr,2,5,address: expected one such as name@example.org',
      'four@example.org,Atlantis,fr,2,6,"places: no place is called ""Atlantis"""',
    ]);
    await expect(machine.bringIn(path)).rejects.toThrow(/brought in whole.*--again/);
  },
);

test(
  'S8: who was subscribed on a stated basis, and by whom, is written down where nobody can take it back',
  within,
  async () => {
    await using machine = await openListsMachine();
    const path = await machine.list('register.csv', 'address,places', 'one@example.org,ML');
    await expect(machine.bringIn(path, '--basis', 'because')).rejects.toThrow(/Expected --basis/);
    await expect(machine.bringIn(path, '--basis', 'consent')).rejects.toThrow(/--because/);
    expect((await machine.bringIn(path, ...basis)).outcomes).toEqual({ subscribed: 1 });
    expect(await machine.live()).toMatchObject([{ address: 'one@example.org', isLive: true }]);
    expect(await machine.notices()).toMatchObject([{ purpose: 'imported' }]);

    const { rows: consents } = await sql`
    select purpose, basis, origin, language from consents`.execute(machine.db);
    expect(consents).toEqual([
      { purpose: 'alerts', basis: 'public-task', origin: 'import', language: 'en' },
    ]);
    const { rows: audit } =
      await sql`select officer, action, detail from audit order by id`.execute(machine.db);
    expect(audit).toMatchObject([
      {
        officer: 'command line: ana',
        action: 'list.begun',
        detail: { basis: 'public-task', because: 'Consular register of the mission' },
      },
      {
        officer: 'command line: ana',
        action: 'list.finished',
        detail: { subscribed: 1, mailed: 1 },
      },
    ]);
    expect((await machine.type('doctor', 'audit')).out).toContain('PASS');
  },
);

test(
  'S6: whoever has a dump and guesses a list cannot see that it was brought in; with the key it is known again',
  within,
  async () => {
    await using machine = await openListsMachine();
    const path = await machine.list('guessed.csv', 'address,places', 'one@example.org,ML');
    await machine.bringIn(path, ...basis);
    const hash = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    const { rows } = await sql<{ row: string }>`
      select i::text as row from imports i union all select a::text from audit a`.execute(
      machine.db,
    );
    expect(rows).toHaveLength(3);
    expect(rows.map(({ row }) => row).join()).not.toContain(hash);
    expect(await machine.type('keys', 'rotate')).toMatchObject({ code: 0 });
    await expect(machine.bringIn(path, ...basis)).rejects.toThrow(/brought in whole/);
  },
);

test(
  'B6, S8: a list brings back nobody who is suppressed, has left or was erased, whatever its basis',
  within,
  async () => {
    await using machine = await openListsMachine();
    const citizens = createCitizens(machine);
    for (const name of ['stays', 'left', 'erased', 'bounced']) await citizens.subscribe(name);
    await citizens.leave('left');
    await citizens.erase('erased');
    await citizens.suppress('bounced');
    const path = await machine.list(
      'again.csv',
      'address,places',
      ...['stays', 'left', 'erased', 'bounced', 'new'].map((name) => `${name}@example.org,ML`),
    );
    const answer = await machine.bringIn(path, ...basis);
    expect(answer.outcomes).toEqual({ subscribed: 1, known: 1, blocked: 3 });
    const live = await machine.live();
    expect(live.filter(({ isLive }) => isLive).map(({ address }) => address)).toEqual([
      'bounced@example.org',
      'new@example.org',
      'stays@example.org',
    ]);
    // Which of them was suppressed, left or was erased is nobody's business.
    expect(await machine.lines(`${path}.rejected.csv`)).toEqual([
      'address,places,rejected_line,rejected_reason',
      'left@example.org,ML,3,must not be mailed',
      'erased@example.org,ML,4,must not be mailed',
      'bounced@example.org,ML,5,must not be mailed',
    ]);
    const { rows } = await sql`
    select count(*)::int as kept from addresses where erased_at is not null and ciphertext is null`.execute(
      machine.db,
    );
    expect(rows).toEqual([{ kept: 1 }]);
  },
);

test('what is done with one row, one mail and one wish is said of one', within, async () => {
  await using machine = await openListsMachine();
  const citizens = createCitizens(machine);
  for (const name of ['stays', 'bounced']) await citizens.subscribe(name);
  await citizens.suppress('bounced');
  const path = await machine.list('one.csv', 'address,places', 'new@example.org,ML');
  const { out } = await machine.type('citizens', 'import', path, '--by', 'ana', '--yes');
  expect(out).toMatch(/^1 +row\n +1 +asked to confirm, by a mail$/m);
  expect(out).toContain('1 mail is queued and leaves within about 1 minute while workers run.');
  expect((await machine.type('citizens', 'lists')).out).toContain('1 row  1 mail  ');
  const again = await machine.list('wrong.csv', 'address,places', 'nobody,ML');
  const wrong = await machine.type('citizens', 'import', again, '--by', 'ana', '--yes');
  expect(wrong.out).toContain(
    `No mail is queued.\n1 row is in ${again}.rejected.csv, with reasons.`,
  );
  const words = ['--out', `${path}.out`, '--by', 'ana', '--reason', 'We move away', '--yes'];
  expect((await machine.type('citizens', 'export', ...words)).out).toMatch(
    /^1 wish with the address of its owner is in .*\n1 wish is not in it, of people whose addresses are suppressed\.$/m,
  );
});

test(
  'rows of people who have a wish that no key opens are counted and said: they may get the same twice',
  within,
  async () => {
    await using machine = await openListsMachine();
    await createCitizens(machine).subscribe('altered');
    await sql`update subscriptions set wish = set_byte(wish, 40, get_byte(wish, 40) # 1)`.execute(
      machine.db,
    );
    const lines = ['altered@example.org,ML', 'altered@example.org,SN', 'new@example.org,ML'];
    const path = await machine.list('some.csv', 'address,places', ...lines);
    const said = /^2 rows are of people who have a wish that no key opens .*key file/m;
    const typed = ['citizens', 'import', path, '--by', 'ana'] as const;
    expect((await machine.type(...typed, '--dry-run')).out).toMatch(said);
    const looked = await machine.type(...typed, '--dry-run', '--json');
    expect(JSON.parse(looked.out)).toMatchObject({ unreadable: 2 });
    const { out } = await machine.type(...typed, '--yes');
    expect(out).toMatch(said);
    expect(out).not.toContain('@');
    const { out: all } = await machine.type('citizens', 'lists', '--json');
    expect(JSON.parse(all)).toMatchObject({ lists: [{ rows: 3, unreadable: 2 }] });
    const fine = await machine.list('fine.csv', 'address,places', 'other@example.org,ML');
    const other = await machine.type('citizens', 'import', fine, '--by', 'ana', '--yes', '--json');
    expect(JSON.parse(other.out)).toMatchObject({ unreadable: 0 });
  },
);

test(
  'what is exported is imported elsewhere as it was, by a file that only its owner reads',
  within,
  async () => {
    await using here = await openListsMachine();
    await using there = await openListsMachine();
    const path = await here.list(
      'list.csv',
      'address,places,language,threshold,kinds,categories,stay,from,to,days_before,rhythm,time_zone,discreet',
      'one@example.org,ML;SN-DK,fr,2,new;level,Security,residence,,,,day,Africa/Bamako,yes',
      'one@example.org,everywhere,en,0,,,,,,,,,',
      `=two@example.org,CI,ar,4,,,trip,${dayAfter(60)},${dayAfter(67)},3,week,Asia/Kolkata,no`,
    );
    await here.bringIn(path, ...basis);
    const out = `${here.folder}/out.csv`;
    const words = ['export', '--out', out, '--by', 'ana', '--reason', 'We move to a new service'];
    expect((await here.type('citizens', ...words)).err).toContain('say --yes');
    expect(await here.type('citizens', ...words, '--yes')).toMatchObject({
      code: 0,
      out: `3 wishes with the addresses of their owners are in ${out}.\nIt holds addresses in clear: keep it encrypted, and delete it when it has served.\n`,
    });
    expect(await here.modeOf(out)).toBe(0o600);
    expect((await here.type('citizens', ...words, '--yes')).err).toContain('is there already');
    // Who gets each message at once has no time zone that would matter.
    expect(await here.lines(out)).toContainEqual(
      expect.stringMatching(/^one@example.org,en,everywhere,.*,message,,no$/),
    );
    expect((await there.bringIn(out, ...basis)).outcomes).toEqual({ subscribed: 3 });
    expect(await there.live()).toEqual(await here.live());
    const { rows } = await sql`
    select officer, action, detail from audit where action = 'addresses.exported'`.execute(here.db);
    expect(rows).toEqual([
      {
        officer: 'command line: ana',
        action: 'addresses.exported',
        detail: { reason: 'We move to a new service', wishes: 3 },
      },
    ]);
  },
);

/** Days from today. */
function dayAfter(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** What citizens do by themselves on this machine. */
function createCitizens({ db }: ListsMachine) {
  const keyring = aKeyring();
  const subscriptions = createSubscriptions({
    db,
    keyring,
    inForceOn: createRevisions,
    undoDays: 7,
    noticeVersion: aNoticeVersion,
  });
  const links = createLinkTokens({ db });
  const idOf = async (name: string) => {
    const lookup = keyring.lookup(`${name}@example.org`);
    const { rows } = await sql<{
      id: number;
    }>`select id from addresses where lookup = ${lookup}`.execute(db);
    return rows[0]?.id ?? 0;
  };
  return {
    async subscribe(name: string) {
      await subscriptions.request(`${name}@example.org`, aWish());
      const addressId = await idOf(name);
      const { rows } = await sql<{
        id: number;
      }>`select max(id) as id from subscriptions where address_id = ${addressId}`.execute(db);
      const holds = { days: 7 };
      const subscriptionId = rows[0]?.id ?? 0;
      await subscriptions.confirm(
        await links.issue({ purpose: 'confirm', addressId, subscriptionId, holds }),
      );
    },
    leave: async (name: string) =>
      subscriptions.unsubscribe(keyring.unsubscribeToken(await idOf(name), 0)),
    async erase(name: string) {
      const holds = { minutes: 30 };
      const addressId = await idOf(name);
      await subscriptions.erase(await links.issue({ purpose: 'manage', addressId, holds }));
    },
    suppress: async (name: string) =>
      sql`update addresses set suppressed = true where id = ${await idOf(name)}`.execute(db),
  };
}
