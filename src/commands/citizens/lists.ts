import { parseArgs } from 'node:util';

import { policy } from '#config/policy.ts';
import { asked, counted, say, sayJson, table, timeOf } from '#src/commands/command-line.ts';
import { listLists } from '#src/store/list-counts.ts';
import type { ListSummary } from '#src/store/list-counts.ts';

import { openArchive } from './archive.ts';
import { hintOf } from './command.ts';
import type { CitizensCommand } from './command.ts';

const usage = `Usage: npm run citizens -- lists [--json]

The lists that were brought in, newest first, and how many of their people confirmed. Fewer than ten are not counted, and
nobody is named: an organisation may know how many of its staff confirmed, and not who.`;

const hint = hintOf('lists');
const most = 50;

export const listsCommand: CitizensCommand = {
  name: 'lists',
  does: 'what was brought in, and how many confirmed',
  usage,
  async run(typed) {
    const { values } = asked(hint, () =>
      parseArgs({
        args: [...typed],
        options: {
          json: { type: 'boolean', default: false },
        },
      }),
    );
    await using archive = await openArchive();
    const smallestShown = policy.smallestShownCount;
    const lists = await listLists(archive, { limit: most, smallestShown });
    if (values.json) sayJson({ lists: lists.map(documentOf) });
    else say(lists.length === 0 ? 'No list was brought in yet.' : table(lists.map(rowOf)));
    return true;
  },
};

function documentOf({ counts, ...list }: ListSummary) {
  return { ...list, rows: counts.rows, outcomes: counts.outcomes, unreadable: counts.unreadable };
}

function rowOf(list: ListSummary): readonly string[] {
  return [
    String(list.id),
    list.kind,
    list.organisation ?? '-',
    `by ${list.by}`,
    timeOf(list.begunAt),
    list.finishedAt === undefined ? 'cut off: run it again' : counted(list.counts.rows, 'row'),
    counted(list.mailed, 'mail'),
    list.confirmed === undefined
      ? `fewer than ${policy.smallestShownCount} confirmed`
      : `${list.confirmed} confirmed`,
  ];
}
