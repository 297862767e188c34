import { timeOf } from '#src/commands/command-line.ts';

import { countInWords } from './shapes.ts';
import type { ShownDraft } from './shapes.ts';

/** A draft for somebody at a terminal: what it says, who stands behind it, what it lacks. */
export function describeDraft(draft: ShownDraft): string {
  const { content } = draft;
  const facts = [
    ['Draft', draft.id],
    [
      'State',
      `${draft.state}, lane ${draft.lane}${draft.reason === undefined ? '' : ` (${draft.reason})`}`,
    ],
    ['Continues', draft.advisoryId ?? 'nothing: a new advisory'],
    [
      'Content',
      `${content.kind}, ${content.relation.kind}, ${content.status}, of ${content.issuer}`,
    ],
    ['Applies to', content.appliesTo.map(placeOf).join('; ') || 'nowhere yet'],
    ['Event', eventOf(draft)],
    ['Steps', `residents ${content.residents}, travellers ${content.travellers}`],
    ['Contacts', content.contacts.join(', ') || 'none: no number to call will be shown'],
    ['Review by', content.reviewBy ?? '-'],
    ['Author', draft.author],
    ['Approvals', approvalsOf(draft)],
    ['Waits', standingOf(draft) || nextOf(draft)],
    ['Languages', languagesOf(draft)],
    ['Hash', draft.hash],
  ];
  const lines = facts.map(([name = '', text = '']) => `${name.padEnd(11)} ${text}`);
  return [...lines, ...refusalOf(draft), ...missingOf(draft), ...ownWordsOf(draft)].join('\n');
}

/** What somebody has to do next. */
function nextOf({ state, lane, missing, approvals }: ShownDraft): string {
  if (state !== 'open') return 'for nothing';
  if (missing.length > 0) return 'for what it still lacks';
  if (approvals.some(({ current }) => current)) return 'to be published: it is approved';
  return lane === 'emergency' ? 'to be submitted' : 'to be approved, or published by an approver';
}

function eventOf({ content: { eventPlaces, eventAt } }: ShownDraft): string {
  const places = eventPlaces.map(({ country, region }) => region ?? country);
  return [...places, ...(eventAt === undefined ? [] : [eventAt])].join(', ') || '-';
}

/** What a draft waits for, in a few words; empty when nobody has asked for anything. */
export function standingOf({
  sentBack,
  submission,
  schedule,
}: Pick<ShownDraft, 'sentBack' | 'submission' | 'schedule'>): string {
  return [
    ...(sentBack ? ['sent back'] : []),
    ...(submission === undefined ? [] : [`submitted ${timeOf(submission.at)}`]),
    ...(schedule === undefined ? [] : [scheduleOf(schedule)]),
  ].join('; ');
}

function scheduleOf({ at, officer, current, refused }: NonNullable<ShownDraft['schedule']>) {
  if (refused !== undefined) return `did not go out at ${timeOf(at)}`;
  const said = `goes out at ${timeOf(at)} for ${officer}`;
  return current ? said : `${said}, but not this text: schedule it again`;
}

function placeOf({
  country,
  region,
  level,
  levelWording,
}: ShownDraft['content']['appliesTo'][number]): string {
  return `${region ?? country} (${level === null ? 'no level' : `level ${level}`}: ${levelWording || 'no wording'})`;
}

function approvalsOf({ approvals }: ShownDraft): string {
  if (approvals.length === 0) return 'none';
  return approvals
    .map(
      ({ officer, audience, current }) =>
        `${officer} (recipients: ${countInWords(audience)}${current ? '' : '; of an earlier text, void'})`,
    )
    .join('; ');
}

function languagesOf({ content, staleLanguages }: ShownDraft): string {
  return Object.keys(content.words)
    .map((language) => (staleLanguages.includes(language) ? `${language} (out of date)` : language))
    .join(', ');
}

function refusalOf({ schedule }: ShownDraft): readonly string[] {
  return schedule?.refused === undefined ? [] : ['', `It did not go out: ${schedule.refused}`];
}

function missingOf({ missing }: ShownDraft): readonly string[] {
  if (missing.length === 0) return [];
  return [
    '',
    'Still lacks:',
    ...missing.map(({ pointer, expected }) => `  ${pointer}: ${expected}`),
  ];
}

function ownWordsOf({ content }: ShownDraft): readonly string[] {
  const words = content.words[content.language];
  if (words === undefined) return [];
  const { headline, whatToDo, whatHappened, changeNote, stillHolds } = words;
  const told = [
    ['What changed', changeNote],
    ...Object.entries(whatToDo),
    ['What happened', whatHappened],
    ['Still holds', stillHolds],
  ];
  return [
    '',
    headline,
    ...told.flatMap(([name = '', text]) => (text === undefined ? [] : ['', `${name}:`, text])),
  ];
}
