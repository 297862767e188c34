import { z } from 'zod';

import { languageSchema, withdrawalSchema } from '#src/advisory/advisory.ts';
import type { Draft, Drafts } from '#src/advisory/draft.ts';
import { AppError } from '#src/errors.ts';
import type { Releasing } from '#src/officers/releasing.ts';
import type { Withdrawing } from '#src/officers/withdrawing.ts';

import { forOfficers, officerOf } from './access.ts';
import { anyRole, created, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { countSchema } from './counts.ts';
import type { ShownCount } from './counts.ts';
import { draftSchema, draftView } from './draft-view.ts';
import { draftParams } from './drafts.ts';
import { publishedSchema } from './publication-view.ts';

export interface ReleaseNeeds {
  readonly drafts: Pick<Drafts, 'find'>;
  readonly desk: Releasing & Pick<Withdrawing, 'withdrawalOf'>;
  readonly shown: ShownCount;
  /** The draft as its readers of a language would get it. */
  readonly preview: (draft: Draft, language: string) => Preview | Promise<Preview>;
  /** Languages offered to citizens. */
  readonly languages: readonly string[];
}

export interface Preview {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly short: string;
}

const previewSchema = z
  .object({
    language: z.string(),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
    short: z.string(),
  })
  .meta({ id: 'Preview' });

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected the hash of the draft as it was read');
const tags = ['drafts'];

/** From a draft to a publication: look at it, count its audience, approve it, let it go. */
export function registerRelease(api: Api, needs: ReleaseNeeds): void {
  registerLook(api, needs);
  registerApproval(api, needs);
  registerSendingBack(api, needs);
  registerPublish(api, needs);
}

function registerLook(api: Api, { drafts, desk, shown, preview, languages }: ReleaseNeeds): void {
  api.get(
    '/drafts/:id/preview',
    forOfficers(anyRole, {
      tags,
      summary: 'A draft as its readers of a language would get it',
      params: draftParams,
      querystring: z.object({ language: languageSchema }),
      response: ok(previewSchema),
    }),
    async ({ params, query: { language } }) => {
      requireOffered(language, languages);
      const draft = await drafts.find(params.id);
      if (draft === undefined) throw new AppError('NOT_FOUND', `There is no draft ${params.id}`);
      return { language, ...(await preview(draft, language)) };
    },
  );

  api.get(
    '/drafts/:id/withdrawal',
    forOfficers(anyRole, {
      tags,
      summary: 'What would go out, by language, if this were published and taken back',
      description:
        'Approved with the draft. The words of its content’s `withdrawal`, else those of the phrase book.',
      params: draftParams,
      response: ok(z.record(languageSchema, withdrawalSchema)),
    }),
    async ({ params }) => ({ ...(await desk.withdrawalOf(params.id)) }),
  );

  api.get(
    '/drafts/:id/audience',
    forOfficers(anyRole, {
      tags,
      summary: 'How many would be told now',
      params: draftParams,
      response: ok(z.object({ citizens: countSchema, endpoints: z.int() })),
    }),
    async ({ params }) => {
      const { citizens, endpoints } = await desk.audience(params.id);
      return { citizens: shown(citizens), endpoints };
    },
  );
}

function registerApproval(api: Api, { desk, shown }: ReleaseNeeds): void {
  api.post(
    '/drafts/:id/approve',
    forOfficers(['approver'], {
      tags,
      summary: 'Approve a draft as it was read',
      description:
        'Binds the text by its hash and the number of its recipients. An emergency is approved by somebody who wrote none of it.',
      params: draftParams,
      body: z.object({ hash }),
      response: ok(draftSchema),
    }),
    async ({ officer, params, body }) =>
      draftView(await desk.approve(officerOf({ officer }), { ...params, ...body }), shown),
  );
}

function registerSendingBack(api: Api, { desk, shown }: ReleaseNeeds): void {
  api.post(
    '/drafts/:id/send-back',
    forOfficers(['approver'], {
      tags,
      summary: 'Send a draft back to its authors',
      description: 'It stays open and says why; approvals that it had are void.',
      params: draftParams,
      body: z.object({ reason: z.string().trim().min(1).max(500) }),
      response: ok(draftSchema),
    }),
    async ({ officer, params, body }) =>
      draftView(await desk.sendBack(officerOf({ officer }), { ...params, ...body }), shown),
  );
}

const releaseSchema = z.object({
  hash: hash.optional().describe('refused when the draft no longer has it'),
  withholdOutsideAllowlist: z
    .boolean()
    .default(false)
    .describe('publish although recipients outside the allow-list will not be told'),
});

function registerPublish(api: Api, { desk }: ReleaseNeeds): void {
  api.post(
    '/drafts/:id/publish',
    forOfficers(['author', 'approver'], {
      tags,
      summary: 'Publish a draft as the next revision of its advisory',
      description: 'Answers when it is recorded; the publication says how far it came.',
      params: draftParams,
      body: releaseSchema.nullish(),
      response: created(publishedSchema),
    }),
    async (request, reply) => {
      const options = request.body ?? { withholdOutsideAllowlist: false };
      const published = await desk.publish(officerOf(request), { ...request.params, ...options });
      return reply
        .code(201)
        .header('location', `/api/v1/publications/${published.publicationId}`)
        .send(published);
    },
  );
}

function requireOffered(language: string, languages: readonly string[]): void {
  if (languages.includes(language)) return;
  throw new AppError(
    'INPUT_INVALID',
    `Expected one of the languages ${languages.join(', ')}, arrived ${language}`,
  );
}
