import { z } from 'zod';

import type { Follow, Reading } from '#src/sources/publisher.ts';

type Make = (follow: Follow, files: Iterable<Buffer>) => Buffer | undefined;

/** What stands at the further addresses that a list leads to: made of what is recorded, one for each. */
export function* detailsOf(
  format: string,
  { follow }: Reading,
  files: readonly Buffer[],
): Iterable<[string, Buffer]> {
  const make = makers[format];
  if (make === undefined) return;
  for (const one of follow) {
    const body = make(one, files);
    if (body !== undefined) yield [one.url, body];
  }
}

const makers: Readonly<Record<string, Make>> = {
  'uk-fcdo': pageOfGovuk,
  'ca-gac': ({ key }, files) => {
    const country = firstIn(files, canada)?.data[key];
    return country === undefined ? undefined : jsonOf({ data: country });
  },
  'de-aa': ({ key }, files) => {
    const entry = firstIn(files, germany)?.response[key];
    if (typeof entry !== 'object' || entry === null) return undefined;
    return jsonOf({ response: { [key]: { ...entry, content: '<p>Ein Absatz.</p>'.repeat(200) } } });
  },
  'jp-mofa': mailOfJapan,
};

const canada = z.object({ data: z.record(z.string(), z.looseObject({})) });
const germany = z.object({ response: z.record(z.string(), z.unknown()) });
const page = z.looseObject({
  content_id: z.string(),
  public_updated_at: z.string(),
  details: z.looseObject({ country: z.object({ slug: z.string(), name: z.string() }) }),
});

/** The one page that is recorded stands for all of them, each with its own id, name and date. */
function pageOfGovuk({ key, url, notBefore = new Date() }: Follow, files: Iterable<Buffer>) {
  const recorded = firstIn(files, page);
  if (recorded === undefined) return undefined;
  const slug = url.split('/').at(-1) ?? '';
  const details = { ...recorded.details, country: { slug, name: slug } };
  const public_updated_at = notBefore.toISOString();
  return jsonOf({ ...recorded, content_id: key, public_updated_at, details });
}

/** The mail itself, as it stands in the list. */
function mailOfJapan({ url }: Follow, files: Iterable<Buffer>): Buffer | undefined {
  for (const file of files) {
    const mails = file.toString().match(/<mail>[^]*?<\/mail>/g) ?? [];
    const mail = mails.find((one) => one.includes(url));
    if (mail !== undefined) return Buffer.from(`<opendata dataType="A" mailCount="1">${mail}</opendata>`);
  }
  return undefined;
}

function firstIn<Shape>(files: Iterable<Buffer>, schema: z.ZodType<Shape>): Shape | undefined {
  for (const file of files) {
    const parsed = parsedAs(file, schema);
    if (parsed !== undefined) return parsed;
  }
  return undefined;
}

function parsedAs<Shape>(file: Buffer, schema: z.ZodType<Shape>): Shape | undefined {
  try {
    return schema.safeParse(JSON.parse(file.toString())).data;
  } catch {
    return undefined;
  }
}

function jsonOf(document: unknown): Buffer {
  return Buffer.from(JSON.stringify(document));
}
