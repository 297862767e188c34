import { citizens } from './citizens.ts';
import type { Audience, Draft } from './desk.ts';
import { alertsIn, notToldOf } from './diary.ts';
import type { Diary, Publication } from './diary.ts';
import { figuresOf } from './figures.ts';
import type { Narrator } from './narrator.ts';

const widest = Math.max(...citizens.map(({ address }) => address.length)) + 2;

export function person(language: string, address: string): string {
  return `${language}  ${address.padEnd(widest)}`;
}

export function tellDraft(narrator: Narrator, { content, author, reason, missing }: Draft): void {
  const places = content.appliesTo.map(
    ({ country, level }) => `${country}, level ${level ?? 'none'}`,
  );
  narrator.line(`“${content.words['en']?.headline ?? ''}”`);
  narrator.line(
    `by ${author}, for ${places.join('; ')}; waits for an officer (${reason ?? 'no reason given'})`,
  );
  if (missing.length > 0)
    narrator.line(`still lacks ${missing.map(({ pointer }) => pointer).join(', ')}`);
}

/** People are counted for officers only from ten on. */
export function tellAudience(narrator: Narrator, { citizens: counted, endpoints }: Audience): void {
  narrator.line(`its audience: ${countOf(counted)} citizens, ${endpoints} embassy system`);
}

function countOf(counted: Audience['citizens']): string {
  switch (counted.kind) {
    case 'none':
      return 'no';
    case 'few':
      return `fewer than ${counted.fewerThan}`;
    case 'count':
      return String(counted.count);
  }
}

/** Who got what, in which language, under which subject; who did not, and why. */
export function tellPublication(narrator: Narrator, diary: Diary, publication: Publication): void {
  const { number } = publication.revision;
  const { planned, sent, firstMs, allMs } = figuresOf(diary, publication);
  narrator.line(
    `revision ${number}: ${sent} of ${planned} mails; the first ${firstMs} ms after publishing, all after ${allMs} ms`,
  );
  const alerts = alertsIn(diary).filter(({ revision }) => revision === number);
  for (const { address, language } of citizens) {
    for (const mail of alerts.filter(({ to }) => to === address))
      narrator.good(`${person(mail.language, address)}${mail.subject}`);
    for (const { why } of notToldOf(diary).filter(isAbout(address, number)))
      narrator.none(`${person(language, address)}not told: ${why}`);
  }
  for (const { type, verified } of diary.calls.filter(({ revision }) => revision === number))
    narrator[verified ? 'good' : 'bad'](
      `webhook ${type}, signature ${verified ? 'verified' : 'NOT verified'} by the package standardwebhooks`,
    );
}

function isAbout(address: string, number: number) {
  return ({ to, revision }: { readonly to: string; readonly revision: number }) =>
    to === address && revision === number;
}
