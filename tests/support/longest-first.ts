import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** Vitest begins with large files. The one that takes longest by far is small, and at the end it would run alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- Vitest's own method
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => Number(isLongest(other)) - Number(isLongest(one)));
  }
}

function isLongest({ moduleId }: TestSpecification): boolean {
  return moduleId.endsWith('tests/e2e/chaos.test.ts');
}
