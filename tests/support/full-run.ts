import { sql } from 'kysely';
import { pino } from 'pino';

import { noCounts } from '#src/lists/list.ts';
import { createRevisions } from '#src/store/revisions.ts';
import { keepStays } from '#src/store/stays.ts';
import { createWeb } from '#src/web.ts';

import { aContent, aFollowUp } from './builders-content.ts';
import { aWish } from './builders-wish.ts';
import { openDuty } from './duty.ts';
import type { Duty } from './duty.ts';
import { embassiesHear } from './full-run-embassies.ts';
import { mornings } from './mornings.ts';
import { aDeliveryReport, aFeedbackReport, aLetter } from './notices.ts';
import { postTo } from './post.ts';
import { publish } from './publishing.ts';
import type { ServiceOptions } from './service.ts';

/** What the planted people are called, where their mailboxes are, and what they follow. */
export const planted = {
  people: [
    'quixley',
    'brambleford',
    'oystermouth',
    'fennimore',
    'larkwhistle',
    'dunmallard',
    /** Somebody whom another adds, a traveller, a resident, one of an organisation, one of an embassy's list, one who complains. */
    'peverelle',
    'wistmancot',
    'hollinbeck',
    'saltmarshe',
    'tolliverne',
    'gravenhurst',
  ],
  /** On duty at an embassy. */
  contact: 'wexcombe',
  domain: 'mailboxes-of-nowhere.example',
  /** Kiribati and one of its regions, in words and codes. */
  places: ['Kiribati', 'country:KI', 'region:KI-G', 'within:KI', 'KI-G'],
} as const;

export const addressOf = (person: string) => `${person}@${planted.domain}`;

export interface FullRun extends AsyncDisposable {
  readonly duty: Duty;
  /** Where the pages and the API answer. */
  readonly url: string;
  /** Every line that was logged, at the finest level. */
  readonly logged: readonly string[];
  /** What refusals and failures said. */
  readonly refusals: readonly string[];
  /** Every link that stands in a mail, as its reader would open it here. */
  readonly links: readonly string[];
  /** Those in the mails to one of the planted people. */
  readonly linksTo: (person: string) => readonly string[];
}

const day = 86_400_000;
const quixley = addressOf('quixley');
const brambleford = addressOf('brambleford');
const oystermouth = addressOf('oystermouth');
const fennimore = addressOf('fennimore');
const larkwhistle = addressOf('larkwhistle');
const dunmallard = addressOf('dunmallard');

/** Its mailbox is there when its owner signs up, and not when they are alerted. */
const bounces = (address: string) =>
  address === oystermouth
    ? { code: 550, enhanced: '5.1.1', text: `no ${address} here` }
    : undefined;

/**
 * A life of the service through its public doors: people sign up, confirm, travel, live there, are added, invited and brought in,
 * are told, change, leave, come back, answer, bounce, complain and are erased; one never confirms. Everything has happened, and
 * nothing runs any more.
 */
