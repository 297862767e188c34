import { DidNotHappen } from './until.ts';

/** A page of the site, as a browser without JavaScript has it before it. */
interface Page {
  readonly html: string;
  /** Sends the page's form with these fields beside its hidden ones. Gives the page that answers. */
  readonly submit: (fields: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<Page>;
}

export interface Door {
  /** A path of the site, or a whole link out of a mail. */
  readonly open: (address: string, signal: AbortSignal) => Promise<Page>;
}

/** The public pages, through HTTP and nothing else. */
export function createDoor(publicUrl: string): Door {
  async function visit(url: URL, body: URLSearchParams | undefined, signal: AbortSignal) {
    const answer = await fetch(url, {
      signal,
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    if (answer.ok) return pageOf(url, await answer.text());
    // The path of a link in a mail holds a token, so only its first part is told.
    const [, room = ''] = url.pathname.split('/');
    throw new DidNotHappen(
      `Expected the page /${room} to answer 200, arrived ${answer.status}. The service’s log has the request (--out keeps it).`,
    );
  }

  function pageOf(url: URL, html: string): Page {
    return {
      html,
      async submit(fields, signal) {
        const { action, hidden } = formIn(html);
        return visit(new URL(action, url), new URLSearchParams({ ...hidden, ...fields }), signal);
      },
    };
  }

  return { open: (address, signal) => visit(new URL(address, publicUrl), undefined, signal) };
}

interface Form {
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
}

function formIn(html: string): Form {
  const [, action] = /<form method="post" action="([^"]+)"/.exec(html) ?? [];
  if (action === undefined)
    throw new DidNotHappen('Expected a page with a form to send, arrived one without.');
  const hidden = html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  return {
    action,
    hidden: Object.fromEntries([...hidden].map(([, name = '', value = '']) => [name, value])),
  };
}
