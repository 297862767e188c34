import { dateIn } from '#src/sources/dates.ts';
import { firstSaid, lineOf } from '#src/sources/lines.ts';
import { severityOf } from '#src/sources/warnings/severity.ts';
import type { Warning } from '#src/sources/warnings/warning.ts';

import { statesOf } from './areas.ts';

/** An alert of the US weather service as GeoJSON and Atom have it alike; empty for what is not said. */
interface NwsAlert {
  readonly id: string;
  readonly sent: Date | undefined;
  readonly status: string;
  readonly messageType: string;
  readonly references: readonly string[];
  readonly severity: string;
  readonly response: string;
  readonly event: string;
  readonly headline: string;
  readonly description: string;
  readonly instruction: string;
  readonly onset: string;
  readonly ends: string;
  readonly areaDesc: string;
  readonly ugc: readonly string[];
  readonly fips: readonly string[];
}

export function warningOf(alert: NwsAlert): Warning {
  // Counties stand nowhere else: the place of the advisory is the state.
  const description = [alert.areaDesc, alert.description].filter((it) => it !== '').join('\n\n');
  return {
    identifier: alert.id,
    sent: alert.sent,
    status: alert.status,
    msgType: alert.messageType,
    references: alert.references,
    infos: [
      {
        language: 'en',
        // Without the times that the headline proper repeats in every message.
        headline: firstSaid(lineOf(alert.event), lineOf(alert.headline)),
        description,
        instruction: alert.instruction,
        ...severityOf(alert.severity),
        isAllClear: alert.response === 'AllClear',
        onset: dateIn(alert.onset),
        expires: dateIn(alert.ends),
        ...statesOf(alert),
      },
    ],
  };
}
