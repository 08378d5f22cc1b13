import type { PullState } from '../../types.ts';
import { type ApiRow, valueAt } from '../shared/apiRow.ts';

/** How one kind of Zendesk's records is read. */
export interface ZendeskWay {
  /** The member of a page that holds its records. */
  readonly items: string;
  /** The address of the first page of all there are. */
  readonly first: string;
  /** The address of the page after this one; undefined after the last. */
  readonly after: (page: ApiRow) => string | undefined;
  /** The address of the first page of what is new since; absent where Zendesk cannot tell. */
  readonly next?: (since: PullState) => string | undefined;
  /** Where the next pull begins after this page; undefined where the page does not say. */
  readonly stateAfter?: (page: ApiRow) => PullState | undefined;
  /** Whether what is exported is a record that has been deleted. */
  readonly isGone: (record: ApiRow) => boolean;
}

const PER_PAGE = 1000;

/** Zendesk's cursor, which never gives a record twice without cause. */
function byCursor(items: string, isGone: ZendeskWay['isGone']): ZendeskWay {
  const path = `/api/v2/incremental/${items}/cursor.json?per_page=${PER_PAGE}`;
  const at = (cursor: unknown): string | undefined =>
    typeof cursor === 'string' ? `${path}&cursor=${encodeURIComponent(cursor)}` : undefined;
  return {
    items,
    first: `${path}&start_time=0`,
    after: (page) => (page['end_of_stream'] === true ? undefined : at(page['after_cursor'])),
    next: ({ cursor, start }) => at(cursor) ?? (typeof start === 'number' ? `${path}&start_time=${start}` : undefined),
    stateAfter: ({ after_cursor: cursor }) => (typeof cursor === 'string' ? { cursor } : undefined),
    isGone,
  };
}

/** By the time of the change: the last second of a page is the first of the next one. */
function byTime(items: string, isGone: ZendeskWay['isGone']): ZendeskWay {
  const at = (start: unknown): string | undefined =>
    typeof start === 'number'
      ? `/api/v2/incremental/${items}.json?per_page=${PER_PAGE}&start_time=${start}`
      : undefined;
  return {
    items,
    first: at(0) ?? '',
    after: (page) => (page['end_of_stream'] === true ? undefined : at(page['end_time'])),
    next: ({ start }) => at(start),
    stateAfter: ({ end_time: start }) => (typeof start === 'number' ? { start } : undefined),
    isGone,
  };
}

/** A plain list, which is read whole each time. */
function byList(items: string): ZendeskWay {
  const first = `/api/v2/${items}.json?page%5Bsize%5D=100`;
  return {
    items,
    first,
    after: (page) => {
      const cursor = valueAt(page, 'meta.after_cursor');
      if (valueAt(page, 'meta.has_more') !== true || typeof cursor !== 'string') return undefined;
      return `${first}&page%5Bafter%5D=${encodeURIComponent(cursor)}`;
    },
    isGone: () => false,
  };
}

const EXPORTED: readonly ZendeskWay[] = [
  byCursor('tickets', ({ status }) => status === 'deleted'),
  byCursor('users', ({ active }) => active === false),
  byTime('organizations', ({ deleted_at }) => typeof deleted_at === 'string'),
  byTime('ticket_metric_events', () => false),
];

/** The way to read an object by its name in Zendesk's API. */
export function zendeskWay(object: string): ZendeskWay {
  return EXPORTED.find(({ items }) => items === object) ?? byList(object);
}
