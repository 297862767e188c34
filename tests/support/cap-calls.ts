import { issuer } from '#config/issuer.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { composeCap } from '#src/dispatch/compose-cap.ts';
import { revisionTypeOf } from '#src/endpoints/revision-type.ts';
import { aMission } from '#tests/support/builders-content.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();
const at = new Date('2026-03-01T10:00:00Z');

/** The document that an endpoint of format cap is called with; of a test when no revision is given. */
export async function capCall(revision?: Revision): Promise<string> {
  const common = { id: 'evt_0123456789abcdef', at, lane: 'urgent' as const };
  const needs = {
    voice,
    capSender: issuer.listId,
    missions: { find: async () => [aMission({ email: 'duty.bamako@alerts.example' })] },
    messageOf: async () => revision && { revision, earlier: [] },
  };
  const event =
    revision === undefined
      ? { ...common, type: 'test.ping' as const, facts: { by: 'operator' } }
      : { ...common, type: revisionTypeOf(revision), publicationId: 1 };
  return (await composeCap(needs, event)) ?? '';
}
