import { createClient } from '#clients/typescript/src/client.ts';
import { endpointScopes } from '#src/endpoints/partner.ts';
import { freePort } from '#src/free-port.ts';
import { createPartnerTokens } from '#src/store/partner-tokens.ts';

import { aContent } from './builders-content.ts';
import type { Duty } from './duty.ts';
import { publish } from './publishing.ts';

interface Heard {
  /** Of whoever is on duty at the embassy. */
  readonly contact: string;
  readonly content: ReturnType<typeof aContent>;
  /** Where the pages and the API answer. */
  readonly url: string;
}

/** A mission with a mailbox acknowledges an emergency by the link in its mail; another one's system is away. */
export async function embassiesHear(duty: Duty, { contact, content, url }: Heard): Promise<void> {
  const { app } = duty;
  const operator = { name: 'an operator', roles: ['operator' as const] };
  const officer = createClient({
    baseUrl: url,
    token: await app.officers.create(operator, 'a test'),
  });
  const contacts = [{ email: contact }];
  const mission = await officer.post('/endpoints', {
    body: { kind: 'mail', name: 'A mission', contacts },
  });
  const away = await officer.post('/endpoints', {
    body: {
      kind: 'webhook',
      name: 'A system',
      url: `http://127.0.0.1:${await freePort()}/hook`,
      contacts,
    },
  });
  for (const { id } of [mission, away]) await app.endpoints.verified(id, 'an operator');
  await createPartnerTokens({ db: app.db }).issue(
    { name: 'A system', scopes: endpointScopes, endpoint: away.id, expiresAt: undefined },
    'a test',
  );
  const { publicationId } = await publish(app, { content, lane: 'emergency' });
  await duty.work(publicationId);
  for (let tried = 0; tried < 3; tried += 1) {
    await duty.hurry();
    await duty.callAll();
  }
  await duty.sendNotices();
  const mails = await duty.mailTo(contact);
  const [, token = ''] =
    /\/acknowledge\/([\w-]+)/.exec(mails.map(({ text }) => text).join('\n')) ?? [];
  await fetch(`${url}/acknowledge/${token}`, { method: 'POST' });
}
