/** What a reader says it holds already, as a header gives it. */
export interface Held {
  readonly 'if-none-match'?: string | undefined;
  readonly 'if-modified-since'?: string | undefined;
}

/** What it would be given now. */
export interface Current {
  readonly etag: string;
  readonly changedAt: Date | undefined;
}

/** True when a reader holds what it would be given (RFC 9110 § 13.2.2): its tag counts before its date. */
export function isHeld(held: Held, { etag, changedAt }: Current): boolean {
  const tags = held['if-none-match'];
  if (tags !== undefined) return tags.trim() === '*' || tagsIn(tags).includes(opaque(etag));
  const since = Date.parse(held['if-modified-since'] ?? '');
  return changedAt !== undefined && Math.floor(changedAt.getTime() / 1000) * 1000 <= since;
}

function tagsIn(header: string): readonly string[] {
  return [...header.matchAll(/(?:W\/)?("[^"]*")/g)].map(([, tag = '']) => tag);
}

/** Weak or not makes no difference here. */
function opaque(etag: string): string {
  return etag.replace(/^W\//, '');
}
