interface Group<Item, Result> {
  readonly items: Item[];
  readonly done: Promise<Result>;
}

/**
 * Groups commits without a timer: while one commit is under way, whatever comes gathers for the next ones, of `most` items
 * each. Resolves when the group of an item is committed.
 */
export function createGrouped<Item, Result>(
  commit: (items: readonly Item[]) => Promise<Result>,
  most = Infinity,
): (item: Item) => Promise<Result> {
  let gathering: Group<Item, Result> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function begin(): Group<Item, Result> {
    const items: Item[] = [];
    const done = commitAfter(last, items);
    last = done;
    return { items, done };
  }

  async function commitAfter(previous: Promise<unknown>, items: readonly Item[]): Promise<Result> {
    await previous.catch(() => {}); // those who wait for that commit are told by it
    if (gathering?.items === items) gathering = undefined;
    return commit(items);
  }

  return function add(item) {
    if (gathering === undefined || gathering.items.length >= most) gathering = begin();
    gathering.items.push(item);
    return gathering.done;
  };
}
