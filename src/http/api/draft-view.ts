import { z } from 'zod';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { Approval, Draft, Schedule } from '#src/advisory/draft.ts';
import { lanes } from '#src/advisory/lane.ts';
import { missingFrom } from '#src/advisory/release.ts';
import { staleLanguages } from '#src/advisory/words.ts';

import { countSchema } from './counts.ts';
import type { ShownCount } from './counts.ts';

const facts = {
  id: z.string(),
  /** The advisory that it continues; absent when it will be a new one. */
  advisoryId: z.string().optional(),
  state: z.enum(['open', 'published', 'dismissed']),
  lane: z.enum(lanes),
  hash: z.string().describe('of content and lane: send it back with an edit or an approval'),
  author: z.string(),
  reason: z.string().optional().describe('why it waits for an officer, or was dismissed'),
  createdAt: z.date(),
  changedAt: z.date(),
  sentBack: z
    .boolean()
    .describe('an approver sent just this text back: edit it, or have it approved after all'),
  submission: z
    .object({ officer: z.string(), at: z.date() })
    .optional()
    .describe('who asked for a verdict on just this text, and when'),
  schedule: z
    .object({
      at: z.date(),
      officer: z.string(),
      current: z.boolean().describe('of the present text; of another one it will not go out'),
      withholdOutsideAllowlist: z.boolean(),
      refused: z.string().optional().describe('why it did not go out when its time had come'),
    })
    .optional()
    .describe('when it is to go out by itself'),
};

/** A line in a list of drafts. */
export const draftLineSchema = z
  .object({
    ...facts,
    issuer: z.string(),
    headline: z.string().optional(),
    countries: z.array(z.string()),
    relation: z.string(),
    approvals: z.int().describe('that are bound to the present text'),
  })
  .meta({ id: 'DraftLine' });

export const draftSchema = z
  .object({
    ...facts,
    content: contentSchema.meta({ id: 'Content' }),
    approvals: z.array(
      z.object({
        officer: z.string(),
        at: z.date(),
        audience: countSchema,
        current: z.boolean().describe('bound to the present text'),
      }),
    ),
    missing: z
      .array(z.object({ pointer: z.string(), expected: z.string() }))
      .describe('what it must still say before it may go out'),
    staleLanguages: z
      .array(z.string())
      .describe('translations of other words than the present original: they will not go out'),
  })
  .meta({ id: 'Draft' });

export function draftLine(draft: Draft): z.infer<typeof draftLineSchema> {
  const { content } = draft;
  return {
    ...factsOf(draft),
    issuer: content.issuer,
    headline: content.words[content.language]?.headline,
    countries: [...new Set(content.appliesTo.map(({ country }) => country))],
    relation: content.relation.kind,
    approvals: draft.approvals.filter((approval) => isCurrent(approval, draft)).length,
  };
}

export function draftView(draft: Draft, shown: ShownCount): z.infer<typeof draftSchema> {
  return {
    ...factsOf(draft),
    content: draft.content,
    approvals: draft.approvals.map((approval) => ({
      officer: approval.officer,
      at: approval.at,
      audience: shown(approval.audience),
      current: isCurrent(approval, draft),
    })),
    missing: missingFrom(draft.content).map(({ path, expected }) => ({
      pointer: pointerOf(path),
      expected,
    })),
    staleLanguages: [...staleLanguages(draft.content)],
  };
}

function factsOf(draft: Draft) {
  const { id, advisoryId, state, lane, hash, author, reason, createdAt, changedAt } = draft;
  const { sentBack = false, submission, schedule } = draft;
  return {
    id,
    advisoryId,
    state,
    lane,
    hash,
    author,
    reason,
    createdAt,
    changedAt,
    sentBack,
    submission,
    schedule: schedule && scheduleView(schedule, hash),
  };
}

function isCurrent({ hash, voided = false }: Approval, draft: Draft): boolean {
  return hash === draft.hash && !voided;
}

function scheduleView({ hash: scheduled, message: _seen, ...schedule }: Schedule, hash: string) {
  return { ...schedule, current: scheduled === hash };
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part)}`).join('');
}
