import type { Client } from '@hubspot/api-client';
import { ProblemsError } from '../../lib/problem.ts';
import type { Place } from '../../types.ts';
import { isApiRow, valueAt } from '../shared/apiRow.ts';
import type { CallBudget } from '../shared/callBudget.ts';
import { connectionFault, type Fault, faultOf, withRetries } from '../shared/retryPolicy.ts';
import type { Secrets } from '../shared/secrets.ts';
import { hintOfStatus } from '../shared/whatToDo.ts';

/** The client does not notice every connection that is cut in the body: the time-out does. */
const TIMEOUT_MS = 60_000;
const PAGE = 200;
const MOST_VISITS = 3;

export interface HubSpotRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
}

export interface HubSpotFilter {
  readonly propertyName: string;
  readonly operator: 'EQ' | 'GT' | 'GTE' | 'LTE';
  readonly value: string;
}

export interface HubSpotSession {
  readonly client: Client;
  readonly budget: CallBudget;
  readonly secrets: Secrets;
}

interface SearchOptions {
  readonly object: string;
  /** The property that says when a record was last changed. */
  readonly modified: string;
  readonly properties: readonly string[];
}

interface Query {
  readonly filters: readonly HubSpotFilter[];
  readonly sort: string;
  readonly direction?: 'ASCENDING' | 'DESCENDING';
  readonly limit?: number;
}

interface Found {
  readonly total: number;
  readonly results: readonly HubSpotRecord[];
}

/**
 * HubSpot's search for one object. It shows no more than the first 10,000 of what it finds, and a record that changes meanwhile
 * shifts those behind it: so no page is asked for by its offset. Each begins at the last value of the one before.
 */
export class HubSpotSearch {
  private readonly session: HubSpotSession;
  private readonly place: Place;
  private readonly options: SearchOptions;

  constructor(session: HubSpotSession, place: Place, options: SearchOptions) {
    this.session = session;
    this.place = place;
    this.options = options;
  }

  /** When a record was last changed, ms since 1970; 0 where it does not say. */
  modifiedMs({ properties }: HubSpotRecord): number {
    return Date.parse(properties[this.options.modified] ?? '') || 0;
  }

  /** The time of the latest change up to now, ms since 1970, and of none that lies ahead; 0 where there are no records. */
  async newest(now: number): Promise<number> {
    const { modified } = this.options;
    const filters: readonly HubSpotFilter[] = [{ propertyName: modified, operator: 'LTE', value: String(now) }];
    const { results } = await this.ask({ filters, sort: modified, direction: 'DESCENDING', limit: 1 });
    return results[0] === undefined ? 0 : this.modifiedMs(results[0]);
  }

  async count(filter: HubSpotFilter): Promise<number> {
    return (await this.ask({ filters: [filter], sort: 'hs_object_id', limit: 1 })).total;
  }

  /** Records that were changed at that time or later, ms since 1970, the oldest change first; some come twice. */
  async *changedSince(since: number): AsyncGenerator<readonly HubSpotRecord[]> {
    const { modified } = this.options;
    let floor = since;
    let operator: 'GTE' | 'GT' = 'GTE';
    for (let visits = 0; ; ) {
      const filter: HubSpotFilter = { propertyName: modified, operator, value: String(floor) };
      const { results } = await this.ask({ filters: [filter], sort: modified });
      yield results;
      if (results.length < PAGE) return;
      const last = Math.max(...results.map((record) => this.modifiedMs(record)));
      const isAllOfOneTime = results.every((record) => this.modifiedMs(record) === last);
      if (isAllOfOneTime) yield* this.changedAt(last);
      if (last < floor || (last === floor && !isAllOfOneTime)) visits += 1;
      if (visits >= MOST_VISITS) throw asTheirs(this.place, 'HubSpot gives the same page over and over.');
      if (last >= floor) [floor, operator] = [last, isAllOfOneTime ? 'GT' : 'GTE'];
    }
  }

  /** An import changes thousands of records at one instant: these are told apart by their ids. */
  private async *changedAt(time: number): AsyncGenerator<readonly HubSpotRecord[]> {
    const at: HubSpotFilter = { propertyName: this.options.modified, operator: 'EQ', value: String(time) };
    for (let id = '0', visits = 0; ; ) {
      const after: HubSpotFilter = { propertyName: 'hs_object_id', operator: 'GT', value: id };
      const { results } = await this.ask({ filters: [at, after], sort: 'hs_object_id' });
      yield results;
      if (results.length < PAGE) return;
      const last = results.at(-1)?.id ?? id;
      if (BigInt(last) > BigInt(id)) id = last;
      else visits += 1;
      if (visits >= MOST_VISITS) throw asTheirs(this.place, 'HubSpot gives the same page over and over.');
    }
  }

  private ask({ filters, sort, direction = 'ASCENDING', limit = PAGE }: Query): Promise<Found> {
    const { object, properties } = this.options;
    // The client's type wants sorts as texts alone; HubSpot takes the direction only in this form.
    const sorts = [{ propertyName: sort, direction }] as unknown as string[];
    const request = {
      limit,
      sorts,
      properties: [...properties],
      filterGroups: filters.length > 0 ? [{ filters }] : [],
    };
    type Request = Parameters<Client['crm']['objects']['searchApi']['doSearch']>[1];
    return callWithRetries(this.session, this.place, async () => {
      const { client } = this.session;
      const found: Found = await client.crm.objects.searchApi.doSearch(object, request as unknown as Request);
      if (whole(found).results.length < Math.min(limit, found.total)) throw new HollowPage();
      return found;
    });
  }
}

class HollowPage extends Error {}

/** The client reads of any answer what it can: of one that is not HubSpot's, nothing. */
export function whole<T extends { readonly results: readonly unknown[] }>(answer: T | undefined): T {
  if (!Array.isArray(answer?.results)) throw new HollowPage();
  return answer as T;
}

/** Makes a call through HubSpot's client; what HubSpot says against it is told at the place. */
export async function callWithRetries<T>(
  { budget, secrets }: HubSpotSession,
  place: Place,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await withRetries(work, { budget, classify: hubspotFault, timeoutMs: TIMEOUT_MS });
  } catch (error) {
    const isTheirs = isAnswer(error) || error instanceof HollowPage || error instanceof SyntaxError;
    if (!isTheirs && connectionFault(error) === undefined) throw error;
    const said = valueAt(error, 'body.message') ?? connectionFault(error) ?? '';
    const cleaned = secrets.scrub(String(said)).replaceAll(/\s+/g, ' ').slice(0, 300);
    const status = isAnswer(error) ? `: it answered ${error.code}.` : ':';
    const message = `HubSpot did not give what was asked for${status} ${cleaned}`.trim();
    const hint = isAnswer(error) ? hintOfStatus(error.code, 'hubspot') : {};
    throw new ProblemsError([{ ...place, message, ...hint }]);
  }
}

export function asTheirs(place: Place, message: string): ProblemsError {
  return new ProblemsError([{ ...place, message }]);
}

/** What the client throws for an answer that is no success. */
function isAnswer(error: unknown): error is Error & { readonly code: number } {
  return error instanceof Error && isApiRow(error) && typeof error['code'] === 'number';
}

function hubspotFault(error: unknown): Fault {
  if (error instanceof HollowPage) return { isLater: true, why: 'a page came without all of its records' };
  if (error instanceof SyntaxError) return { isLater: true, why: 'the answer was not whole' };
  return faultOf(error);
}
