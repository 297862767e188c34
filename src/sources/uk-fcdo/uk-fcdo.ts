import { z } from 'zod';

import { AppError } from '#src/errors.ts';
import { jsonIn, parseShape } from '#src/sources/json.ts';
import type { Asked, CreatePublisher, Reading } from '#src/sources/publisher.ts';

import { areaSchema, entryOfArea } from './area.ts';
import { readIndex } from './index.ts';

const optionsSchema = z
  .strictObject({
    /** Address of the Atom feed of the newest changes, asked before the index as it is much smaller. */
    atom: z.url().optional(),
  })
  .default({});

/**
 * GOV.UK's foreign travel advice: an index of all areas, without their levels, and a document for each area that moved. The
 * index alone can be read too: its notes say what changed, and its entries have no level.
 */
export const createUkFcdo: CreatePublisher = ({ sourceId, url, options }) => {
  const { atom } = optionsOf(sourceId, options);
  const index: Asked = { name: 'index', url, accept: 'application/json' };
  return {
    documents: atom === undefined ? [index] : [triggerAt(atom), index],
    read(document) {
      const said = jsonIn(document.body);
      return isIndex(said) ? readIndex(said, url) : readArea(said);
    },
  };
};

function triggerAt(url: string): Asked {
  return { name: 'newest', url, accept: 'application/atom+xml', isTrigger: true };
}

function optionsOf(sourceId: string, options: unknown): z.infer<typeof optionsSchema> {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'CONFIGURATION_INVALID',
    `${sourceId}: expected as options of uk-fcdo { "atom": "https://…" } or none\n${z.prettifyError(parsed.error)}`,
  );
}

/** An area has parts, and links of another kind. */
function isIndex(said: unknown): boolean {
  return indexShape.safeParse(said).success && !areaShape.safeParse(said).success;
}

const indexShape = z.object({ links: z.object({ children: z.unknown() }) });
const areaShape = z.object({ details: z.object({ parts: z.array(z.unknown()) }) });

function readArea(said: unknown): Reading {
  const area = parseShape(areaSchema, said, 'the index or an area');
  return { entries: [entryOfArea(area)], follow: [], unreadable: [], isComplete: false };
}
