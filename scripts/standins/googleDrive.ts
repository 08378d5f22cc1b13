import { createHash, createVerify, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What goes wrong with one call: the token has ended (401), too many requests (429), the user's rate is exceeded (403), the
 * service is down (503), the connection is cut in the body or before any answer, bytes of the body are others, the page before
 * comes once more, a page comes without files, the export is too large (403).
 */
export type DriveFault =
  | 'expired'
  | 'busy'
  | 'limit'
  | 'down'
  | 'cut'
  | 'refused'
  | 'spoilt'
  | 'repeat'
  | 'empty'
  | 'large';

export type DriveCall = 'token' | 'list' | 'folder' | 'file' | 'content' | 'export';

export interface StandInFile {
  readonly name: string;
  /** "text/csv" where absent. */
  readonly mimeType?: string;
  /** Of a Google Sheet: by the type that it is exported to. */
  readonly exports?: Readonly<Record<string, Buffer>>;
  readonly content?: Buffer | string;
  readonly modifiedTime?: string;
  readonly trashed?: boolean;
  /** The folder that it lies in; the shared one where absent. */
  readonly parent?: string;
}

export interface GoogleDriveOptions {
  readonly pageSize?: number;
  /** Seconds that a busy answer asks to wait. */
  readonly retryAfter?: number;
}

export interface GoogleDrive {
  readonly url: string;
  readonly folder: string;
  /** The text of the service account's key file. */
  readonly serviceAccount: string;
  /** By their ids; may be changed between two pulls. */
  readonly files: Map<string, StandInFile>;
  /** Every call so far: "list", "content orders.csv", "export Budget". */
  readonly calls: string[];
  /** Every token that was given. */
  readonly tokens: Set<string>;
  /** What goes wrong from now on. */
  fail(faults: ((what: DriveCall) => DriveFault | undefined) | undefined): void;
  close(): Promise<void>;
}

interface Drive {
  readonly files: Map<string, StandInFile>;
  readonly calls: string[];
  readonly tokens: Set<string>;
  readonly valid: Set<string>;
  readonly publicKey: string;
  readonly email: string;
  readonly pageSize: number;
  readonly retryAfter: number | undefined;
  faults: ((what: DriveCall) => DriveFault | undefined) | undefined;
  lastPage: object | undefined;
}

const FOLDER = 'folder-1';
const SCOPE = 'https://www.googleapis.com/auth/drive.readonly';

/**
 * A stand-in for Google Drive on loopback. It follows these pages: "Using OAuth 2.0 for Server to Server Applications" (Google
 * Identity), and "Method: files.list", "files.get", "files.export" and "Resolve errors" of the Drive API v3. Anything else
 * answers 404.
 */
export async function startGoogleDrive({ pageSize = 100, retryAfter }: GoogleDriveOptions = {}): Promise<GoogleDrive> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const email = 'reports@example.iam.gserviceaccount.com';
  const drive: Drive = {
    files: new Map(),
    calls: [],
    tokens: new Set(),
    valid: new Set(),
    publicKey,
    email,
    pageSize,
    retryAfter,
    faults: undefined,
    lastPage: undefined,
  };
  const server = createServer((request, response) => {
    answer(drive, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = { type: 'service_account', client_email: email, private_key: privateKey, token_uri: `${url}/token` };
  return {
    url,
    folder: FOLDER,
    serviceAccount: JSON.stringify(key),
    files: drive.files,
    calls: drive.calls,
    tokens: drive.tokens,
    fail: (faults) => {
      drive.faults = faults;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(drive: Drive, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  if (request.method === 'HEAD') return void response.writeHead(404).end();
  const [, , , collection, id, action] = url.pathname.split('/').map(decodeURIComponent);
  const what = callOf(url, { id, action });
  drive.calls.push([what, drive.files.get(id ?? '')?.name].filter(Boolean).join(' '));
  const fault = drive.faults?.(what);
  const file = drive.files.get(id ?? '');
  if (fault === 'refused') {
    response.destroy();
    return;
  }
  if (fault === 'expired' && what !== 'token') drive.valid.clear();
  const wait = drive.retryAfter === undefined ? {} : { 'retry-after': String(drive.retryAfter) };
  if (fault === 'busy') return sendError(response, 429, 'rateLimitExceeded', wait);
  if (fault === 'down') return sendError(response, 503, 'backendError', wait);
  if (what === 'token') return signIn(drive, url, await bodyOf(request), response);
  if (fault === 'limit') return sendError(response, 403, 'userRateLimitExceeded');
  if (!drive.valid.has(request.headers.authorization?.replace(/^Bearer /, '') ?? ''))
    return sendError(response, 401, 'authError');
  const how = { isCut: fault === 'cut', isSpoilt: fault === 'spoilt' };
  if (collection !== 'files') return sendError(response, 404, 'notFound');
  if (what === 'list') return list(drive, url.searchParams, response, fault);
  if (what === 'folder') return send(response, JSON.stringify({ id, mimeType: FOLDER_TYPE, trashed: false }), how);
  if (file === undefined) return sendError(response, 404, 'notFound');
  if (what === 'file') return send(response, JSON.stringify(resource(id ?? '', file)), how);
  if (what === 'content') return send(response, file.content ?? '', how);
  const exported = file.exports?.[url.searchParams.get('mimeType') ?? ''];
  if (fault === 'large') sendError(response, 403, 'exportSizeLimitExceeded');
  else if (exported === undefined) sendError(response, 400, 'badRequest');
  else send(response, exported, how);
}

const FOLDER_TYPE = 'application/vnd.google-apps.folder';

function callOf(
  url: URL,
  { id, action }: { readonly id: string | undefined; readonly action: string | undefined },
): DriveCall {
  if (url.pathname === '/token') return 'token';
  if (id === undefined) return 'list';
  if (action === 'export') return 'export';
  if (url.searchParams.get('alt') === 'media') return 'content';
  return id === FOLDER ? 'folder' : 'file';
}

function signIn(drive: Drive, url: URL, body: string, response: ServerResponse): void {
  const form = new URLSearchParams(body);
  const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
  const isSigned = createVerify('RSA-SHA256')
    .update(`${header}.${claims}`)
    .verify(drive.publicKey, signature, 'base64url');
  const { iss, aud, scope, exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}');
  const isWhole = iss === drive.email && aud === url.href && scope === SCOPE && exp - iat <= 3600;
  if (!isSigned || !isWhole || form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }));
    return;
  }
  const token = `ya29.${randomUUID()}`;
  drive.tokens.add(token);
  drive.valid.add(token);
  send(response, JSON.stringify({ access_token: token, expires_in: 3599, token_type: 'Bearer' }));
}

function list(drive: Drive, asked: URLSearchParams, response: ServerResponse, fault: DriveFault | undefined): void {
  const token = asked.get('pageToken') ?? '';
  const isEmpty = fault === 'empty' && token !== '';
  const page = isEmpty ? { files: [], nextPageToken: token } : pageOf(drive, asked, token);
  const sent = fault === 'repeat' ? (drive.lastPage ?? page) : page;
  if (!isEmpty) drive.lastPage = page;
  send(response, JSON.stringify(sent), { isCut: fault === 'cut' });
}

function pageOf(drive: Drive, asked: URLSearchParams, token: string): object {
  const parent = /^'([^']+)' in parents and trashed = false$/.exec(asked.get('q') ?? '')?.[1];
  const isWhole = asked.get('supportsAllDrives') === 'true' && asked.get('includeItemsFromAllDrives') === 'true';
  const all = [...drive.files]
    .filter(([, file]) => isWhole && file.trashed !== true && (file.parent ?? FOLDER) === parent)
    .map(([id, file]) => resource(id, file));
  const from = Number(token || 0);
  const to = from + Math.min(drive.pageSize, Number(asked.get('pageSize') ?? 100));
  return { files: all.slice(from, to), incompleteSearch: false, ...(to < all.length && { nextPageToken: `${to}` }) };
}

/** Files that Google keeps in a form of its own have no checksum. */
function resource(id: string, { name, mimeType = 'text/csv', content, modifiedTime, exports }: StandInFile): object {
  const md5Checksum = createHash('md5')
    .update(content ?? '')
    .digest('hex');
  const isOwn = exports !== undefined || mimeType.startsWith('application/vnd.google-apps.');
  return {
    id,
    name,
    mimeType,
    modifiedTime: modifiedTime ?? '2026-11-20T08:00:00.000Z',
    ...(!isOwn && { md5Checksum }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function sendError(response: ServerResponse, status: number, reason: string, headers = {}): void {
  const error = {
    code: status,
    message: `Answer: ${reason}.`,
    errors: [{ domain: 'global', reason, message: reason }],
  };
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers });
  response.end(JSON.stringify({ error }));
}

interface How {
  readonly isCut?: boolean;
  readonly isSpoilt?: boolean;
}

/** Bodies come without their length, as Drive's do where they are packed. */
function send(response: ServerResponse, value: Buffer | string, { isCut = false, isSpoilt = false }: How = {}): void {
  const body = Buffer.from(value);
  if (isSpoilt && body.length > 0) body[body.length - 1] = 0x20;
  const type = typeof value === 'string' && value.startsWith('{') ? 'application/json; charset=UTF-8' : 'text/csv';
  response.writeHead(200, { 'content-type': type });
  if (isCut) response.write(body.subarray(0, body.length / 2), () => response.destroy());
  else response.end(body);
}
