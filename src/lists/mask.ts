/** Enough of an address for whoever has the list before them to find it, and too little to write to it. */
export function masked(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 1) return '…';
  const [first = ''] = address;
  return `${first}…@${address.slice(at + 1).replace(/^([^.])[^.]*/, '$1…')}`;
}
