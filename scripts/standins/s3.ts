import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { isSignedWith } from './s3Signature.ts';

/**
 * What goes wrong with one call: too many requests (429), slow down and internal error (503, 500), the connection is cut in the
 * body or before any answer, the page before comes once more, a page comes without objects, the keys are wrong (403), a page of
 * HTML comes as if all were well (200).
 */
export type S3Fault = 'busy' | 'slow' | 'down' | 'cut' | 'refused' | 'repeat' | 'empty' | 'denied' | 'html';

export interface S3Options {
  readonly bucket?: string;
  /** By the number of the call, from 1, and what it asks for. */
  readonly faults?: ((call: number, what: 'list' | 'object') => S3Fault | undefined) | undefined;
  /** Objects per page of a list; S3's own is 1,000. */
  readonly pageSize?: number;
  /** Seconds that a busy answer asks to wait. */
  readonly retryAfter?: number;
}

export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Every call of others so far: "list", or the key of the object that was read. Those that failed too. */
  readonly calls: string[];
  put(key: string, body: NonNullable<PutObjectCommandInput['Body']>, contentLength?: number): Promise<void>;
  remove(key: string): Promise<void>;
  /** What goes wrong from now on. */
  fail(faults: S3Options['faults']): void;
  close(): Promise<void>;
}

interface Front {
  readonly bucket: string;
  readonly secret: string;
  readonly port: number;
  readonly pageSize: number;
  readonly retryAfter: number | undefined;
  faults: S3Options['faults'];
  readonly calls: string[];
  lastPage: Buffer | undefined;
  /** Objects that are being read; and the writing that readers wait for. */
  readonly reading: Set<Promise<unknown>>;
  writing: Promise<unknown>;
}

/** S3 gives each reader one version of an object, whole; s3rver, of one that is being written, may give half. */
function write(front: Front, work: () => Promise<unknown>): Promise<void> {
  const before = front.writing;
  const done = (async () => {
    await before;
    await Promise.all(front.reading);
    await work();
  })();
  front.writing = done.catch(() => {});
  return done;
}

/**
 * A real S3 server (s3rver) on loopback, behind a front that fails on demand, gives lists in pages, which s3rver cannot with
 * a current OpenSSL, and checks signatures, which s3rver does not. Errors are as in "Error Responses" of the Amazon S3 API Reference, lists as in its "ListObjectsV2".
 */
export async function startS3({
  bucket = 'exports',
  faults,
  retryAfter,
  pageSize = 1000,
}: S3Options = {}): Promise<S3Server> {
  const require = createRequire(import.meta.url);
  const S3rver = require('s3rver');
  const { DUMMY_ACCOUNT } = require('s3rver/lib/models/account');
  const [accessKeyId, secretAccessKey] = [`AK${randomUUID().slice(0, 8)}`, `secret-${randomUUID()}`];
  DUMMY_ACCOUNT.createKeyPair(accessKeyId, secretAccessKey);
  const directory = await mkdtemp(join(tmpdir(), 's3-'));
  const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory });
  const { port } = (await server.run()) as AddressInfo;
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const front: Front = {
    secret: secretAccessKey,
    bucket,
    port,
    pageSize,
    retryAfter,
    faults,
    calls: [],
    ...{ lastPage: undefined, reading: new Set<Promise<unknown>>(), writing: Promise.resolve() },
  };
  const proxy = createServer((request, response) => {
    pass(front, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    bucket,
    accessKeyId,
    secretAccessKey,
    calls: front.calls,
    fail: (wanted) => {
      front.faults = wanted;
    },
    put: async (key, body, contentLength) => {
      const length = contentLength === undefined ? {} : { ContentLength: contentLength };
      const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...length });
      await write(front, () => client.send(command));
    },
    remove: async (key) => {
      await write(front, () => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));
    },
    close: async () => {
      client.destroy();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function pass(front: Front, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
  const key = decodeURIComponent(pathname.slice(front.bucket.length + 2));
  const what = key === '' ? 'list' : 'object';
  front.calls.push(key === '' ? 'list' : key);
  const fault = front.faults?.(front.calls.length, what);
  const wait = front.retryAfter === undefined ? {} : { 'retry-after': String(front.retryAfter) };
  if (fault === 'refused') response.destroy();
  else if (fault === 'html') {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end('<!DOCTYPE html><html><body>Please sign in to the network.</body></html>');
  } else if (fault === 'denied' || !isSignedWith(front.secret, request))
    sendError(response, 403, 'SignatureDoesNotMatch');
  else if (fault === 'busy') sendError(response, 429, 'TooManyRequests', wait);
  else if (fault === 'slow') sendError(response, 503, 'SlowDown', wait);
  else if (fault === 'down') sendError(response, 500, 'InternalError', wait);
  else if (fault === 'repeat' && what === 'list' && front.lastPage !== undefined) sendXml(response, front.lastPage);
  else if (fault === 'empty' && what === 'list' && searchParams.has('continuation-token'))
    sendXml(response, emptyPage(searchParams.get('continuation-token') ?? ''));
  else {
    for (let seen: unknown; seen !== front.writing; ) {
      seen = front.writing;
      await seen;
    }
    const sent = new Promise((resolve) => response.on('close', resolve));
    front.reading.add(sent);
    await forward(front, { request, response, what, isCut: fault === 'cut' });
    await sent;
    front.reading.delete(sent);
  }
}

function emptyPage(token: string): Buffer {
  const next = `<IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken>`;
  return Buffer.from(`<?xml version="1.0"?><ListBucketResult><KeyCount>0</KeyCount>${next}</ListBucketResult>`);
}

interface Forwarded {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly what: 'list' | 'object';
  readonly isCut: boolean;
}

async function forward(front: Front, { request, response, what, isCut }: Forwarded): Promise<void> {
  const { method, headers, url = '/' } = request;
  const path = what === 'list' ? olderList(front, url) : url;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const passed = httpRequest(
      { host: '127.0.0.1', port: front.port, method: method ?? 'GET', path, headers },
      resolve,
    );
    request.pipe(passed.on('error', reject));
  });
  if (what === 'object' && !isCut) {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const isPage = what === 'list' && answer.statusCode === 200;
  const body = isPage ? withToken(Buffer.concat(chunks)) : Buffer.concat(chunks);
  if (isPage) front.lastPage = body;
  response.writeHead(answer.statusCode ?? 500, { ...answer.headers, 'content-length': body.length });
  if (isCut) response.write(body.subarray(0, body.length / 2), () => response.destroy());
  else response.end(body);
}

/** The list in its first version, whose pages go on after a key: that key is our token. */
function olderList({ pageSize }: Front, url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const most = Math.min(pageSize, Number(searchParams.get('max-keys') ?? pageSize));
  const marker = Buffer.from(searchParams.get('continuation-token') ?? '', 'base64url').toString();
  const older = new URLSearchParams({ prefix: searchParams.get('prefix') ?? '', marker, 'max-keys': String(most) });
  return `${pathname}?${older}`;
}

function withToken(page: Buffer): Buffer {
  const xml = page.toString();
  const last = [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].at(-1)?.[1] ?? '';
  const key = last.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const token = `<NextContinuationToken>${Buffer.from(key).toString('base64url')}</NextContinuationToken>`;
  return Buffer.from(xml.replace('<IsTruncated>true</IsTruncated>', `<IsTruncated>true</IsTruncated>${token}`));
}

function sendError(response: ServerResponse, status: number, code: string, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/xml', ...headers });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>Please try again.</Message></Error>`);
}

function sendXml(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/xml', 'content-length': body.length });
  response.end(body);
}
