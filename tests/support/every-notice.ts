import type { Revision } from '#src/advisory/revision.ts';
import { digestPurpose } from '#src/dispatch/delivery.ts';
import type { Notice } from '#src/dispatch/notice.ts';
import type { Voice } from '#src/rendering/voice.ts';
import { statedBases } from '#src/subscription/consent.ts';
import { aContent, aFollowUp, aMission, aRevision } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import type { ComposeCase } from '#tests/support/composer.ts';
import { longest, only } from '#tests/support/every-message.ts';
import type { NamedMail } from '#tests/support/every-message.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { someLinks } from '#tests/support/voice.ts';

/** What a citizen is sent that is no alert. */
type CitizenNotice = Exclude<
  Notice,
  { readonly kind: 'canary' | 'duty' | 'answer' | 'endpoint' | 'test' }
>;

export interface NamedNotice extends NamedMail {
  readonly kind: CitizenNotice['kind'] | 'digest';
  /** What the service makes the same mail of. */
  readonly given: ComposeCase;
}

interface Reader {
  readonly voice: Voice;
  readonly language: string;
  readonly discreet: boolean;
}

type Case = Omit<NamedNotice, 'language'>;

const site = 'https://alerts.example';
const day = '2025-07-02';
const keyring = aKeyring();
const missions = [aMission({ email: 'duty.bamako@alerts.example' })];
const wish = aWish({
  places: [
    { kind: 'country', country: 'ML' },
    { kind: 'region', region: 'SN-DK' },
  ],
  kinds: ['new'],
  language: 'hi',
});
const revisions = [
  aRevision({ lane: 'emergency' }),
  aRevision({ advisoryId: 'second', number: 2, content: aFollowUp('update') }),
];

/** Every mail that is no alert, as it is for most people and for whoever may be seen with it. */
export function everyNotice(voice: Voice, language: string): readonly NamedNotice[] {
  return [false, true].flatMap((discreet) =>
    noticesTo({ voice, language, discreet }).map(({ name, given, ...rest }) => ({
      ...rest,
      name: discreet ? `discreet ${name}` : name,
      language,
      given: { ...given, missions, row: { language, discreet, ...given.row } },
    })),
  );
}

function noticesTo(reader: Reader): readonly Case[] {
  // One more kind of notice and this does not compile.
  const byKind: Readonly<Record<CitizenNotice['kind'], readonly Case[]>> = {
    confirm: confirms(reader),
    added: [added(reader)],
    manage: [manage(reader)],
    followed: [followed(reader)],
    residence: [residence(reader)],
    unsubscribed: [unsubscribed(reader)],
    imported: imports(reader),
    'in-force': briefings(reader),
    answered: answers(reader),
  };
  return [...Object.values(byKind).flat(), ...digests(reader)];
}

function confirms({ voice, ...to }: Reader): readonly Case[] {
  const token = 'k'.repeat(43);
  const mail = { ...to, wish, confirmUrl: `${site}/confirm/${token}` };
  return [undefined, { organisation: 'Works of Kayes' }].map((invited) =>
    noticed(invited === undefined ? 'confirm' : 'invited', {
      notice: { kind: 'confirm', wish, token, invited },
      mail: voice.confirmMail({ ...mail, invited }),
    }),
  );
}

function added({ voice, ...to }: Reader): Case {
  const token = 'k'.repeat(43);
  return noticed('added', {
    notice: { kind: 'added', wish, token },
    mail: voice.addedMail({ ...to, wish, confirmUrl: `${site}/confirm/${token}` }),
  });
}

function manage({ voice, ...to }: Reader): Case {
  const token = 'm'.repeat(43);
  return noticed('manage', {
    notice: { kind: 'manage', token },
    mail: voice.manageMail({ ...to, manageUrl: `${site}/manage/${token}` }),
  });
}

function followed({ voice, ...to }: Reader): Case {
  const { manage: manageUrl } = linksOf(to.language);
  return noticed('followed', {
    notice: { kind: 'followed', wish },
    mail: voice.followedMail({ ...to, wish, manageUrl }),
  });
}

