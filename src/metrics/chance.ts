/** Days without rows are chance where one such table in a hundred has as many. */
export const CHANCE = 0.01;

/**
 * How many days of a run of days may have no rows where some days around it have none either: what the rate makes likely,
 * with two standard deviations of a Poisson distribution. Where all days around it have rows, none.
 */
export function usualMisses(missRate: number, days: number): number {
  const mean = missRate * days;
  return Math.floor(mean + 2 * Math.sqrt(mean));
}

/**
 * How many days may have no rows by chance, where so many are to be expected: of a desk with four tickets on a day, one day in
 * fifty-five (a Poisson distribution). Of a shop with hundreds of receipts, none.
 */
export function likelyMisses(mean: number): number {
  let [misses, share, more] = [0, Math.exp(-mean), 1 - Math.exp(-mean)];
  while (more >= CHANCE) {
    misses += 1;
    share *= mean / misses;
    more -= share;
  }
  return misses;
}
