import type { NoticeClass } from './notice.ts';

/**
 * What an enhanced status (RFC 3463, 5248, 7372, 7505) means where the words say nothing clearer. The whole code first, then
 * its subject. Codes about the sender, about security and about content are about us; the address may be fine.
 */
const byDetail: Readonly<Record<string, NoticeClass>> = {
  '1.0': 'hard',
  '1.1': 'hard',
  '1.2': 'hard',
  '1.3': 'hard',
  '1.4': 'soft', // ambiguous
  '1.5': 'delivered',
  '1.6': 'hard', // has moved
  '1.7': 'block', // the sender's address
  '1.8': 'block',
  '1.9': 'soft',
  '1.10': 'hard', // null MX
  '3.4': 'soft', // too big
  '4.4': 'hard', // no route to such a domain
  '5.0': 'undetermined',
  '6.0': 'block',
  '7.13': 'soft', // account disabled
  '7.17': 'hard', // mailbox owner has changed
  '7.18': 'hard', // domain owner has changed
  '7.27': 'block', // our address has a null MX
};

const bySubject: Readonly<Record<string, NoticeClass>> = {
  '1': 'undetermined',
  '2': 'soft',
  '3': 'soft',
  '4': 'soft',
  '5': 'soft',
  '6': 'block',
  '7': 'block',
};

export function classOfStatus(status: string): NoticeClass | undefined {
  const [kind, subject = '', detail = ''] = status.split('.');
  const found = byDetail[`${subject}.${detail}`] ?? bySubject[subject];
  return kind === '4' && found === 'hard' ? 'soft' : found;
}

/** Reply codes that say something by themselves (RFC 5321, 7504). */
const byReply: Readonly<Record<string, NoticeClass>> = {
  '421': 'soft',
  '450': 'soft',
  '451': 'soft',
  '452': 'soft',
  '521': 'hard', // accepts no mail at all
  '530': 'block',
  '535': 'block',
  '541': 'block',
  '552': 'soft',
  '556': 'hard', // the domain accepts no mail
};

export function classOfReply(reply: string): NoticeClass | undefined {
  return byReply[reply];
}
