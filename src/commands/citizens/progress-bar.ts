/** How far a long piece of work has come, of how much, in any unit that grows evenly. */
interface Step {
  readonly rows: number;
  readonly done: number;
  readonly of: number;
}

export interface ProgressBar {
  readonly show: (step: Step) => void;
  /** Leaves the last state standing, on a line of its own. */
  readonly end: () => void;
}

const everyMs = 200;
const width = 24;

/** Drawn on a terminal only: a log or a pipe gets nothing. */
export function createProgressBar(
  output: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>,
  { quiet, what }: { readonly quiet: boolean; readonly what: string },
): ProgressBar {
  if (quiet || !output.isTTY) return { show() {}, end() {} };
  const startedAt = performance.now();
  let drawnAt = -Infinity;
  let first: Step | undefined;
  let last: Step | undefined;
  const draw = (step: Step, now: number) => {
    drawnAt = now;
    const from = first ?? step;
    const seconds = (now - startedAt) / 1_000;
    output.write(`\r\u001b[2K${what}  ${progressText(step, { from, seconds })}`);
  };
  return {
    show(step) {
      first ??= step;
      last = step;
      const now = performance.now();
      if (now - drawnAt >= everyMs) draw(step, now);
    },
    end() {
      if (last === undefined) return;
      draw(last, performance.now());
      output.write('\n');
    },
  };
}

/** @internal exported for its table of cases */
export function progressText(
  { rows, done, of }: Step,
  { from, seconds }: { readonly from: Step; readonly seconds: number },
): string {
  const share = of === 0 ? 1 : Math.min(done / of, 1);
  const full = Math.floor(share * width);
  const bar = `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`;
  const rate = seconds > 0 ? Math.round((rows - from.rows) / seconds) : 0;
  const left = done > from.done ? ((of - done) / (done - from.done)) * seconds : Infinity;
  const eta = Number.isFinite(left) ? `, ${clock(left)} left` : '';
  return `${bar} ${Math.floor(share * 100)} %  ${grouped(rows)} rows, ${grouped(rate)} a second${eta}`;
}

function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
