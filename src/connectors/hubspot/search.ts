import type { Place } from '../../types.ts';
import type { JsonService } from '../shared/jsonService.ts';
import { asTheirs, found, type HubSpotRecord } from './service.ts';

const PAGE = 200;
const MOST_VISITS = 3;

export interface HubSpotFilter {
  readonly propertyName: string;
  readonly operator: 'EQ' | 'GT' | 'GTE' | 'LTE';
  readonly value: string;
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
  private readonly service: JsonService;
  private readonly place: Place;
  private readonly options: SearchOptions;

  constructor(service: JsonService, place: Place, options: SearchOptions) {
    this.service = service;
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

  private async ask({ filters, sort, direction = 'ASCENDING', limit = PAGE }: Query): Promise<Found> {
    const { object, properties } = this.options;
    const body = {
      limit,
      sorts: [{ propertyName: sort, direction }],
      properties,
      filterGroups: filters.length > 0 ? [{ filters }] : [],
    };
    const path = `/crm/v3/objects/${encodeURIComponent(object)}/search`;
    const isWhole = ({ total, results }: Found): boolean => results.length >= Math.min(limit, total);
    return found(this.service, { path, method: 'POST', body, place: this.place }, isWhole);
  }
}
