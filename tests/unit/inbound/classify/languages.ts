import { daemon, headOf, partsOf, reportType, returned } from './carriers.ts';
import type { Sample } from './notices.ts';

const a = 'ana@there.example';

const utf8 = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit'];
const exchange = (subject: string) =>
  headOf('Microsoft Outlook <postmaster@there.example>', subject, reportType);
const fields = (status: string, said: string) => `Reporting-MTA: dns;mail.there.example

Final-recipient: RFC822;${a}
Action: failed
Status: ${status}
Diagnostic-Code: smtp;${said}`;

/** Notices that do not speak English. */
export const languages: readonly Sample[] = [
  {
    title: 'German: Exchange does not find the address',
    head: exchange('Unzustellbar: Straße gesperrt'),
    body: partsOf(
      `Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:\n\n${a}\nDie eingegebene E-Mail-Adresse wurde nicht gefunden.`,
      fields('5.1.1', '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'),
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'German: a provider, in words only',
    head: headOf(daemon, 'Mail delivery failed', ...utf8),
    body: `Ihre Nachricht konnte nicht zugestellt werden.\n\n<${a}>:\nEmpfänger unbekannt\n\n--- Ursprüngliche Nachricht ---\n${returned(a)}`,
    says: [[a, 'soft']],
  },
  {
    title: 'German: the mailbox is full, in words only',
    head: headOf(daemon, 'Mail delivery failed', ...utf8),
    body: `Ihre Nachricht konnte nicht zugestellt werden.\n\n<${a}>:\nDas Postfach des Empfängers ist voll.\n`,
    says: [[a, 'soft']],
  },
  {
    title: 'French: the address does not exist',
    head: headOf(daemon, 'Echec de la remise', ...utf8),
    body: `Votre message n'a pas pu être remis au destinataire suivant :\n\n<${a}> : adresse inconnue, cet utilisateur n'existe pas\n`,
    says: [[a, 'soft']],
  },
  {
    title: 'French: Exchange says that the box is full',
    head: exchange('Non remis : Route fermée'),
    body: partsOf(
      `Échec de la remise pour ces destinataires :\n\n${a}\nLa boîte aux lettres du destinataire est pleine.`,
      fields('5.2.2', '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception'),
      a,
    ),
    says: [[a, 'soft']],
  },
  {
    title: 'Spanish: the user does not exist',
    head: headOf('postmaster@there.example', 'No se pudo entregar', ...utf8),
    body: `El mensaje no se pudo entregar al siguiente destinatario:\n\n   ${a}\n\nMotivo: el usuario no existe\n`,
    says: [[a, 'soft']],
  },
  {
    title: 'Italian: nobody of that name',
    head: headOf('postmaster@there.example', 'Mancata consegna', ...utf8),
    body: `Il messaggio non può essere consegnato al seguente destinatario:\n\n   ${a}\n\nMotivo: utente sconosciuto\n`,
    says: [[a, 'soft']],
  },
  {
    title: 'Portuguese: the address was not found',
    head: exchange('Não foi possível entregar: Estrada'),
    body: partsOf(
      `Falha na entrega a estes destinatários:\n\n${a}\nO endereço de email não foi encontrado.`,
      fields('5.1.1', '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'),
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'Russian: no such user',
    head: headOf('mailer-daemon@there.example', 'Недоставленное сообщение', ...utf8),
    body: `Это письмо создано автоматически сервером. Ваше сообщение не может быть доставлено:\n\n  ${a}\n    550 Нет такого пользователя / user not found\n\n${returned(a)}`,
    says: [[a, 'soft']],
  },
  {
    title: 'Japanese: ISO-2022-JP around an English reply',
    head: headOf(
      'postmaster@phone.example',
      'Undeliverable',
      'Content-Type: text/plain; charset=iso-2022-jp',
    ),
    body: `\u001B$B<!$N08@h$XAw?.$G$-$^$;$s$G$7$?\u001B(B\n\n  <${a}>\n  550 <${a}>: User unknown\n`,
    says: [[a, 'soft']],
  },
  {
    title: 'Japanese: the destination does not exist, in words of UTF-8',
    head: headOf(daemon, 'メールを配信できませんでした', ...utf8),
    body: `次の宛先にメールを配信できませんでした。\n\n<${a}>\n宛先のメールアドレスが存在しません。\n`,
    says: [[a, 'soft']],
  },
  {
    title: 'Chinese: the recipient does not exist',
    head: headOf('PostMaster@there.example', '系统退信', ...utf8),
    body: `抱歉，您的邮件被退回来了……\n\n收件人：<${a}>\n退信原因：收件人不存在\n550 User not found\n`,
    says: [[a, 'soft']],
  },
  {
    title: 'Dutch: Exchange, by its status',
    head: exchange('Niet-bezorgbaar: Weg'),
    body: partsOf(
      `Bezorging bij de volgende geadresseerden is mislukt:\n\n${a}\nHet e-mailadres is niet gevonden.`,
      fields('5.1.1', '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'),
      a,
    ),
    says: [[a, 'hard']],
  },
];
