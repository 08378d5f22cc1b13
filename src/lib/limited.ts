import pLimit from 'p-limit';

/** Runs work side by side, at most so much at once; what is given later waits. */
export function limited(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  return pLimit(most);
}
