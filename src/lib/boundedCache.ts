import { LRUCache } from 'lru-cache';

/** What a process has worked out, by a text that says of what: at most `max` results, those that were used last. */
export function boundedCache<Result extends object | string>(max: number): LRUCache<string, Result> {
  return new LRUCache({ max });
}
