import { addressesIn } from './addresses.ts';
import type { Message } from './mime.ts';
import type { Notice } from './notice.ts';

/**
 * Suppressing needs an address that is surely right. An address that stands in the message a single time, while another that differs from it in one place stands there too, may
 * have been damaged on its way: the notice holds, but of nobody.
 */
export function confirmed(notices: readonly Notice[], message: Message): readonly Notice[] {
  const counts = countAddresses(message);
  // Others that missed it too may well be called alike.
  const together = new Set(notices.map(({ recipient }) => recipient?.toLowerCase()));
  const others = [...counts.keys()].filter((found) => !together.has(found));
  const isDoubtful = (recipient: string) =>
    (counts.get(recipient) ?? 0) < 2 && others.some((other) => isAlmost(recipient, other));
  return notices.map((notice) =>
    notice.action === 'suppress' && isDoubtful(notice.recipient?.toLowerCase() ?? '')
      ? { ...notice, recipient: undefined, rule: `${notice.rule}:doubtful-address` }
      : notice,
  );
}

function countAddresses({ head, parts }: Message): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const fields = [...head.names].flatMap((name) => head.all(name));
  for (const text of [fields.join('\n'), ...parts.map((part) => part.text)])
    for (const found of addressesIn(text)) {
      const key = found.toLowerCase();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  return counts;
}

/** The name or the domain is the same, and the rest differs in one place that is not most of it. */
function isAlmost(one: string, other: string): boolean {
  const [name = '', domain = ''] = divided(one);
  const [otherName = '', otherDomain = ''] = divided(other);
  if (domain === otherDomain) return differsInOnePlace(name, otherName);
  return (
    differsInOnePlace(domain, otherDomain) &&
    (name === otherName || differsInOnePlace(name, otherName))
  );
}

function divided(found: string): readonly string[] {
  const at = found.lastIndexOf('@');
  return [found.slice(0, at), found.slice(at + 1)];
}

/** A letter or two are others, or some are missing in one of them. */
function differsInOnePlace(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  const longer = Math.max(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const isSame = start + end;
  return isSame * 2 > longer && (isSame === shorter || longer - isSame <= 2);
}
