/** So many of a list that begins with the newest, older than the one with this id. */
export interface PageById {
  readonly limit: number;
  readonly after?: { readonly id: number } | undefined;
}
