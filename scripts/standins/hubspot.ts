import { randomUUID } from 'node:crypto';
import {
  type ApiFaults,
  type ApiRecords,
  type ApiReply,
  type ApiRequest,
  type ApiStandIn,
  startApiStandIn,
} from './apiStandIn.ts';

export interface StoredRecord {
  /** In the order of their numbers. */
  readonly id: string;
  /** Values as HubSpot keeps them: texts, numbers too; instants as "2026-11-16T10:00:00.000Z". */
  readonly properties: Readonly<Record<string, string | null>>;
  readonly archivedAt?: string;
}

export interface StoredObject {
  readonly properties: readonly { readonly name: string; readonly type: string; readonly hubspotDefined?: boolean }[];
  readonly records: ApiRecords<StoredRecord>;
}

export interface HubSpotOptions extends ApiFaults {
  /** By the name of the object in the API's addresses: "contacts", "2-1234567". */
  readonly objects: Record<string, StoredObject>;
}

export interface HubSpotStandIn extends ApiStandIn {
  readonly accessToken: string;
}

/** What the search of HubSpot shows at most of what it finds. */
const WINDOW = 10_000;
const MOST_SEARCHED = 200;
const MOST_LISTED = 100;

interface Search {
  readonly limit?: number;
  readonly after?: string;
  readonly properties?: readonly string[];
  readonly sorts?: readonly { readonly propertyName: string; readonly direction: string }[];
  readonly filterGroups?: readonly {
    readonly filters: readonly { readonly propertyName: string; readonly operator: string; readonly value: string }[];
  }[];
}

/**
 * A stand-in for HubSpot's CRM on loopback. It follows these pages of HubSpot's developer documentation: "Private apps" (bearer
 * token), "Objects" (list, archived records, paging), "Search the CRM" (operators, one sort, 200 to a page, 10,000 in all),
 * "Properties", "Error handling". Anything else answers 404.
 */
export async function startHubSpot(options: HubSpotOptions): Promise<HubSpotStandIn> {
  const accessToken = `pat-eu1-${randomUUID()}`;
  const standIn = await startApiStandIn(options, {
    isChunked: true,
    isSignedIn: ({ headers }) => headers.authorization === `Bearer ${accessToken}`,
    refusal: (status) => refusal(status, status === 401 ? 'Authentication credentials not found.' : 'Try again later.'),
    answer: (request) => {
      const [, crm, version, resource, name = '', action] = request.path.split('/');
      const object = options.objects[name];
      if (crm !== 'crm' || version !== 'v3' || object === undefined)
        return refusal(404, `Unable to infer object type from: ${name}`);
      if (resource === 'properties') return { body: { results: object.properties.map(described) } };
      if (resource !== 'objects') return refusal(404, 'Not found');
      return action === 'search' ? search(object, request) : list(object, request);
    },
  });
  return { ...standIn, accessToken };
}

function described(property: StoredObject['properties'][number]): object {
  const { name } = property;
  return { ...property, label: name, description: '', fieldType: 'text', groupName: 'all', options: [] };
}

function list({ records }: StoredObject, { path, query }: ApiRequest): ApiReply {
  const limit = Math.min(MOST_LISTED, Number(query.get('limit') ?? 10));
  const after = Number(query.get('after') ?? 0);
  const isArchived = query.get('archived') === 'true';
  const found: StoredRecord[] = [];
  let index = after;
  for (; index < records.length && found.length < limit; index += 1) {
    const record = records.at(index);
    if (record !== undefined && (record.archivedAt !== undefined) === isArchived) found.push(record);
  }
  const isLast = index >= records.length;
  const paging = { next: { after: String(index), link: path } };
  return {
    body: { results: found.map((record) => shown(record, query.getAll('properties'))), ...(!isLast && { paging }) },
    listing: `${path} ${isArchived}`,
    // Who asks for a single record asks for no page after it.
    isLast: isLast || limit === 1,
    ...(after > 0 && { hollow: { results: [], paging: { next: { after: String(after), link: path } } } }),
  };
}

function search({ records }: StoredObject, { path, body }: ApiRequest): ApiReply {
  const { limit = 10, after = '0', properties = [], sorts = [], filterGroups = [] }: Search = JSON.parse(body);
  if (limit > MOST_SEARCHED) return refusal(400, `The limit must not be more than ${MOST_SEARCHED}.`);
  if (sorts.length > 1) return refusal(400, 'Only one sort can be given.');
  if (Number(after) + limit > WINDOW) return refusal(400, 'Paging through more than 10,000 results is not supported.');
  const found: StoredRecord[] = [];
  for (let index = 0; index < records.length; index += 1) {
    const record = records.at(index);
    if (record === undefined || record.archivedAt !== undefined) continue;
    const isFound = filterGroups.some(({ filters }) => filters.every((filter) => isTrue(record, filter)));
    if (filterGroups.length === 0 || isFound) found.push(record);
  }
  const [sort] = sorts;
  if (sort !== undefined) {
    const sign = sort.direction === 'DESCENDING' ? -1 : 1;
    found.sort((a, b) => sign * (numberOf(a, sort.propertyName) - numberOf(b, sort.propertyName)));
  }
  const results = found.slice(Number(after), Number(after) + limit).map((record) => shown(record, properties));
  const end = Number(after) + results.length;
  const isLast = end >= found.length;
  return {
    body: { total: found.length, results, ...(!isLast && { paging: { next: { after: String(end) } } }) },
    listing: `${path} ${JSON.stringify(sorts)}${limit}`,
    isLast: isLast || limit === 1,
    hollow: { total: Math.max(1, found.length), results: [] },
  };
}

function isTrue(
  record: StoredRecord,
  { propertyName, operator, value }: { propertyName: string; operator: string; value: string },
) {
  const own = numberOf(record, propertyName);
  switch (operator) {
    case 'EQ':
      return own === Number(value);
    case 'GT':
      return own > Number(value);
    case 'GTE':
      return own >= Number(value);
    case 'LTE':
      return own <= Number(value);
    default:
      return false;
  }
}

/** Numbers and instants, which alone are searched here. */
function numberOf({ id, properties }: StoredRecord, name: string): number {
  if (name === 'hs_object_id') return Number(id);
  const value = properties[name] ?? '';
  return /^\d{4}-/.test(value) ? Date.parse(value) : Number(value);
}

function shown({ id, properties, archivedAt }: StoredRecord, names: readonly string[]): object {
  const all: Readonly<Record<string, string | null>> = { ...properties, hs_object_id: id };
  const wanted = Object.fromEntries(names.filter((name) => name in all).map((name) => [name, all[name]]));
  const at = '2026-01-01T00:00:00.000Z';
  const isArchived = archivedAt !== undefined;
  return {
    id,
    properties: wanted,
    createdAt: at,
    updatedAt: at,
    archived: isArchived,
    ...(isArchived && { archivedAt }),
  };
}

/** Where there were too many requests, the window that the limit is for stands in a header ("API usage guidelines"). */
function refusal(status: number, message: string): ApiReply {
  const headers = status === 429 ? { 'x-hubspot-ratelimit-interval-milliseconds': '10000' } : {};
  return { status, headers, body: { status: 'error', message, correlationId: randomUUID(), category: 'STAND_IN' } };
}
