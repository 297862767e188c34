/** For `vi.waitFor`, whose own limit is a second: this one is for what never happens, not for a busy machine. */
export const patiently = { timeout: 60_000, interval: 10 };
