/** Who may be mailed: addresses, `@domains`, or the literal `*` for everyone. An empty list allows nobody. */
export function createAllowlist(entries: readonly string[]): (address: string) => boolean {
  if (entries.includes('*')) return () => true;
  const allowed = new Set(entries.map((entry) => entry.trim().toLowerCase()));
  return (address) => {
    const folded = address.toLowerCase();
    return allowed.has(folded) || allowed.has(folded.slice(folded.lastIndexOf('@')));
  };
}
