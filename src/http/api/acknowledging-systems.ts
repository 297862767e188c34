import { AppError } from '#src/errors.ts';

interface Step {
  readonly at: Date;
  readonly detail?: string | undefined;
}

/** Which officer wrote it down is for officers. */
export function withoutOfficer<T extends Step>(step: T): Omit<T, 'detail'> & Pick<Step, 'detail'> {
  const words = step.detail?.replace(/(?:^| – )noted by [^–]*$/, '');
  return { ...step, detail: words === '' ? undefined : words };
}

export function notItsOwn(): AppError {
  return new AppError(
    'FORBIDDEN',
    'Expected the endpoint’s own token (cae_…), or its signature: nobody else acknowledges in a mission’s name; arrived a partner’s token',
  );
}
