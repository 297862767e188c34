import { retention } from '#config/retention.ts';
import type { MailWords } from '#src/rendering/message.ts';

/** What a person wrote to us, for the officers on duty. */
export interface Answer {
  readonly receivedId: number;
  readonly receivedAt: Date;
  readonly subject: string;
  /** Where an answer to it goes; undefined where it names nobody, several, or none in plain ASCII. */
  readonly replyTo: string | undefined;
  /** As it came in, or its words alone. */
  readonly raw: Buffer;
  /** What is left out, where it was too large for the relay. */
  readonly held: { readonly attachments: number; readonly bytes: number } | undefined;
}

/** For officers: no template, since no citizen ever reads it. What was written is attached, not retold. */
export function answerWords({ receivedId, receivedAt, subject, replyTo, held }: Answer): MailWords {
  const how =
    replyTo === undefined
      ? 'It names no single address to answer to, or none in plain letters: look into what is attached.'
      : 'Answer this mail to write to them. We have told them whom to call, if we know their address and have not done so today.';
  const lines = [
    'A person answered one of our mails, or wrote to one of our addresses. Somebody in danger may have written it: what they wrote is attached.',
    how,
    ...heldBack(receivedId, held),
    `It came ${receivedAt.toISOString()} and has the number ${receivedId}.`,
  ];
  const html = `<!doctype html><html lang="en"><title>Answer</title>${lines.map((line) => `<p>${line}</p>`).join('')}</html>`;
  const about = subject.trim() === '' ? `number ${receivedId}` : subject;
  return {
    subject: `A person wrote: ${about}`,
    html,
    text: lines.join('\n\n'),
    language: 'en',
    dir: 'ltr',
  };
}

function heldBack(receivedId: number, held: Answer['held']): readonly string[] {
  if (held === undefined) return [];
  const { attachments, bytes } = held;
  const what = `${attachments} ${attachments === 1 ? 'picture or file is' : 'pictures or files are'}`;
  return [
    `With its ${(bytes / 1_000_000).toFixed(1)} MB it was too large for the relay or for this mailbox: its words are attached, ${what} held, encrypted. An operator takes the whole out within ${retention.judgedMailDays} days: npm run citizens -- answer ${receivedId} --out answer-${receivedId}.eml --by NAME --reason TEXT`,
  ];
}
