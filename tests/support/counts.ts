import type { Reporter, TestModule } from 'vitest/node';

type Tally = Readonly<Record<'passed' | 'failed' | 'skipped', number>>;

const nothing: Tally = { passed: 0, failed: 0, skipped: 0 };

/** A plain line for each project, and `N passed, N failed, N skipped` as the very last line of a run. */
export class Counts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const projects = Map.groupBy(modules, ({ project }) => project.name);
    const lines = [...projects].map(([name, members]) => `${name}: ${line(tally(members))}`);
    const all = tally(modules);
    const total = line({ ...all, failed: all.failed + errors.length });
    process.stdout.write(`\n${[...lines, total].join('\n')}\n`);
  }
}

function tally(modules: readonly TestModule[]): Tally {
  return modules
    .flatMap(statesOf)
    .reduce((sum, state) => ({ ...sum, [state]: sum[state] + 1 }), nothing);
}

/** A file that did not load holds no tests and must still count as a failure. */
function statesOf(module: TestModule): readonly (keyof Tally)[] {
  const states = [...module.children.allTests()].map((test) => test.result().state);
  if (states.length === 0 && module.state() === 'failed') return ['failed'];
  return states.map((state) => (state === 'pending' ? 'failed' : state));
}

function line({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
