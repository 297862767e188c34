/** What a body says in JSON; undefined for what is not JSON, which no schema takes. A byte that is not UTF-8 spoils one text, not the document. */
export function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined; // the parser's own message would quote the document
  }
}
