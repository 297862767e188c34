import { z } from 'zod';

import { addressedBy } from '#src/advisory/addressed.ts';
import { languageSchema, levelSchema, withdrawalSchema } from '#src/advisory/advisory.ts';
import type { Drafts } from '#src/advisory/draft.ts';
import type { Previews } from '#src/dispatch/preview.ts';
import { AppError } from '#src/errors.ts';
import { requireOffered } from '#src/officers/offered.ts';
import type { Releasing } from '#src/officers/releasing.ts';
import type { Withdrawing } from '#src/officers/withdrawing.ts';

import { forOfficers, officerOf } from './access.ts';
import { anyRole, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { countSchema } from './counts.ts';
import type { ShownCount } from './counts.ts';
import { draftSchema, draftView } from './draft-view.ts';
import { draftHash as hash, draftParams } from './drafts.ts';
import { neverLimited } from './rate-limit.ts';

export interface ReleaseNeeds {
  readonly drafts: Pick<Drafts, 'find'>;
  readonly desk: Pick<Releasing, 'audience' | 'messageOf' | 'submit' | 'approve' | 'sendBack'> &
    Pick<Withdrawing, 'withdrawalOf'>;
  readonly shown: ShownCount;
  readonly preview: Previews['preview'];
  /** Languages offered to citizens. */
  readonly languages: readonly string[];
}

const previewSchema = z
  .object({
    language: z.string(),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
    short: z.string(),
    webhook: z
      .looseObject({ type: z.string() })
      .describe('what embassies’ systems are told; the same for every language'),
    hash: z.string().describe('of the draft'),
    message: z
      .string()
      .describe(
        'identifies all that would go out, in every language: send both back with an approval',
      ),
  })
  .meta({ id: 'Preview' });

const audienceSchema = z
  .object({
    citizens: countSchema,
    endpoints: z.int(),
    definition: z
      .object({
        places: z
          .array(
            z.object({
              country: z.string(),
              region: z.string().optional(),
              level: levelSchema.nullable().describe('null passes every threshold'),
            }),
          )
          .describe('whoever follows one of these; none for what ends an advisory'),
        everyThreshold: z.boolean().describe('an emergency: whatever thresholds and kinds say'),
        toldOf: z
          .string()
          .optional()
          .describe('whoever was told of this advisory before, whatever they wish now'),
        nationalities: z
          .array(z.string())
          .describe('addressed in the message; none: the issuer’s own citizens'),
      })
      .describe('what an approval binds'),
  })
  .meta({ id: 'Audience' });

const tags = ['drafts'];

/** Before a draft goes out: look at it, count its audience, ask for a verdict, give one. */
export function registerRelease(api: Api, needs: ReleaseNeeds): void {
  registerLook(api, needs);
  registerSubmission(api, needs);
  registerApproval(api, needs);
  registerSendingBack(api, needs);
}

function registerLook(api: Api, { drafts, desk, shown, preview, languages }: ReleaseNeeds): void {
  api.get(
    '/drafts/:id/preview',
    forOfficers(anyRole, {
      tags,
      summary: 'A draft as its readers of a language would get it',
      params: draftParams,
      querystring: z.object({
        language: languageSchema,
        discreet: z
          .stringbool()
          .default(false)
          .describe('as for a reader whose subject may name neither a place nor what happened'),
      }),
      response: ok(previewSchema),
    }),
    async ({ params, query: { language, discreet } }) => {
      requireOffered([language], languages);
      const draft = await drafts.find(params.id);
      if (draft === undefined) throw new AppError('NOT_FOUND', `There is no draft ${params.id}`);
      const { webhook, ...mail } = await preview(draft, { language, discreet });
      const message = await desk.messageOf(draft.id);
      return { language, ...mail, webhook: { ...webhook }, hash: draft.hash, message };
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
      summary: 'Who would be told, and how many that are now',
      params: draftParams,
      response: ok(audienceSchema),
    }),
    async ({ params: { id } }) => {
      const { citizens, endpoints } = await desk.audience(id);
      const draft = await drafts.find(id);
      if (draft === undefined) throw new AppError('NOT_FOUND', `There is no draft ${id}`);
      const { places, nationalities, ...definition } = addressedBy(draft);
      return {
        citizens: shown(citizens),
        endpoints,
        definition: { ...definition, places: [...places], nationalities: [...nationalities] },
      };
    },
  );
}

function registerSubmission(api: Api, { desk, shown }: ReleaseNeeds): void {
  api.post(
    '/drafts/:id/submit',
    neverLimited(
      forOfficers(['author', 'approver'], {
        tags,
        summary: 'Ask for another officer’s verdict on a draft as it was read',
        description:
          'From then on approvers have their time; an emergency that none of them judges may be released by one person.',
        params: draftParams,
        body: z.object({ hash }),
        response: ok(draftSchema),
      }),
    ),
    async ({ caller, params, body }) =>
      draftView(await desk.submit(officerOf({ caller }), { ...params, ...body }), shown),
  );
}

function registerApproval(api: Api, { desk, shown }: ReleaseNeeds): void {
  api.post(
    '/drafts/:id/approve',
    neverLimited(
      forOfficers(['approver'], {
        tags,
        summary: 'Approve a draft as it was read',
        description:
          'Binds the text by its hash, the message that it makes, and the number of its recipients. An emergency is approved by somebody who wrote none of it.',
        params: draftParams,
        body: z.object({
          hash,
          message: hash
            .optional()
            .describe('as the preview gave it: refused when readers would get another one by now'),
        }),
        response: ok(draftSchema),
      }),
    ),
    async ({ caller, params, body }) =>
      draftView(await desk.approve(officerOf({ caller }), { ...params, ...body }), shown),
  );
}

function registerSendingBack(api: Api, { desk, shown }: ReleaseNeeds): void {
  api.post(
    '/drafts/:id/send-back',
    neverLimited(
      forOfficers(['approver'], {
        tags,
        summary: 'Send a draft back to its authors',
        description: 'It stays open and says why; approvals that it had are void.',
        params: draftParams,
        body: z.object({ reason: z.string().trim().min(1).max(500) }),
        response: ok(draftSchema),
      }),
    ),
    async ({ caller, params, body }) =>
      draftView(await desk.sendBack(officerOf({ caller }), { ...params, ...body }), shown),
  );
}
