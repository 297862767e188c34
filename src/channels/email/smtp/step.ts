import type SMTPConnection from 'nodemailer/lib/smtp-connection';

/** How one request to nodemailer's connection ended. */
export type StepEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'stopped' };

type Begin = (done: (error?: unknown) => void) => void;

/**
 * Nodemailer does not call back when the connection is closed under a request, by us or, while it logs in, by the
 * other side; so whatever comes first counts: the callback, an error, the end, or the signal.
 */
export async function step(
  smtp: SMTPConnection,
  begin: Begin,
  signal: AbortSignal,
): Promise<StepEnd> {
  if (signal.aborted) return { kind: 'stopped' };
  const ended = Promise.withResolvers<StepEnd>();
  const onError = (error: unknown) => ended.resolve({ kind: 'failed', error });
  // Nodemailer ends a connection first and says why just after: let it.
  const onEnd = () => queueMicrotask(() => ended.resolve({ kind: 'failed', error: undefined }));
  const onAbort = () => ended.resolve({ kind: 'stopped' });
  smtp.on('error', onError);
  smtp.on('end', onEnd);
  signal.addEventListener('abort', onAbort);
  begin((error) => ended.resolve(error ? { kind: 'failed', error } : { kind: 'done' }));
  try {
    return await ended.promise;
  } finally {
    smtp.off('error', onError);
    smtp.off('end', onEnd);
    signal.removeEventListener('abort', onAbort);
  }
}
