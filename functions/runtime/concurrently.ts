/** Maps items with at most `limit` under way at once; results in the order of the items. The first fault ends it. */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  map: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  let next = 0
  let stopped = false
  const work = async () => {
    while (next < items.length && !stopped) {
      const index = next++
      try {
        results[index] = await map(items[index]!, index)
      } catch (error) {
        stopped = true
        throw error
      }
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, work))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  return results
}
