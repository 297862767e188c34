import { z } from 'zod';

import type { Follow, Reading } from '#src/sources/publisher.ts';

/** Made when it is asked for: hundreds of documents would count as the service's memory. */
export type Body = () => Buffer | undefined;

type Make = (follow: Follow) => Buffer | undefined;

/** What stands at the further addresses that a list leads to: made of what is recorded, one for each. */
export function* detailsOf(
  format: string,
  { follow }: Reading,
  files: readonly Buffer[],
): Iterable<[string, Body]> {
  const make = makers[format]?.(files);
  if (make === undefined) return;
  for (const one of follow) yield [one.url, () => make(one)];
}

const makers: Readonly<Record<string, (files: readonly Buffer[]) => Make>> = {
  'uk-fcdo': pageOfGovuk,
  'ca-gac': (files) => {
    const index = firstIn(files, canada);
    return ({ key }) => {
      const country = index?.data[key];
      return country === undefined ? undefined : jsonOf({ data: country });
    };
  },
  'de-aa': (files) => {
    const list = firstIn(files, germany);
    const content = '<p>Ein Absatz.</p>'.repeat(200);
    return ({ key }) => {
      const entry = list?.response[key];
      if (typeof entry !== 'object' || entry === null) return undefined;
      return jsonOf({ response: { [key]: { ...entry, content } } });
    };
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
function pageOfGovuk(files: readonly Buffer[]): Make {
  const recorded = firstIn(files, page);
  return ({ key, url, notBefore = new Date() }) => {
    if (recorded === undefined) return undefined;
    const slug = url.split('/').at(-1) ?? '';
    const details = { ...recorded.details, country: { slug, name: slug } };
    const public_updated_at = notBefore.toISOString();
    return jsonOf({ ...recorded, content_id: key, public_updated_at, details });
  };
}

/** The mail itself, as it stands in the list. */
function mailOfJapan(files: readonly Buffer[]): Make {
  const mails = files.flatMap((file) => file.toString().match(/<mail>[^]*?<\/mail>/g) ?? []);
  return ({ url }) => {
    const mail = mails.find((one) => one.includes(url));
    if (mail === undefined) return undefined;
    return Buffer.from(`<opendata dataType="A" mailCount="1">${mail}</opendata>`);
  };
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
