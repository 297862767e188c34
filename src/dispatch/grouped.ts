/**
 * Groups commits without a timer: while one commit is under way, whatever comes gathers for the next. Resolves when the group
 * of an item is committed.
 */
export function createGrouped<Item, Result>(
  commit: (items: readonly Item[]) => Promise<Result>,
): (item: Item) => Promise<Result> {
  let gathering: Item[] = [];
  let next: Promise<Result> | undefined;
  let current: Promise<unknown> = Promise.resolve();

  async function commitAfter(previous: Promise<unknown>): Promise<Result> {
    await previous.catch(() => {}); // those who wait for that commit are told by it
    const group = gathering;
    gathering = [];
    next = undefined;
    return commit(group);
  }

  return function add(item) {
    gathering.push(item);
    if (next === undefined) {
      next = commitAfter(current);
      current = next;
    }
    return next;
  };
}
