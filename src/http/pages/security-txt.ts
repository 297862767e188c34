const day = 24 * 60 * 60 * 1000;

export interface SecurityContact {
  readonly address: string;
  readonly publicUrl: string;
  readonly languages: readonly string[];
}

/** RFC 9116: where to report a hole. Says so anew for every day, so that it never expires while the service runs. */
export function securityTxt({ address, publicUrl, languages }: SecurityContact, now: Date): string {
  const expires = new Date(Math.floor(now.getTime() / day) * day + 180 * day);
  return [
    `Contact: mailto:${address}`,
    `Expires: ${expires.toISOString()}`,
    `Preferred-Languages: ${languages.join(', ')}`,
    `Canonical: ${new URL('/.well-known/security.txt', publicUrl).href}`,
    '',
  ].join('\n');
}
