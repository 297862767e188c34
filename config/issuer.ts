/**
 * Who issues the alerts: one deployment serves one government. The values below are an example that can only be
 * tried: with a real SMTP_URL the service refuses to start until `example` is false.
 */
export const issuer: Issuer = {
  example: true,
  id: 'in-mea',
  name: {
    en: 'Ministry of External Affairs, India',
    hi: 'विदेश मंत्रालय, भारत',
    fr: 'Ministère des Affaires extérieures de l’Inde',
    ar: 'وزارة الشؤون الخارجية، الهند',
    ml: 'വിദേശകാര്യ മന്ത്രാലയം, ഇന്ത്യ',
  },
  /** The From of every mail; the name people see is `name` in their language. */
  from: 'alerts@alerts.example',
  replyTo: 'duty@alerts.example',
  /** Where bounces return to: b+<opaque>@this. */
  bounceDomain: 'bounce.alerts.example',
  /** RFC 2919 List-Id. */
  listId: 'advisories.alerts.example',
  timeZone: 'Asia/Kolkata',
  /** The language of whoever asks for none that is offered. */
  language: 'en',
  /** Languages offered to citizens: 'all' that have a phrase file in templates/locales, or some by their codes: ['en', 'hi']. */
  languages: 'all',
  privacyContact: 'privacy@alerts.example',
};

export interface Issuer {
  readonly example: boolean;
  readonly id: string;
  readonly name: Readonly<Record<string, string>>;
  readonly from: string;
  readonly replyTo: string;
  readonly bounceDomain: string;
  readonly listId: string;
  readonly timeZone: string;
  readonly language: string;
  readonly languages: 'all' | readonly string[];
  readonly privacyContact: string;
}
