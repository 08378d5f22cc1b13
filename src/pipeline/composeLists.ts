import { composeLists as compose } from '../pages/composePages.ts';
import type { ListsRequest } from '../pages/composeRequest.ts';
import { siteOf } from './siteOf.ts';
import type { Run } from './startRun.ts';

/** Composes the pages that lead to editions; their paths below the site. Loaded by the runs that have to make them. */
export function composeLists(run: Run, lists: Pick<ListsRequest, 'published' | 'metrics'>): Promise<readonly string[]> {
  return compose({ ...siteOf(run), ...lists });
}
