import type { Issuer } from '#config/issuer.ts';

/**
 * Who is asking, for publishers who want to know or to complain: the service, the ministry that runs it, and where to turn.
 * A header holds ASCII only, and brackets would end the comment.
 */
export function userAgentOf(
  issuer: Pick<Issuer, 'id' | 'name' | 'language' | 'privacyContact'>,
  publicUrl: string | undefined,
): string {
  const { id, name, language, privacyContact } = issuer;
  const names = [name['en'], name[language]].filter((text) => text !== undefined);
  const operator = names.find((text) => /^[\x20-\x7E]+$/.test(text)) ?? id;
  const about = publicUrl === undefined ? [] : [`+${publicUrl}`];
  const comment = [operator.replaceAll(/[()\\;]/g, ' ').trim(), ...about, privacyContact];
  return `consular-alerts (${comment.join('; ')})`;
}
