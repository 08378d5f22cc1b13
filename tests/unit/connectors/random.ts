/** Chance that is the same each time, by its seed. */
export interface Random {
  /** A whole number from 0 up to and without `limit`. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(from: readonly T[]) => T | undefined;
  readonly shuffle: <T>(from: readonly T[]) => readonly T[];
}

export function randomOf(seed: number): Random {
  let state = seed * 7919 + 1;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (from) => from[below(from.length)],
    shuffle: (from) =>
      from
        .map((value) => [next(), value] as const)
        .sort(([a], [b]) => a - b)
        .map(([, value]) => value),
  };
}