export async function liveThrough(given: ServiceOptions = {}): Promise<FullRun> {
  const options = { ...given, env: { ...given.env, DUTY_ADDRESS: 'duty@staff.example' } };
  await using owned = new AsyncDisposableStack();
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line) => logged.push(line) });
  let isBouncing = false;
  const sink = { onRecipient: (address: string) => (isBouncing ? bounces(address) : undefined) };
  const duty = owned.use(await openDuty({ ...options, log, sink }));
  const web = owned.use(await createWeb(duty.app));
  const url = await web.listen({ host: '127.0.0.1', port: 0 });
  const site = openSite(url);

  await comeIn(duty, site);
  await areBroughtIn(duty, site);
  isBouncing = true;
  await areTold(duty, site);
  await embassiesHear(duty, { contact: addressOf(planted.contact), content: aboutKiribati, url });
  await areAway(duty);
  await writeBack(duty);
  await goOut(duty, site);
  const refusals = await provoke(url);
  const kept = owned.move();
  return {
    duty,
    url,
    logged,
    refusals,
    links: linksIn(duty.sink.messages, url),
    linksTo: (person) =>
      linksIn(
        duty.sink.messages.filter(({ to }) => to.includes(addressOf(person))),
        url,
      ),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function comeIn(duty: Duty, site: Site): Promise<void> {
  for (const address of [quixley, brambleford, oystermouth]) await signUp(duty, site, { address });
  await site.post('/subscribe', { ...form, address: dunmallard });
  await duty.app.subscriptions.request(quixley, aDigestWish);
  await duty.hurry();
  await duty.sendNotices();
  await site.post(`/confirm/${await duty.linkIn('confirm', quixley)}`, {});
}

const tripBegins = Date.now() + 20 * day;
const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/** By a traveller and a resident themselves, by somebody with an alert, by an organisation and by an embassy. */
async function areBroughtIn(duty: Duty, site: Site): Promise<void> {
  const trip = { from: dateOf(tripBegins), to: dateOf(tripBegins + 4 * day), before: '7' };
  await signUp(duty, site, { address: addressOf('wistmancot'), stay: 'trip', ...trip });
  await signUp(duty, site, { address: addressOf('hollinbeck'), stay: 'residence' });
  await signUp(duty, site, { address: addressOf('gravenhurst') });

  const list = `/manage/${await manageLink(duty, site, quixley)}`;
  const [, id = ''] = /\/(\d+)\/companions/.exec(await (await site.get(list)).text()) ?? [];
  const companion = addressOf('peverelle');
  await site.post(`${list}/${id}/companions`, { address: companion, language: 'fr', lang: 'en' });
  await confirmBy(duty, site, companion);

  const token = await duty.app.officers.create(
    { name: 'an operator', roles: ['operator'] },
    'a test',
  );
  const places = [{ kind: 'country', country: 'KI' }];
  await site.call('/api/v1/invitations', token, {
    organisation: 'Works of Tarawa',
    people: [{ address: addressOf('saltmarshe'), places, language: 'en' }],
  });
  await confirmBy(duty, site, addressOf('saltmarshe'));

  const { lists } = duty.app;
  const people = [{ address: addressOf('tolliverne'), wish: aDigestWish }];
  const begun = await lists.begin({
    kind: 'import',
    fileHash: Buffer.alloc(32, 1),
    by: 'an operator',
    organisation: undefined,
    basis: { code: 'public-task', because: 'the register of the mission' },
    perMinute: 600,
    again: false,
  });
  await lists.prepare(
    begun,
    people,
  )({ from: 0, size: 1, settle: async () => ({ rejectedBytes: 0, counts: noCounts }) });
  await lists.mail(begun, () => {});
  await duty.hurry();
  await duty.sendNotices();
}

async function confirmBy(duty: Duty, site: Site, address: string): Promise<void> {
  await duty.hurry();
  await duty.sendNotices();
  await site.post(`/confirm/${await duty.linkIn('confirm', address)}`, {});
  await duty.sendNotices();
}

/** Alerts begin for the trip, the trip begins, and half a year later whoever lives there is asked. */
async function areAway(duty: Duty): Promise<void> {
  const { db, keyring } = duty.app;
  for (const at of [tripBegins - 6 * day, tripBegins + day, Date.now() + 200 * day]) {
    await keepStays({ db, keyring, inForceOn: createRevisions, now: () => new Date(at) });
    await duty.hurry();
    await duty.sendNotices();
  }
}

/** A person in need, a mailbox that was full, and a provider that reports a complaint. */
async function writeBack(duty: Duty): Promise<void> {
  const { answers } = duty.app;
  await using door = await answers.openDoor({ host: '127.0.0.1', port: 0 });
  const newest = (address: string) => {
    const mail = duty.sink.messages.findLast(({ to }) => to.includes(address));
    if (mail === undefined) throw new Error(`expected a mail to ${address}`);
    const [head = ''] = mail.raw.toString().split('\r\n\r\n', 1);
    return { from: mail.from, head: `Return-Path: <${mail.from}>\r\n${head}` };
  };
  const letter = aLetter({ from: `A person <${fennimore}>`, says: `${fennimore}, in Kiribati.` });
  await postTo(door.url, { from: fennimore, to: newest(fennimore).from, raw: letter });
  const full = aDeliveryReport({ recipient: quixley, status: '4.2.2' });
  await postTo(door.url, { from: '', to: newest(quixley).from, raw: full });
  const { head } = newest(addressOf('gravenhurst'));
  const complaint = aFeedbackReport('abuse', `${head}\r\n\r\nan alert`);
  await postTo(door.url, { from: '', to: 'abuse@bounce.alerts.example', raw: complaint });
  await answers.judgeAll(new AbortController().signal);
  await answers.forward();
  await duty.sendNotices();
}

/** By alerts, by a notice of what is in force, and by a digest. */
async function areTold(duty: Duty, site: Site): Promise<void> {
  const { publicationId, advisoryId } = await publish(duty.app, { content: aboutKiribati });
  await duty.work(publicationId);
  for (const address of [fennimore, larkwhistle]) await signUp(duty, site, { address });
  const update = await publish(duty.app, { advisoryId, content: anUpdate });
  await duty.work(update.publicationId);
  const routine = await publish(duty.app, { content: aboutKiribati, lane: 'routine' });
  await duty.work(routine.publicationId);
  await mornings(duty).until(new Date(Date.now() + 2 * 86_400_000).toISOString());
}

async function goOut(duty: Duty, site: Site): Promise<void> {
  await leave(duty, site, brambleford);
  await change(duty, site, fennimore);
  await site.post(`/manage/${await manageLink(duty, site, larkwhistle)}/erase`, {});
  await duty.hurry();
  await duty.sendNotices();
}

const kiribati = [
  { country: 'KI', level: 3, levelWording: 'Reconsider your need to travel' },
] as const;
const aboutKiribati = aContent({ appliesTo: [...kiribati] });
const anUpdate = aFollowUp('update', { appliesTo: [...kiribati] });
const aDigestWish = aWish({
  places: [{ kind: 'region', region: 'KI-G' }],
  rhythm: { every: 'day', timeZone: 'Pacific/Tarawa' },
});
const form = {
  scope: 'certain',
  country: 'KI',
  threshold: '0',
  language: 'en',
  lang: 'en',
  do: 'continue',
};

type Site = ReturnType<typeof openSite>;

function openSite(url: string) {
  const post = (path: string, fields: Readonly<Record<string, string>>) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
  const call = (path: string, token: string, body: object) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
  return { get: (path: string) => fetch(`${url}${path}`), post, call };
}

interface SignUp {
  readonly address: string;
  readonly stay?: string;
  readonly from?: string;
  readonly to?: string;
  readonly before?: string;
}

async function signUp(duty: Duty, site: Site, { address, ...fields }: SignUp): Promise<void> {
  await site.post('/subscribe', { ...form, ...fields, address });
  await duty.hurry();
  await duty.sendNotices();
  const token = await duty.linkIn('confirm', address);
  await site.get(`/confirm/${token}`);
  await site.post(`/confirm/${token}`, {});
  await duty.sendNotices();
}

async function leave(duty: Duty, site: Site, address: string): Promise<void> {
  const raw = duty.sink.messages.findLast(({ to }) => to.includes(address))?.raw.toString() ?? '';
  const [, token = ''] = /\/unsubscribe\/([\w-]+)/.exec(raw.replaceAll(/=\r?\n/g, '')) ?? [];
  await site.post(`/unsubscribe/${token}`, { 'List-Unsubscribe': 'One-Click' });
  await duty.sendNotices();
}

async function change(duty: Duty, site: Site, address: string): Promise<void> {
  const list = `/manage/${await manageLink(duty, site, address)}`;
  const page = await (await site.get(list)).text();
  const [, id = ''] = /\/(\d+)\/change/.exec(page) ?? [];
  await site.post(`${list}/${id}/change`, { ...form, regions: 'KI-G', do: 'save' });
}

async function manageLink(duty: Duty, site: Site, address: string): Promise<string> {
  await site.post('/manage', { address });
  await duty.hurry();
  await duty.sendNotices();
  return duty.linkIn('manage', address);
}

/** Everything that answers with words about a mistake, told an address. */
async function provoke(url: string): Promise<readonly string[]> {
  const address = quixley;
  const asked = [
    fetch(`${url}/api/v1/subscriptions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ address, places: [{ kind: 'country', country: address }] }),
    }),
    fetch(`${url}/api/v1/subscriptions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        address: `${address} and more`,
        places: 'Kiribati',
        language: address,
      }),
    }),
    fetch(`${url}/api/v1/${encodeURIComponent(address)}`),
    fetch(`${url}/nothing/${encodeURIComponent(address)}?address=${encodeURIComponent(address)}`, {
      headers: { accept: 'text/html' },
    }),
    fetch(`${url}/confirm/${encodeURIComponent(address)}`),
    fetch(`${url}/unsubscribe/${encodeURIComponent(address)}`, { method: 'POST' }),
    fetch(`${url}/api/v1/publications`, { headers: { authorization: `Bearer ${address}` } }),
  ];
  return Promise.all(asked.map(async (answer) => (await answer).text()));
}