function residence({ voice, ...to }: Reader): Case {
  const token = 'r'.repeat(43);
  const living = { ...wish, stay: { kind: 'residence' as const } };
  return noticed('residence', {
    notice: { kind: 'residence', wish: living, token },
    mail: voice.residenceMail({ ...to, wish: living, residenceUrl: `${site}/residence/${token}` }),
  });
}

function unsubscribed({ voice, ...to }: Reader): Case {
  const undoUrl = `${site}/unsubscribe/${keyring.undoToken(12, 0)}/undo?lang=${to.language}`;
  return noticed('unsubscribed', {
    notice: { kind: 'unsubscribed' },
    mail: voice.unsubscribedMail({ ...to, undoUrl }),
  });
}

function imports({ voice, ...to }: Reader): readonly Case[] {
  const links = linksOf(to.language);
  return statedBases.map((basis, at) => {
    const organisation = at === 0 ? undefined : 'Works of Kayes';
    const held = organisation === undefined ? revisions : [];
    const said = { wishes: [wish, wish], owner: { organisation }, basis, revisions: held };
    const name = `imported${organisation === undefined ? '' : ' by an organisation'}, ${basis}`;
    return noticed(name, {
      notice: { kind: 'imported', ...said },
      mail: voice.importedMail({ ...to, ...said, missions, links }),
    });
  });
}

function briefings({ voice, ...to }: Reader): readonly Case[] {
  const links = linksOf(to.language);
  const said = [
    { name: 'in force', occasion: 'confirmed', held: revisions },
    { name: 'many in force', occasion: 'confirmed', held: manyOf(revisions) },
    { name: 'nothing in force', occasion: 'confirmed', held: [] },
    { name: 'trip opens', occasion: 'trip-opens', held: revisions },
    { name: 'trip begins', occasion: 'trip-begins', held: revisions },
  ] as const;
  return said.map(({ name, occasion, held }) =>
    noticed(name, {
      notice: { kind: 'in-force', occasion, revisions: held },
      mail: voice.inForceMail({ ...to, occasion, revisions: held, missions, links }),
    }),
  );
}

function answers({ voice, ...to }: Reader): readonly Case[] {
  return [aRevision(), undefined].map((revision) =>
    noticed(revision === undefined ? 'answered without a number' : 'answered', {
      notice: { kind: 'answered', revision },
      mail: voice.answeredMail({
        ...to,
        revision,
        missions: revision === undefined ? [] : missions,
      }),
    }),
  );
}

function digests({ voice, ...to }: Reader): readonly Case[] {
  const links = linksOf(to.language);
  return [several(), manyOf(several())].map((told, at) => ({
    name: at === 0 ? 'digest' : 'long digest',
    kind: 'digest',
    mail: voice.digestMail({ ...to, day, revisions: told, links }),
    given: { told, row: { purpose: digestPurpose, digest: `several/${at}` } },
  }));
}

function noticed(
  name: string,
  { notice, mail }: { readonly notice: CitizenNotice; readonly mail: NamedMail['mail'] },
): Case {
  return { name, kind: notice.kind, mail, given: { notice } };
}

function linksOf(language: string) {
  return {
    unsubscribe: `${site}/unsubscribe/${keyring.unsubscribeToken(12, 0)}?lang=${language}`,
    manage: `${site}/manage?lang=${language}`,
  };
}

/** All but what a digest tells. */
export function aDigest(language: string) {
  return { day: '2025-07-03', language, links: someLinks, discreet: false };
}

/** Routine advice, an update, one that is not translated, one as long as may be. */
function several(): readonly Revision[] {
  const untold = { ...aContent(), words: only(aContent(), 'en') };
  const contents = [aContent(), aFollowUp('update'), untold, longest()];
  return contents.map((content, at) =>
    aRevision({ advisoryId: `advice-${at}`, number: at + 1, content, lane: 'routine' }),
  );
}

function manyOf(some: readonly Revision[]): readonly Revision[] {
  return Array.from({ length: 40 }, () => some).flat();
}
