import { issuer } from '#config/issuer.ts';
import { counted, say, sayJson } from '#src/commands/command-line.ts';
import { bringIn, lookAt } from '#src/lists/bring-in.ts';
import { readHeader } from '#src/lists/columns.ts';
import type { Header } from '#src/lists/columns.ts';
import { examineFile } from '#src/lists/encoding.ts';
import type { ExaminedFile } from '#src/lists/encoding.ts';
import { broughtIn } from '#src/lists/list.ts';
import type { Lists, Standing } from '#src/lists/list.ts';
import { createPlaceReader } from '#src/lists/read-place.ts';
import { createRowReader } from '#src/lists/read-row.ts';
import type { RowReader } from '#src/lists/read-row.ts';
import { readFirstRow, readRows } from '#src/lists/read-rows.ts';
import type { Row } from '#src/lists/read-rows.ts';
import { openRejectedFile } from '#src/lists/rejected-file.ts';
import { abortedWhenToldToStop } from '#src/running.ts';
import { createLists } from '#src/store/lists.ts';

import { openArchive, openVoice } from './archive.ts';
import { askToGoOn } from './ask.ts';
import {
  countSentBack,
  countsText,
  listDocument,
  lookedText,
  mailedText,
  rejectedDocument,
} from './list-report.ts';
import type { ListWords } from './list-words.ts';
import { createProgressBar } from './progress-bar.ts';

/** Looks at a list, asks, brings it in and queues its mails: what `import` and `invite` have in common. */
export async function bringList(words: ListWords): Promise<boolean> {
  const signal = abortedWhenToldToStop();
  const file = await examineFile(words.path, words.encoding);
  const { names, delimiter } = await readFirstRow(file, words.naming);
  const header = readHeader(names, words.naming);
  await using archive = await openArchive();
  const voice = openVoice(archive);
  const work: Work = {
    words,
    file,
    names,
    header,
    lists: createLists({ ...archive, noticeVersion: voice.notice.version }),
    rows: () => readRows(file, delimiter),
    readRow: createRowReader({
      header,
      readPlace: createPlaceReader(voice.placeNames),
      languages: voice.languages,
      timeZone: issuer.timeZone,
      presets: words.presets,
      now: new Date(),
    }),
  };
  try {
    return await perform(work, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    process.stderr.write('\nStopped. What is done is done: type the same command to go on.\n');
    process.exit(130);
  }
}

interface Work {
  readonly words: ListWords;
  readonly file: ExaminedFile;
  readonly names: readonly string[];
  readonly header: Header;
  readonly lists: Lists;
  readonly rows: () => AsyncIterable<Row>;
  readonly readRow: RowReader;
}

async function perform(work: Work, signal: AbortSignal): Promise<boolean> {
  const { words, lists, file } = work;
  const standing = await lists.standing({ kind: words.kind, fileHash: file.hash });
  if (words.dryRun) {
    await look(work, standing, signal);
    return true;
  }
  if (standing.kind === 'finished' && !words.again) throw broughtIn(standing.at);
  if (!(await isWanted(work, standing, signal))) {
    say('Nothing was changed.');
    return false;
  }
  await bring(work, signal);
  return true;
}

async function isWanted(work: Work, standing: Standing, signal: AbortSignal): Promise<boolean> {
  if (work.words.yes) {
    await readThrough(work, signal);
    return true;
  }
  await look(work, standing, signal);
  return askToGoOn(question(work, standing), orElse);
}

const orElse =
  'Nothing was changed. This is no terminal on which to ask: say --yes to bring the list in, or --dry-run to look only';

function question({ words }: Work, standing: Standing): string {
  const goingOn =
    standing.kind === 'unfinished'
      ? ` Of its rows, the first ${standing.rowsDone} are in already.`
      : '';
  if (words.basis === undefined) return `Each of them is asked to confirm.${goingOn}`;
  return `They are SUBSCRIBED WITHOUT BEING ASKED, on the basis "${words.basis.code}", in the name of ${words.by}; it stands in the audit log.${goingOn}`;
}

/** The dry run. Its report goes where the result goes when there is no other. */
async function look(work: Work, standing: Standing, signal: AbortSignal): Promise<void> {
  const { words, file, header } = work;
  const bar = createProgressBar(process.stderr, { quiet: words.json, what: 'Reading' });
  const looked = await lookAt(
    {
      rows: work.rows(),
      readRow: work.readRow,
      lists: work.lists,
      looking: {
        asking: words.basis === undefined,
        listId: standing.kind === 'unfinished' ? standing.id : undefined,
      },
      told: ({ rows, bytes }) => bar.show({ rows, done: bytes, of: file.bytes }),
    },
    signal,
  );
  bar.end();
  const { rejectedPath } = words;
  if (!words.json) {
    say(lookedText(looked, { addressAt: header.get('address') ?? 0, rejectedPath }));
    if (words.dryRun) say('\nNothing was changed: this was a look (--dry-run).');
    return;
  }
  if (!words.dryRun) return;
  const rejected = rejectedDocument(looked.rejected);
  sayJson({ dryRun: true, ...listDocument(looked.counts), rejected });
}

/** A quote that nobody closed is found before the first row is brought in. */
async function readThrough({ rows, file, words }: Work, signal: AbortSignal): Promise<void> {
  const bar = createProgressBar(process.stderr, { quiet: words.json, what: 'Checking' });
  let count = 0;
  for await (const { bytes } of rows()) {
    count += 1;
    if (count % 1_000 === 0) {
      signal.throwIfAborted();
      bar.show({ rows: count, done: bytes, of: file.bytes });
    }
  }
  bar.end();
}

async function bring(work: Work, signal: AbortSignal): Promise<void> {
  const { words, file, lists } = work;
  const standing = await lists.standing({ kind: words.kind, fileHash: file.hash });
  const resumed = standing.kind === 'unfinished';
  await using rejected = await openRejectedFile(words.rejectedPath, {
    header: work.names,
    resumed,
  });
  const list = await lists.begin({ ...words, fileHash: file.hash });
  const bar = createProgressBar(process.stderr, { quiet: words.json, what: 'Bringing in' });
  const told = ({ rows, bytes }: { readonly rows: number; readonly bytes: number }) =>
    bar.show({ rows, done: bytes, of: file.bytes });
  const { readRow } = work;
  const counts = await bringIn({ lists, list, rows: work.rows(), readRow, rejected, told }, signal);
  bar.end();
  const mailed = await queueMails({ lists, list, words }, counts.rows);
  const sentBack = countSentBack(counts);
  const rejectedFile = sentBack === 0 ? undefined : words.rejectedPath;
  if (words.json)
    return sayJson({ list: list.id, resumed, ...listDocument(counts), mailed, rejectedFile });
  say(countsText(counts));
  say(mailedText(mailed, list.perMinute));
  if (rejectedFile !== undefined)
    say(`${counted(sentBack, 'row is', 'rows are')} in ${rejectedFile}, with reasons.`);
}

async function queueMails(
  {
    lists,
    list,
    words,
  }: Pick<Work, 'lists' | 'words'> & {
    readonly list: Awaited<ReturnType<Lists['begin']>>;
  },
  most: number,
): Promise<number> {
  const bar = createProgressBar(process.stderr, { quiet: words.json, what: 'Queueing mails' });
  let mailed = 0;
  await lists.mail(list, (queued) => {
    mailed = queued;
    bar.show({ rows: queued, done: queued, of: most });
  });
  bar.end();
  return mailed;
}
