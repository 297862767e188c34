import type { CapAlert, CapInfo } from './alert.ts';

/** What is odd about an alert and no reason to refuse it. */
export function alertWarnings(alert: CapAlert): readonly string[] {
  const isForPeople = alert.status === 'Actual' && /^(?:Alert|Update)$/.test(alert.msgType);
  const checks: readonly (readonly [boolean, string])[] = [
    [alert.version !== '1.2', `written in CAP ${alert.version}, which 1.2 replaced in 2010`],
    [
      /^(?:Update|Cancel|Ack|Error)$/.test(alert.msgType) && alert.references.length === 0,
      `${alert.msgType} without references: it is not known what it is about`,
    ],
    [alert.msgType === 'Error' && alert.note === undefined, 'Error without a note'],
    [isForPeople && alert.infos.length === 0, 'no <info>: nothing is said'],
    [alert.scope !== 'Public', `scope ${alert.scope}: not meant for the public`],
  ];
  const own = checks.filter(([holds]) => holds).map(([, warning]) => warning);
  return [...new Set([...own, ...alert.infos.flatMap(infoWarnings), ...sameWords(alert.infos)])];
}

function infoWarnings(info: CapInfo): readonly string[] {
  const begins = info.onset ?? info.effective;
  const checks: readonly (readonly [boolean, string])[] = [
    [info.headline === undefined, 'no headline: the event stands in for it'],
    [info.areas.length === 0, 'no area: it is not said where it holds'],
    [Date.parse(info.expires ?? '') < Date.parse(begins ?? ''), 'expires before it takes effect'],
    ...textsOf(info).flatMap(([name, text]) => textWarnings(name, text)),
  ];
  return checks.filter(([holds]) => holds).map(([, warning]) => warning);
}

function textsOf(info: CapInfo): readonly (readonly [string, string])[] {
  const { event, senderName, headline, description, instruction, contact, audience } = info;
  const named = { event, senderName, headline, description, instruction, contact, audience };
  const areas = info.areas.map((area) => ['areaDesc', area.description] as const);
  return [...Object.entries(named).map(([name, text]) => [name, text ?? ''] as const), ...areas];
}

function textWarnings(name: string, text: string): readonly (readonly [boolean, string])[] {
  return [
    [/<\/?[a-z][^<>]*>/i.test(text), `markup in <${name}>: it is shown without`],
    [/&(?:#\d+|#x[\da-f]+|[a-z]+);/i.test(text), `HTML entities in <${name}>`],
    [
      /[\u202A-\u202C\u2066-\u2069]/.test(text),
      `characters that change the direction of writing in <${name}>: it is shown without`,
    ],
  ];
}

/** A translation that says the same to the letter is none. */
function sameWords(infos: readonly CapInfo[]): readonly string[] {
  const told = new Map<string, string>();
  const isCopied = infos.some(({ language, description = '' }) => {
    const [primary = ''] = language.toLowerCase().split('-');
    const before = told.get(description);
    told.set(description, primary);
    return description !== '' && before !== undefined && before !== primary;
  });
  return isCopied ? ['the same words in two languages'] : [];
}
