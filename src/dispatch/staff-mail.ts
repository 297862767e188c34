import type { MailWords } from '#src/rendering/message.ts';

interface StaffMail {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly button?: { readonly label: string; readonly url: string };
  /** What can be done, as commands or requests. */
  readonly next?: readonly string[];
}

/** For officers and embassies' people, whose tools speak English: no template, since no citizen ever reads it. */
export function staffMail({ subject, paragraphs, button, next = [] }: StaffMail): MailWords {
  const said = paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`).join('');
  const link =
    button === undefined
      ? ''
      : `<p><a href="${escaped(button.url)}">${escaped(button.label)}</a></p>`;
  const commands = next.map((command) => `<li><code>${escaped(command)}</code></li>`).join('');
  const list = commands === '' ? '' : `<p>What you can do:</p><ul>${commands}</ul>`;
  return {
    subject,
    html: `<!doctype html><html lang="en"><title>${escaped(subject)}</title>${said}${link}${list}</html>`,
    text: [
      ...paragraphs,
      ...(button === undefined ? [] : [`${button.label}\n${button.url}`]),
      ...(next.length === 0 ? [] : ['What you can do:', ...next]),
    ].join('\n\n'),
    language: 'en',
    dir: 'ltr',
  };
}

/** Names of endpoints are what somebody typed. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
