interface WrongField {
  readonly field: string;
  readonly text: string;
}

export interface ErrorsView {
  readonly list: readonly WrongField[];
  /** The first message of each field; false is what a template can hand on to a partial, undefined is not. */
  readonly of: Readonly<Record<string, string | false>>;
}

/** What is wrong in a form: `fields` are all that its template asks about. */
export function errorsView(fields: readonly string[], list: readonly WrongField[]): ErrorsView {
  return {
    list,
    of: Object.fromEntries(
      fields.map((field) => [field, list.find((wrong) => wrong.field === field)?.text ?? false]),
    ),
  };
}
