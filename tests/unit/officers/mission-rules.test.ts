import { describe, expect, test } from 'vitest';

import { factsOf } from '#src/officers/mission-change.ts';
import type { Circumstances, Edit, MissionChange } from '#src/officers/mission-change.ts';
import { correctionsFor } from '#src/officers/mission-corrections.ts';
import {
  whatDoesNotFit,
  whatPreventsAccepting,
  whatPreventsDeciding,
  whatPreventsDialling,
  whatPreventsProposing,
  whatPreventsWithdrawing,
} from '#src/officers/mission-rules.ts';
import type { Role } from '#src/officers/officer.ts';
import type { Refusal } from '#src/officers/rules.ts';
import { aContent, aMission, aRevision } from '#tests/support/builders-content.ts';

const by = (name: string, ...roles: readonly Role[]) => ({ name, roles });
const bamako = aMission();
const dakar = aMission({ id: 'in-embassy-dakar', country: 'SN' });
const edited = factsOf(aMission({ phones: [{ number: '+22300000009', use: 'emergency' }] }));
const servedBy = (id: string) => ({ ...factsOf(bamako), closed: { servedBy: id } });
const closedDakar = { ...dakar, closed: { servedBy: bamako.id } };

function aChange(overrides: Partial<MissionChange> = {}): MissionChange {
  return {
    id: 7,
    missionId: bamako.id,
    before: factsOf(bamako),
    after: edited,
    proposedBy: 'Asha',
    proposedAt: new Date('2025-07-02T15:00:00Z'),
    reason: 'a new exchange',
    state: 'open',
    decided: undefined,
    ...overrides,
  };
}

function found(overrides: Partial<Circumstances> = {}): Circumstances {
  return { missions: [bamako, dakar], inForce: [], ...overrides };
}

describe('S9 · who may propose, decide and dial', () => {
  const edit = { before: factsOf(bamako), after: edited };
  test.each<{ readonly when: string; readonly refusal: Refusal | undefined; readonly is?: string }>(
    [
      {
        when: 'an author proposes',
        refusal: whatPreventsProposing(edit, by('Asha', 'author')),
      },
      {
        when: 'an operator proposes',
        refusal: whatPreventsProposing(edit, by('Omar', 'operator')),
      },
      {
        when: 'an approver does not propose',
        refusal: whatPreventsProposing(edit, by('Ravi', 'approver')),
        is: 'FORBIDDEN',
      },
      {
        when: 'a change that changes nothing is refused',
        refusal: whatPreventsProposing(
          { before: edited, after: { ...edited } },
          by('Asha', 'author'),
        ),
        is: 'INPUT_INVALID',
      },
      {
        when: 'an approver accepts what somebody else proposed',
        refusal: whatPreventsAccepting(aChange(), by('Ravi', 'approver'), found()),
      },
      {
        when: 'so does an operator',
        refusal: whatPreventsAccepting(aChange(), by('Omar', 'operator'), found()),
      },
      {
        when: 'another author does not',
        refusal: whatPreventsAccepting(aChange(), by('Bineta', 'author'), found()),
        is: 'FORBIDDEN',
      },
      {
        when: 'nobody accepts what they proposed, whatever their roles',
        refusal: whatPreventsAccepting(
          aChange(),
          by('Asha', 'author', 'approver', 'operator'),
          found(),
        ),
        is: 'DECIDER_IS_PROPOSER',
      },
      {
        when: 'nor do they reject it',
        refusal: whatPreventsDeciding(aChange(), by('Asha', 'operator')),
        is: 'DECIDER_IS_PROPOSER',
      },
      {
        when: 'what is accepted is not accepted again',
        refusal: whatPreventsDeciding(aChange({ state: 'accepted' }), by('Ravi', 'approver')),
        is: 'MISSION_CHANGE_CLOSED',
      },
      {
        when: 'who proposed it withdraws it',
        refusal: whatPreventsWithdrawing(aChange(), by('Asha', 'author')),
      },
      {
        when: 'nobody else does',
        refusal: whatPreventsWithdrawing(aChange(), by('Omar', 'operator')),
        is: 'FORBIDDEN',
      },
      {
        when: 'what is rejected is not withdrawn',
        refusal: whatPreventsWithdrawing(aChange({ state: 'rejected' }), by('Asha', 'author')),
        is: 'MISSION_CHANGE_CLOSED',
      },
      {
        when: 'an approver records that they dialled',
        refusal: whatPreventsDialling(by('Ravi', 'approver')),
      },
      {
        when: 'an auditor does not',
        refusal: whatPreventsDialling(by('Vera', 'auditor')),
        is: 'FORBIDDEN',
      },
    ],
  )('$when', ({ refusal, is }) => {
    expect(refusal?.code).toBe(is);
  });
});

