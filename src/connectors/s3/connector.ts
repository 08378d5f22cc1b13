import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { StagedPart } from '../../formats/stagedPart.ts';
import { stageLocalFile } from '../../formats/stageLocalFile.ts';
import { logsOf } from '../../formats/wholeFiles.ts';
import { ProblemsError } from '../../lib/problem.ts';
import type { Place, SourceTable } from '../../types.ts';
import { type Connector, type ConnectRequest, connectionVariable, type Part } from '../connector.ts';
import { isSafeAddress } from '../shared/apiAddress.ts';
import type { CallBudget } from '../shared/callBudget.ts';
import { isBug } from '../shared/isBug.ts';
import { diskName, matchingNames, patternsOf, prefixOf } from '../shared/objectNames.ts';
import { withRetries } from '../shared/retryPolicy.ts';
import { missingOf, type Secrets, secretsOf } from '../shared/secrets.ts';
import { writeBody } from '../shared/writeBody.ts';
import { s3Fault, s3Message } from './faults.ts';
import type { S3Options } from './options.ts';

const SECRETS = ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'SESSION_TOKEN'];
/** A page that is announced more often than this leads nowhere. */
const MOST_VISITS = 3;
const LONGEST_DOWNLOAD_MS = 60 * 60_000;

/** Objects of a bucket, of Amazon's S3 or of any other service that speaks its protocol. */
export const s3: Connector<S3Options> = {
  missingSecrets: (source, env) => {
    const isAmazon = env(connectionVariable(source, 'ENDPOINT')) === undefined;
    return missingOf(source, env, ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', ...(isAmazon ? ['REGION'] : [])]);
  },
  async connect(request) {
    const { source, budget } = request;
    const secrets = secretsOf(source, request.effects.env, SECRETS);
    const client = clientOf(request, secrets);
    const bucketOf = (table: SourceTable<S3Options>): Bucket => ({
      client,
      budget,
      secrets,
      name: table.options.bucket,
      place: table.place,
    });
    const [first] = source.tables;
    // Keys that are let into one folder alone may list nothing else.
    if (first !== undefined) await listPage(bucketOf(first), { prefix: prefixOf(patternsOf(first)[0] ?? ''), most: 1 });
    return {
      pull: async ({ table }) => ({ mode: 'parts', parts: await partsOf(bucketOf(table), table) }),
      close: async () => client.destroy(),
    };
  },
};

interface Bucket {
  readonly client: S3Client;
  readonly budget: CallBudget;
  readonly secrets: Secrets;
  readonly name: string;
  readonly place: Place;
}

function clientOf({ source }: ConnectRequest, { get }: Secrets): S3Client {
  const endpoint = get('ENDPOINT');
  const address = endpoint === '' ? undefined : URL.parse(endpoint);
  if (address === null || (address !== undefined && !isSafeAddress(address))) {
    const variable = connectionVariable(source, 'ENDPOINT');
    throw new ProblemsError([{ ...source.place, message: `${variable} is not an address that begins with https://.` }]);
  }
  const sessionToken = get('SESSION_TOKEN');
  return new S3Client({
    region: get('REGION') || 'us-east-1',
    credentials: {
      accessKeyId: get('ACCESS_KEY_ID'),
      secretAccessKey: get('SECRET_ACCESS_KEY'),
      ...(sessionToken !== '' && { sessionToken }),
    },
    // Buckets of other services have rarely a name of their own in the DNS.
    ...(address !== undefined && { endpoint: address.href, forcePathStyle: true }),
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  });
}

interface ListedObject {
  readonly key: string;
  readonly version: string;
}

async function partsOf(bucket: Bucket, table: SourceTable<S3Options>): Promise<readonly Part[]> {
  const objects = new Map<string, string>();
  for (const prefix of shortestOf(patternsOf(table).map(prefixOf)))
    for await (const { key, version } of listed(bucket, prefix)) objects.set(key, version);
  const keys = await matchingNames(table, objects.keys(), `the bucket "${bucket.name}"`);
  return keys.map((key) => {
    const logs = logsOf(key, objects.keys());
    const version = [key, ...logs].map((name) => objects.get(name) ?? '').join(' ');
    return { name: key, version, stage: (folder) => stageObject(bucket, { table, key, logs, folder }) };
  });
}

/** Prefixes without those that another one covers. */
function shortestOf(prefixes: readonly string[]): readonly string[] {
  const unique = [...new Set(prefixes)].sort();
  return unique.filter((prefix) => !unique.some((other) => other !== prefix && prefix.startsWith(other)));
}

async function* listed(bucket: Bucket, prefix: string): AsyncGenerator<ListedObject> {
  const visits = new Map<string, number>();
  for (let token: string | undefined = ''; token !== undefined; ) {
    const visited = (visits.get(token) ?? 0) + 1;
    visits.set(token, visited);
    if (visited > MOST_VISITS) throw refused(bucket, 'The list of its objects gives the same page over and over.');
    const page = await listPage(bucket, { prefix, token });
    for (const { Key, ETag, LastModified, Size } of page.Contents ?? []) {
      // Consoles show folders by empty objects.
      if (Key === undefined || Key.endsWith('/')) continue;
      yield { key: Key, version: ETag ?? `${LastModified?.toISOString()} ${Size}` };
    }
    if (page.IsTruncated !== true) return;
    token = page.NextContinuationToken;
  }
  throw refused(bucket, 'The list of its objects says that there are more, and not where.');
}

interface PageRequest {
  readonly prefix: string;
  readonly token?: string;
  readonly most?: number;
}

async function listPage(bucket: Bucket, { prefix, token, most }: PageRequest) {
  const command = new ListObjectsV2Command({
    Bucket: bucket.name,
    Prefix: prefix,
    ...(token && { ContinuationToken: token }),
    ...(most !== undefined && { MaxKeys: most }),
  });
  return asked(bucket, `The bucket "${bucket.name}" cannot be listed`, async (signal) => {
    const page = await bucket.client.send(command, { abortSignal: signal });
    // The client reads of any answer what it can: of one that is not the service's, a list that is empty and ends.
    if (page.IsTruncated === undefined) throw noAnswer();
    return page;
  });
}

interface ObjectRequest {
  readonly table: SourceTable<S3Options>;
  readonly key: string;
  /** What belongs to the object, and has its name with more behind it. */
  readonly logs: readonly string[];
  readonly folder: string;
}

async function stageObject(bucket: Bucket, { table, key, logs, folder }: ObjectRequest): Promise<StagedPart> {
  await mkdir(join(folder, 'object'), { recursive: true });
  const path = join(folder, 'object', diskName(key));
  const versions: (string | undefined)[] = [];
  for (const name of [key, ...logs]) versions.push(await download(bucket, name, path + name.slice(key.length)));
  const { stage } = await stageLocalFile({ table, label: key, path, folder });
  const isTold = versions.every((version) => version !== undefined);
  return { ...(await stage()), ...(isTold && { version: versions.join(' ') }) };
}

/** Writes an object to disk and returns the version that came: one answer is one version, whatever was listed. */
async function download(bucket: Bucket, key: string, path: string): Promise<string | undefined> {
  return asked(
    bucket,
    `"${key}" cannot be read`,
    async (signal) => {
      const command = new GetObjectCommand({ Bucket: bucket.name, Key: key });
      const answer = await bucket.client.send(command, { abortSignal: signal });
      if (answer.ETag === undefined && answer.ContentType?.startsWith('text/html')) throw noAnswer();
      await writeBody(path, answer.Body as Readable, { signal, bytes: answer.ContentLength });
      return answer.ETag;
    },
    LONGEST_DOWNLOAD_MS,
  );
}

/** A sign-in to the network, or a page of a proxy's: the same call may be answered later. */
function noAnswer(): Error {
  return Object.assign(new Error('The answer was not of S3.'), { code: 'ECONNRESET' });
}

async function asked<T>(
  bucket: Bucket,
  what: string,
  call: (signal: AbortSignal) => Promise<T>,
  timeoutMs = 120_000,
): Promise<T> {
  try {
    return await withRetries(call, { budget: bucket.budget, classify: s3Fault, timeoutMs });
  } catch (error) {
    if (isBug(error)) throw error;
    const { message, hint } = s3Message(error);
    throw refused(bucket, `${what}: ${message}`, hint);
  }
}

function refused({ place, secrets }: Bucket, message: string, hint?: string): ProblemsError {
  return new ProblemsError([{ ...place, message: secrets.scrub(message), ...(hint && { hint }) }]);
}
