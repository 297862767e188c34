import { table, timeOf } from '#src/commands/command-line.ts';
import { AppError } from '#src/errors.ts';

import { requiredOption, wordOf } from './command.ts';
import type { Answer, Call, Command } from './command.ts';
import { pathOf, presentHash, shown } from './drafts.ts';
import { follow } from './follow.ts';
import { loneReleaseSchema, loneReleasesSchema } from './release-shapes.ts';
import type { ShownLoneRelease } from './release-shapes.ts';
import { publishedSchema } from './shapes.ts';

const hash = { value: 'HASH', says: 'of the text that you have read, as show prints it' };
const noWait = { says: 'end when it is recorded, not when everybody has been told' };
const withhold = {
  says: 'publish although recipients outside RECIPIENT_ALLOWLIST will not be told',
};

export const publishCommands: readonly Command[] = [
  {
    name: 'publish',
    takes: ['ID'],
    does: 'publish a draft, now or at a time, and show how it goes out',
    options: {
      hash,
      at: {
        value: 'TIME',
        says: 'publish it then, such as 2026-07-01T06:00+05:30, and end now',
      },
      'withhold-outside-allowlist': withhold,
      'no-wait': noWait,
    },
    run: (call) => (call.option('at') === undefined ? publish(call) : schedule(call)),
  },
  {
    name: 'unschedule',
    takes: ['ID'],
    does: 'do not publish a draft at the time that was set',
    options: {},
    run: async (call) => shown(await call.client.remove(`${pathOf(call)}/schedule`, call.signal)),
  },
  {
    name: 'release-alone',
    takes: ['ID'],
    does: 'publish an emergency that was submitted and that nobody judged in time; another officer reviews it afterwards',
    options: {
      reason: {
        value: 'TEXT',
        says: 'why nobody else could be had; it is kept and reviewed',
        required: true,
      },
      hash,
      'withhold-outside-allowlist': withhold,
      'no-wait': noWait,
    },
    async run(call) {
      const body = { ...(await releaseOf(call)), reason: requiredOption(call, 'reason') };
      return goingOut(
        call,
        await call.client.post(`${pathOf(call)}/release-alone`, body, call.signal),
      );
    },
  },
  {
    name: 'withdraw',
    takes: ['ADVISORY'],
    does: 'take a published advisory back at once, and show how that goes out; one officer is enough',
    options: {
      reason: { value: 'TEXT', says: 'for the record; readers are not shown it', required: true },
      'no-wait': noWait,
    },
    async run(call) {
      const advisory = encodeURIComponent(wordOf(call, 0));
      const body = { reason: requiredOption(call, 'reason') };
      return goingOut(
        call,
        await call.client.post(`/advisories/${advisory}/withdraw`, body, call.signal),
      );
    },
  },
  {
    name: 'lone-releases',
    takes: [],
    does: 'show emergencies that one person released and that wait for a review',
    options: { all: { says: 'those that were reviewed too' } },
    async run(call) {
      const which = call.isSet('all') ? 'all' : 'waiting';
      const json = await call.client.get(`/lone-releases?which=${which}&limit=500`, call.signal);
      const { loneReleases } = loneReleasesSchema.parse(json);
      const none = which === 'all' ? 'No lone releases.' : 'No lone release waits for a review.';
      return { json, text: loneReleases.length === 0 ? none : table(loneReleases.map(rowOf)) };
    },
  },
  {
    name: 'review',
    takes: ['PUBLICATION'],
    does: 'say afterwards whether one person was right to release it; it takes nothing back',
    options: {
      verdict: { value: 'VERDICT', says: 'upheld or objected', required: true },
      note: { value: 'TEXT', says: 'why; it is kept', required: true },
    },
    async run(call) {
      const publication = encodeURIComponent(wordOf(call, 0));
      const body = {
        verdict: requiredOption(call, 'verdict'),
        note: requiredOption(call, 'note'),
      };
      const json = await call.client.post(
        `/lone-releases/${publication}/review`,
        body,
        call.signal,
      );
      return { json, text: table([rowOf(loneReleaseSchema.parse(json))]) };
    },
  },
];

/** What every way of publishing says. */
async function releaseOf(call: Call) {
  const read = call.option('hash') ?? (await presentHash(call));
  return { hash: read, withholdOutsideAllowlist: call.isSet('withhold-outside-allowlist') };
}

async function publish(call: Call): Promise<Answer> {
  const body = await releaseOf(call);
  return goingOut(call, await call.client.post(`${pathOf(call)}/publish`, body, call.signal));
}

async function schedule(call: Call): Promise<Answer> {
  const body = { ...(await releaseOf(call)), at: instantOf(requiredOption(call, 'at')) };
  return shown(await call.client.put(`${pathOf(call)}/schedule`, body, call.signal));
}

/** A time without an offset would mean another moment on each officer's machine. */
function instantOf(typed: string): string {
  const at = /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(typed) ? new Date(typed) : new Date(Number.NaN);
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw new AppError(
    'INPUT_INVALID',
    `--at: expected a time with its offset, such as 2026-07-01T06:00+05:30 or 2026-07-01T00:30Z, arrived ${JSON.stringify(typed)}`,
  );
}

async function goingOut(call: Call, document: unknown): Promise<Answer> {
  const published = publishedSchema.parse(document);
  const { publicationId, advisoryId, revision } = published;
  const text = `Publication ${publicationId}: revision ${revision} of advisory ${advisoryId} is published.`;
  if (call.isSet('no-wait')) return { json: published, text };
  call.screen.line(text);
  const { document: publication } = await follow(call, publicationId);
  return { json: { ...published, publication }, text: '' };
}

function rowOf(release: ShownLoneRelease): readonly string[] {
  const { publicationId, advisoryId, revision, officer, at, reason, review } = release;
  return [
    String(publicationId),
    `${advisoryId} rev ${revision}`,
    `released by ${officer}`,
    timeOf(at),
    reason,
    review === undefined
      ? 'not reviewed'
      : `${review.verdict} by ${review.officer}: ${review.note}`,
  ];
}
