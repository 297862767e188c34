/** Follows of its own keep the unmeasured publication apart from the measured one. */
export const places = { audience: 'ML', signed: 'BF', warmUp: 'NE' } as const;

/** Every contender sends as many before it is measured, for a service is not started anew for each alert. */
export function warmUpBefore(recipients: number): number {
  return Math.min(recipients, 1_000);
}
