import pLimit from 'p-limit';

/**
 * Works on every item, some at once. After a failure the work that is under way is waited for, so that nothing goes on unheard;
 * what has not begun is left.
 * @param atOnce - how many are worked on at once, from 1
 * @returns what became of the items, in their order
 * @throws the failure of the first item that failed
 */
export async function allDone<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const withRoom = pLimit(atOnce);
  let failed = false;
  const outcomes = await Promise.allSettled(
    items.map((item) =>
      withRoom(async () => {
        if (failed) throw new Error('not begun');
        try {
          return await work(item);
        } catch (error) {
          failed = true;
          throw error;
        }
      }),
    ),
  );
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
