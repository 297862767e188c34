import type { JudgedItem } from '#src/cap/judge.ts';
import { identityOf } from '#src/cap/thread.ts';
import type { Entry } from '#src/sources/publisher.ts';
import { entriesOf } from '#src/sources/warnings/entry.ts';

import { warningOf } from './warning.ts';
import type { CapReader } from './warning.ts';

/**
 * A refused alert that calls itself Actual, for an officer: it may be a real danger, badly written. It stands under a key of its
 * own, so that a forged message neither replaces the true one nor holds it up.
 */
export function refusedEntries(item: JudgedItem, reader: CapReader): readonly Entry[] {
  if (item.kind !== 'alert' || item.judged.accepted) return [];
  const { fault, remains } = item.judged;
  if (remains?.status !== 'Actual' || /^(?:Ack|Error)$/.test(remains.msgType)) return [];
  const wording = `The alert was refused (${fault.layer}): ${fault.reason}. Ask its sender, or write the advisory yourself.`;
  const warning = warningOf(`refused ${identityOf(remains)}`, { alert: remains }, reader);
  return entriesOf([warning], 0).map(({ onlyIfKnown: _onlyIfKnown, ...entry }) => ({
    ...entry,
    doubts: [...(entry.doubts ?? []), { rule: 'alert-refused', wording: wording.slice(0, 600) }],
  }));
}
