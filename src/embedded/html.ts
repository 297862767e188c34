/** Markup that is already safe; everything else is text and gets escaped. */
export interface Html {
  readonly html: string;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function html(
  markup: TemplateStringsArray,
  ...values: readonly (Html | string | number)[]
): Html {
  return { html: String.raw({ raw: markup }, ...values.map(safe)) };
}

export function joined(parts: readonly Html[]): Html {
  return { html: parts.map((part) => part.html).join('') };
}

/** Text whose web addresses can be followed, in a new tab. */
export function linked(text: string): Html {
  const parts = text.split(/(https?:\/\/[^\s<>"]+)/);
  return joined(
    parts.map((part, index) =>
      index % 2 === 1
        ? html`<a href="${part}" target="_blank" rel="noopener noreferrer">${part}</a>`
        : html`${part}`,
    ),
  );
}

function safe(value: Html | string | number): string {
  if (typeof value === 'object') return value.html;
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