describe('a change that was proposed on what the directory no longer says', () => {
  const ravi = by('Ravi', 'approver');
  test.each<{ readonly when: string; readonly change: MissionChange; readonly now: Circumstances }>(
    [
      {
        when: 'the mission has another number now',
        change: aChange(),
        now: found({ missions: [{ ...bamako, ...edited, hours: 'other' }, dakar] }),
      },
      { when: 'it was removed', change: aChange(), now: found({ missions: [dakar] }) },
      { when: 'it was new and is there now', change: aChange({ before: undefined }), now: found() },
      {
        when: 'the mission that was to serve has closed',
        change: aChange({ after: servedBy(dakar.id) }),
        now: found({ missions: [bamako, { ...dakar, closed: { servedBy: 'in-embassy-niamey' } }] }),
      },
    ],
  )('$when: it is refused as stale', ({ change, now }) => {
    expect(whatPreventsAccepting(change, ravi, now)?.code).toBe('MISSION_CHANGE_STALE');
  });

  test('dialling in between does not make it stale', () => {
    const since = { ...bamako, verifiedAt: '2025-07-02T16:00:00Z', verifiedBy: 'Omar' };
    const now = found({ missions: [since, dakar] });
    expect(whatPreventsAccepting(aChange(), ravi, now)).toBeUndefined();
  });
});

describe('a directory that holds together', () => {
  test.each<{
    readonly when: string;
    readonly edit: Edit;
    readonly now?: Circumstances;
    readonly path?: string;
  }>([
    {
      when: 'a mission is closed where an open one serves',
      edit: { before: factsOf(bamako), after: servedBy(dakar.id) },
    },
    {
      when: 'a closed one is not served by itself',
      edit: { before: factsOf(bamako), after: servedBy(bamako.id) },
      path: '/closed/servedBy',
    },
    {
      when: 'nor by one that is not there',
      edit: { before: factsOf(bamako), after: servedBy('in-embassy-nowhere') },
      path: '/closed/servedBy',
    },
    {
      when: 'nor by one that is closed, in a circle',
      edit: { before: factsOf(bamako), after: servedBy(dakar.id) },
      now: found({ missions: [bamako, closedDakar] }),
      path: '/closed/servedBy',
    },
    {
      when: 'nor by one that has no number',
      edit: { before: factsOf(bamako), after: servedBy(dakar.id) },
      now: found({ missions: [bamako, { ...dakar, phones: [] }] }),
      path: '/closed/servedBy',
    },
    {
      when: 'one that serves for another one is not closed',
      edit: { before: factsOf(bamako), after: servedBy('in-embassy-niamey') },
      now: found({
        missions: [bamako, closedDakar, aMission({ id: 'in-embassy-niamey', country: 'NE' })],
      }),
      path: '/closed',
    },
    {
      when: 'nor removed',
      edit: { before: factsOf(bamako), after: undefined },
      now: found({ missions: [bamako, closedDakar] }),
      path: '/id',
    },
    {
      when: 'one that an advisory in force shows is not removed',
      edit: { before: factsOf(bamako), after: undefined },
      now: found({ inForce: [aRevision()] }),
      path: '/id',
    },
    {
      when: 'one that nothing shows is removed',
      edit: { before: factsOf(bamako), after: undefined },
    },
    {
      when: 'an open one without a number is refused',
      edit: { before: factsOf(bamako), after: { ...edited, phones: [] } },
      path: '/phones',
    },
    {
      when: 'one that serves for another one may have another number',
      edit: { before: factsOf(bamako), after: edited },
      now: found({ missions: [bamako, closedDakar] }),
    },
  ])('$when', ({ edit, now = found(), path }) => {
    expect(whatDoesNotFit(edit, now)?.path).toBe(path);
  });
});

describe('advisories in force that show a mission that has changed', () => {
  const elsewhere = aRevision({
    advisoryId: 'other',
    content: aContent({ contacts: ['in-embassy-dakar'] }),
  });

  test('each have a draft that corrects them, in their lane, and lacks what is different', () => {
    const corrections = correctionsFor(aChange(), found({ inForce: [aRevision(), elsewhere] }));
    expect(corrections).toMatchObject([
      {
        draft: {
          advisoryId: 'in-mea-2025-0042',
          lane: 'urgent',
          author: 'Asha',
          reason: 'mission in-embassy-bamako has changed: a new exchange',
          content: { relation: { kind: 'correction' }, contacts: ['in-embassy-bamako'] },
        },
      },
    ]);
    expect(corrections[0]?.draft.content.words['en']?.changeNote).toBeUndefined();
  });

  test('name the serving mission in the place of a closed one, once', () => {
    const content = aContent({ contacts: ['in-embassy-bamako', 'in-embassy-dakar'] });
    const change = aChange({ after: servedBy(dakar.id) });
    const [correction] = correctionsFor(change, found({ inForce: [aRevision({ content })] }));
    expect(correction?.draft.content.contacts).toEqual(['in-embassy-dakar']);
    expect(correction?.occasion).toBe(
      'mission in-embassy-bamako is closed, served by in-embassy-dakar',
    );
  });

  test('are corrected too where they show a closed mission that it serves for', () => {
    const missions = [bamako, closedDakar];
    expect(correctionsFor(aChange(), { missions, inForce: [elsewhere] })).toHaveLength(1);
  });

  test('are left alone where readers see no difference', () => {
    const change = aChange({ after: { ...factsOf(bamako), serves: ['NE'] } });
    expect(correctionsFor(change, found({ inForce: [aRevision()] }))).toEqual([]);
  });
});
