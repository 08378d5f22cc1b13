import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ProblemsError } from '../../lib/problem.ts';
import type { Effects } from '../../types.ts';

/** Objects of a bucket below one prefix, by their keys. */
export interface ObjectStore {
  get(key: string): Promise<Uint8Array | undefined>;
  put(key: string, bytes: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
  /** Sizes in bytes, by key. */
  sizes(): Promise<ReadonlyMap<string, number>>;
}

const NEEDED = ['REGION', 'ACCESS_KEY_ID', 'SECRET_ACCESS_KEY'] as const;

/**
 * Opens a bucket to write into. `address` is `s3://bucket/prefix`; region and keys come from the environment, from
 * variables that begin with `variables`, and so does the endpoint of a service that is not Amazon's. A request that fails
 * for the time being is sent again, at most four times. Throws ProblemsError where variables are missing.
 */
export function openObjectStore(request: {
  readonly address: string;
  readonly variables: string;
  readonly env: Effects['env'];
}): ObjectStore {
  const { address, variables, env } = request;
  const of = (name: string): string | undefined => env(`${variables}_${name}`);
  const endpoint = of('ENDPOINT');
  const missing = NEEDED.filter((name) => of(name) === undefined && !(name === 'REGION' && endpoint !== undefined));
  if (missing.length > 0) {
    throw new ProblemsError(
      missing.map((name) => ({
        file: 'templates/site.yml',
        message: `The environment variable ${variables}_${name} is not set; the archive in ${address} needs it.`,
      })),
    );
  }
  const [, Bucket = '', rest = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(address) ?? [];
  const prefix = rest === '' ? '' : `${rest.replace(/\/+$/, '')}/`;
  const sessionToken = of('SESSION_TOKEN');
  const client = new S3Client({
    region: of('REGION') ?? 'us-east-1',
    credentials: {
      accessKeyId: of('ACCESS_KEY_ID') ?? '',
      secretAccessKey: of('SECRET_ACCESS_KEY') ?? '',
      ...(sessionToken !== undefined && { sessionToken }),
    },
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  });
  return {
    async get(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: prefix + key }));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async put(key, bytes) {
      await client.send(new PutObjectCommand({ Bucket, Key: prefix + key, Body: bytes }));
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key: prefix + key }));
    },
    async sizes() {
      const sizes = new Map<string, number>();
      for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket,
            Prefix: prefix,
            ...(token !== undefined && { ContinuationToken: token }),
          }),
        );
        for (const { Key = '', Size = 0 } of page.Contents ?? []) sizes.set(Key.slice(prefix.length), Size);
        token = page.NextContinuationToken;
      }
      return sizes;
    },
  };
}
