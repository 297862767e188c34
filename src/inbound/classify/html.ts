/** The words of an HTML part, a line for each block. Only for reading: nothing of it is shown to anybody. */
export function wordsOfHtml(html: string): string {
  const [before = '', ...tags] = html.split('<');
  return unescape(before + read(tags).map(wordsAfter).join(''));
}

/** Without styles, scripts and titles; each piece begins with a tag's name. */
function read(tags: readonly string[]): readonly string[] {
  let closing: string | undefined;
  return tags.filter((tag) => {
    const name = nameOf(tag);
    if (closing !== undefined) {
      if (name === closing) closing = undefined;
      return false;
    }
    if (unread.has(name)) closing = `/${name}`;
    return closing === undefined;
  });
}

function wordsAfter(tag: string): string {
  const words = tag.slice(tag.indexOf('>') + 1);
  return inline.has(nameOf(tag).replace('/', '')) ? words : `\n${words}`;
}

function nameOf(tag: string): string {
  return /^\/?[a-z0-9]{1,20}/i.exec(tag)?.[0].toLowerCase() ?? '';
}

const unread = new Set(['style', 'script', 'title']);
const inline = new Set(['a', 'b', 'i', 'em', 'strong', 'font', 'span', 'u', 'tt', 'code', 'wbr']);

const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

function unescape(text: string): string {
  return text.replace(/&(#?[a-z0-9]{1,8});/gi, (all, name: string) =>
    name.startsWith('#') ? characterOf(name.slice(1)) : (entities[name.toLowerCase()] ?? all),
  );
}

function characterOf(figure: string): string {
  const code = /^x/i.test(figure) ? Number.parseInt(figure.slice(1), 16) : Number(figure);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}
