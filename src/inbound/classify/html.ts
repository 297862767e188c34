/** The words of an HTML part, a line for each block. Only for reading: nothing of it is shown to anybody. */
export function wordsOfHtml(html: string): string {
  const pieces: string[] = [];
  let hidden = '';
  for (const piece of html.split('<')) {
    if (piece === '') continue;
    const end =
      pieces.length === 0 && hidden === '' && !html.startsWith('<') ? -1 : piece.indexOf('>');
    const name = /^\/?[a-z0-9]{1,20}/i.exec(piece)?.[0]?.toLowerCase() ?? '';
    if (hidden !== '') {
      if (name === `/${hidden}`) hidden = '';
      else continue;
    } else if (unread.has(name)) {
      hidden = name;
      continue;
    }
    if (inline.has(name.replace('/', ''))) pieces.push(piece.slice(end + 1));
    else pieces.push('\n', piece.slice(end + 1));
  }
  return unescape(pieces.join(''));
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
  return text.replace(/&(#?[a-z0-9]{1,8});/gi, (all, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? all;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
  });
}
