import type { CapAlert, CapReference } from './alert.ts';

/** All messages about one thing, whatever order they came in. */
export interface CapThread {
  /** The identity of the first message that any of them knows of: the same for as long as they refer to it. */
  readonly key: string;
  /** In the order in which they were sent; each once. */
  readonly messages: readonly CapAlert[];
  readonly state:
    | { readonly kind: 'in-force'; readonly alerts: readonly CapAlert[] }
    /** `last` is what was in force, where it is known. */
    | { readonly kind: 'cancelled'; readonly by: CapAlert; readonly last: CapAlert | undefined };
}

/**
 * What messages come to: an Update supersedes what it refers to, a Cancel ends it, before or after that arrives. Ack and Error
 * are about the exchange of messages and change nothing. Messages of different status never touch each other: an exercise
 * cannot cancel what is actual. Messages that refer to each other in a circle supersede nothing: the last of them holds.
 */
export function threadsOf(alerts: readonly CapAlert[]): readonly CapThread[] {
  const telling = alerts.filter(({ msgType }) => /^(?:Alert|Update|Cancel)$/.test(msgType));
  const byStatus = Map.groupBy(telling, ({ status }) => status);
  return [...byStatus.values()]
    .flatMap((all) => [...linkedIn(all)].map(([key, messages]) => threadOf(key, messages)))
    .toSorted((a, b) => compare(a.key, b.key));
}

/** The same instant may be written in several ways. */
export function identityOf({ sender, identifier, sent }: CapReference): string {
  const at = Date.parse(sent);
  return [sender, identifier, Number.isNaN(at) ? sent : new Date(at).toISOString()].join(',');
}

/** Messages by the first identity of their thread. */
function linkedIn(alerts: readonly CapAlert[]): ReadonlyMap<string, readonly CapAlert[]> {
  const above = new Map<string, string>();
  const rootOf = (identity: string): string => {
    let root = identity;
    for (let next = above.get(root); next !== undefined; next = above.get(root)) root = next;
    return root;
  };
  for (const alert of alerts) {
    for (const reference of alert.references) {
      const [a, b] = [rootOf(identityOf(alert)), rootOf(identityOf(reference))];
      if (a === b) continue;
      const [first, second] = isBefore(a, b) ? [a, b] : [b, a];
      above.set(second, first);
    }
  }
  return Map.groupBy(alerts, (alert) => rootOf(identityOf(alert)));
}

function threadOf(key: string, all: readonly CapAlert[]): CapThread {
  const each = new Map(all.map((alert) => [identityOf(alert), alert]));
  const messages = [...each.values()].toSorted((a, b) =>
    isBefore(identityOf(a), identityOf(b)) ? -1 : 1,
  );
  const superseded = new Set(messages.flatMap(({ references }) => references.map(identityOf)));
  const told = messages.filter(({ msgType }) => msgType !== 'Cancel');
  const alerts = told.filter((alert) => !superseded.has(identityOf(alert)));
  const by = messages.findLast(({ msgType }) => msgType === 'Cancel');
  if (alerts.length > 0 || by === undefined)
    return {
      key,
      messages,
      state: { kind: 'in-force', alerts: alerts.length > 0 ? alerts : told.slice(-1) },
    };
  return { key, messages, state: { kind: 'cancelled', by, last: told.at(-1) } };
}

/** By the time it was sent, which is an identity's last part. */
function isBefore(a: string, b: string): boolean {
  const [timeA = '', timeB = ''] = [a, b].map((identity) => identity.split(',').at(-1));
  return (compare(timeA, timeB) || compare(a, b)) < 0;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
