import type { FastifyInstance } from 'fastify';

import { readTrap } from '#src/http/admission.ts';
import type { Admission } from '#src/http/admission.ts';
import { paths } from '#src/rendering/paths.ts';
import type { Subscriptions } from '#src/subscription/subscription.ts';

import { guardPages, languageOf, refuseCrossSite, showHtml } from './page-scope.ts';
import type { Shows } from './page-scope.ts';
import { readTyped } from './typed.ts';
import { readAddress } from './wish-form.ts';

export interface ManageRequestPagesDeps extends Shows {
  readonly subscriptions: Pick<Subscriptions, 'requestManageLink'>;
  readonly admission: Pick<Admission, 'ofForm' | 'begunOf' | 'isStale'>;
}

/** Asking for a manage link. The answer is the same whether or not the address has alerts. */
export async function manageRequestPages(
  scope: FastifyInstance,
  deps: ManageRequestPagesDeps,
): Promise<void> {
  const { renderPage, languages, subscriptions, admission } = deps;
  guardPages(scope, 'everyone');
  refuseCrossSite(scope, deps);
  const form = { path: paths.manage, action: paths.manage };

  scope.get(paths.manage, async (request, reply) =>
    showHtml(
      reply,
      renderPage('manage-request', languageOf(request, languages), {
        ...form,
        address: '',
        errors: [],
        begun: admission.begunOf(),
      }),
    ),
  );

  scope.post(paths.manage, async (request, reply) => {
    const language = languageOf(request, languages);
    const typed = readTyped(request.body);
    const trap = readTrap(request.body);
    const address = readAddress(typed, admission.isStale(trap));
    if (address.kind === 'wrong') {
      return showHtml(
        reply,
        renderPage('manage-request', language, {
          ...form,
          address: typed.address,
          errors: address.errors,
          begun: admission.begunOf(trap),
        }),
        422,
      );
    }
    const turn = await admission.ofForm(request, trap);
    await subscriptions.requestManageLink(address.value, turn);
    const page = { path: paths.manage, purpose: 'manage', waitMs: turn.saidMs } as const;
    return showHtml(reply, renderPage('check-mail', language, page));
  });
}
