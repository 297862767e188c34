import type { Content } from '#src/advisory/advisory.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { Published } from '#src/advisory/publishing.ts';
import type { App } from '#src/app.ts';

import { aContent } from './builders-content.ts';

interface ToPublish {
  readonly content?: Content;
  readonly lane?: Lane;
  /** The advisory that it continues. */
  readonly advisoryId?: string;
}

/** Publishes what an officer has released. */
export async function publish(
  { drafts, publishing }: Pick<App, 'drafts' | 'publishing'>,
  request: ToPublish = {},
): Promise<Published> {
  const { content = aContent(), lane = 'urgent', ...rest } = request;
  const draft = await drafts.create({ ...rest, content, lane, author: 'an author' });
  return publishing.publish({ draft, by: 'an approver', withholdOutsideAllowlist: false });
}
