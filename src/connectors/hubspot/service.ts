import { ProblemsError } from '../../lib/problem.ts';
import type { Place } from '../../types.ts';
import type { ConnectRequest } from '../connector.ts';
import { apiAddress } from '../shared/apiAddress.ts';
import { valueAt } from '../shared/apiRow.ts';
import { askJson, type JsonAsk, type JsonService } from '../shared/jsonService.ts';
import { secretsOf } from '../shared/secrets.ts';

const TIMEOUT_MS = 60_000;

export interface HubSpotRecord {
  readonly id: string;
  readonly properties: Readonly<Record<string, string | null>>;
}

/** HubSpot's API, asked with the token of a private app. */
export function hubspotService({ source, effects, budget }: Omit<ConnectRequest, 'projectRoot'>): JsonService {
  const secrets = secretsOf(source, effects.env, ['ACCESS_TOKEN']);
  return {
    ...{ name: 'HubSpot', kind: 'hubspot', budget, secrets, timeoutMs: TIMEOUT_MS },
    base: apiAddress(source, effects.env, 'https://api.hubapi.com'),
    headers: () => ({ accept: 'application/json', authorization: `Bearer ${secrets.get('ACCESS_TOKEN')}` }),
    said: (body) => valueAt(body, 'message'),
    // Where it asks for no time itself, it names the window that its limit is for.
    waitMs: ({ headers }) => Number(headers['x-hubspot-ratelimit-interval-milliseconds'] ?? Number.NaN),
  };
}

/** Asks for a page of results. `isWhole` tells whether all are there that were announced. */
export async function found<Page extends { readonly results: readonly unknown[] }>(
  service: JsonService,
  ask: Omit<JsonAsk, 'isWhole'>,
  isWhole: (page: Page) => boolean = () => true,
): Promise<Page> {
  const isPage = (body: unknown): body is Page => Array.isArray(valueAt(body, 'results'));
  const { body } = await askJson(service, { ...ask, isWhole: ({ body }) => isPage(body) && isWhole(body) });
  return body as Page;
}

export function asTheirs(place: Place, message: string): ProblemsError {
  return new ProblemsError([{ ...place, message }]);
}
