/** The place of each item by its value, from 1; equal values have the same place, and the one after them its own (1, 2, 2, 4). */
export function competitionRanks<T>(
  items: readonly T[],
  valueAt: (item: T) => number | null,
  isAscending: boolean,
): ReadonlyMap<T, number> {
  const valued = items.flatMap((item) => {
    const value = valueAt(item);
    return value === null ? [] : [{ item, value }];
  });
  const sorted = valued.toSorted((a, b) => (isAscending ? a.value - b.value : b.value - a.value));
  const ranks = new Map<T, number>();
  let rank = 0;
  for (const [index, { item, value }] of sorted.entries()) {
    if (value !== sorted[index - 1]?.value) rank = index + 1;
    ranks.set(item, rank);
  }
  return ranks;
}
