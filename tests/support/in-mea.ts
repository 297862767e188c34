import missions from '#config/missions.json' with { type: 'json' };
import { missionSchema } from '#src/advisory/mission.ts';
import type { Mission } from '#src/advisory/mission.ts';
import { readDocument } from '#src/sources/document.ts';
import { createInMea } from '#src/sources/in-mea.ts';
import { loadGazetteer } from '#src/sources/prose/gazetteer.ts';
import { readProposal } from '#src/sources/prose/read-proposal.ts';

const gazetteer = loadGazetteer();
const directory = missions.map((mission) => missionSchema.parse(mission));

/** Reads in this thread: one that loads the world's places for every text would be slow over a thousand texts. */
export const inMea = createInMea({
  directory: async () => directory,
  read: async (reading) => readProposal(reading.prose, { ...reading, gazetteer }),
});

/** What a text says, read on 3 July 2025. */
export function readText(text: string, known: readonly Mission[] = directory) {
  return readOn(new Date('2025-07-03T08:00:00Z'), text, known);
}

/** As it would be if somebody had pushed the text as a plain file on that day. */
export function readOn(fetchedAt: Date, text: string, known: readonly Mission[] = directory) {
  const document = readDocument({ contentType: 'text/plain', body: Buffer.from(text) });
  const publishedAt = document.publishedAt ?? document.publishedOn;
  return readProposal(
    { title: document.title, text: document.text, publishedAt, fetchedAt },
    { directory: known, gazetteer },
  );
}