/** In headers, text and HTML; their soft breaks taken out. */
function linksIn(messages: Duty['sink']['messages'], url: string): readonly string[] {
  const all = messages.flatMap(({ raw }) => {
    const text = raw
      .toString()
      .replaceAll(/=\r?\n/g, '')
      .replaceAll('=3D', '=');
    return [...text.matchAll(/http:\/\/127\.0\.0\.1:8080(\/[\w\-./?=&;%]*)/g)].map(
      ([, path = '']) => `${url}${path.replaceAll('&amp;', '&').replace(/[.;]+$/, '')}`,
    );
  });
  return [...new Set(all)];
}

/** Every row about citizens, to see whether anything changed. */
export async function citizensIn({ app: { db } }: Pick<Duty, 'app'>): Promise<string> {
  const tables = [
    'addresses',
    'subscriptions',
    'interests',
    'link_tokens',
    'deliveries',
    'suppressions',
    'consents',
    'attempts',
    'briefings',
    'paces',
    'forgotten_counts',
    'received',
    'soft_bounces',
    'imports',
  ];
  const parts: string[] = [];
  for (const name of tables) {
    const { rows } = await sql<{ dump: string | null }>`
      select string_agg(t::text, ';' order by t::text) as dump from ${sql.table(name)} t`.execute(
      db,
    );
    parts.push(`${name}: ${rows[0]?.dump ?? ''}`);
  }
  return parts.join('\n');
}
