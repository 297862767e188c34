import { policy } from '#config/policy.ts';
import { undialled } from '#src/advisory/mission.ts';
import type { Mission } from '#src/advisory/mission.ts';
import { note, pass } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';

const dayMs = 86_400_000;
const mostNamed = 10;

export function dialledFinding(missions: readonly Mission[], now: Date): Finding {
  if (missions.length === 0)
    return note(
      'missions',
      'the directory is empty, alerts name no number to call: npm run advisory -- mission propose',
    );
  const days = policy.missionsDialledWithinDays;
  const late = undialled(missions, new Date(now.getTime() - days * dayMs));
  if (late.length === 0)
    return pass('missions', `somebody has dialled all numbers within ${days} days`);
  const named = late.slice(0, mostNamed).map(({ id }) => id);
  const more = late.length > mostNamed ? ` and ${late.length - mostNamed} more` : '';
  return note(
    'missions',
    `nobody has dialled the numbers of ${named.join(', ')}${more} for ${days} days: dial them, then npm run advisory -- mission dialled ID`,
  );
}
