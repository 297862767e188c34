import { z } from 'zod';

import { jsonValueIn, shapeIn } from '#src/sources/document-in.ts';
import { optionsIn } from '#src/sources/options-in.ts';
import type { Asked, CreatePublisher, Reading } from '#src/sources/publisher.ts';

import { areaSchema, entryOfArea } from './area.ts';
import { readIndex } from './index.ts';

const optionsSchema = z.strictObject({
  /** Address of the Atom feed of the newest changes, asked before the index as it is much smaller. */
  atom: z.url().optional(),
});

/**
 * GOV.UK's foreign travel advice: an index of all areas, without their levels, and a document for each area that moved. The
 * index alone can be read too: its notes say what changed, and its entries have no level.
 */
export const createUkFcdo: CreatePublisher = ({ sourceId, url, options }) => {
  const { atom } = optionsIn(optionsSchema, options, sourceId);
  const index: Asked = { name: 'index', url, accept: 'application/json' };
  return {
    documents: atom === undefined ? [index] : [triggerAt(atom), index],
    read(document) {
      const said = jsonValueIn(document);
      return isIndex(said) ? readIndex(said, url) : readArea(said);
    },
  };
};

function triggerAt(url: string): Asked {
  return { name: 'newest', url, accept: 'application/atom+xml', isTrigger: true };
}

/** An area has parts, and links of another kind. */
function isIndex(said: unknown): boolean {
  return indexShape.safeParse(said).success && !areaShape.safeParse(said).success;
}

const indexShape = z.object({ links: z.object({ children: z.unknown() }) });
const areaShape = z.object({ details: z.object({ parts: z.array(z.unknown()) }) });

function readArea(said: unknown): Reading {
  const area = shapeIn(areaSchema, said, 'the index or an area');
  return { entries: [entryOfArea(area)], follow: [], unreadable: [], isComplete: false };
}
