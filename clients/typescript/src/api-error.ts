/** The service refused, and says why (RFC 9457). */
export class ApiError extends Error {
  readonly status: number;
  /** What a program decides by, such as `NOT_FOUND` or `EVENTS_FORGOTTEN`. */
  readonly code: string | undefined;
  /** All that was answered. */
  readonly problem: Readonly<Record<string, unknown>>;
  /** What to wait before asking again, where the service said so. */
  readonly retryAfterMs: number | undefined;

  constructor(answer: Response, problem: Readonly<Record<string, unknown>>) {
    const { detail, code } = problem;
    super(
      typeof detail === 'string' ? detail : `expected to be answered, arrived ${answer.status}`,
    );
    this.name = 'ApiError';
    this.status = answer.status;
    this.code = typeof code === 'string' ? code : undefined;
    this.problem = problem;
    this.retryAfterMs = waitOf(answer.headers.get('retry-after'));
  }
}

export async function errorOf(answer: Response): Promise<ApiError> {
  const problem: unknown = await answer.json().catch(() => undefined); // a proxy’s page of HTML
  return new ApiError(
    answer,
    typeof problem === 'object' && problem !== null ? { ...problem } : {},
  );
}

/** RFC 9110: seconds, or a date. */
function waitOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(ms, 0);
}
