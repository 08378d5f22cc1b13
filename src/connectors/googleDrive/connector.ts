import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { drive_v3 } from '@googleapis/drive';
import type { StagedPart } from '../../formats/stagedPart.ts';
import { stageLocalFile } from '../../formats/stageLocalFile.ts';
import { logsOf } from '../../formats/wholeFiles.ts';
import { fileHash } from '../../lib/hash.ts';
import { ProblemsError } from '../../lib/problem.ts';
import type { Place, SourceTable } from '../../types.ts';
import type { Connector, Part } from '../connector.ts';
import type { CallBudget } from '../shared/callBudget.ts';
import { isBug } from '../shared/isBug.ts';
import { diskName, matchingNames } from '../shared/objectNames.ts';
import { withRetries } from '../shared/retryPolicy.ts';
import { missingOf } from '../shared/secrets.ts';
import { writeBody } from '../shared/writeBody.ts';
import { exportOf } from './exportOf.ts';
import { driveFault, driveMessage, isRefused } from './faults.ts';
import type { GoogleDriveOptions } from './options.ts';
import { type DriveSession, driveSession } from './signIn.ts';

/** A page that is announced more often than this leads nowhere. */
const MOST_VISITS = 3;
const ANSWER_MS = 60_000;
const LONGEST_DOWNLOAD_MS = 60 * 60_000;
const GOOGLE = 'application/vnd.google-apps.';
const SHEET = `${GOOGLE}spreadsheet`;

/** Files of a folder of Google Drive, read by a service account that the folder is shared with. */
export const googleDrive: Connector<GoogleDriveOptions> = {
  missingSecrets: (source, env) => missingOf(source, env, ['SERVICE_ACCOUNT']),
  async connect(request) {
    const session = driveSession(request);
    const folderOf = (table: SourceTable<GoogleDriveOptions>): Folder => ({
      session,
      budget: request.budget,
      id: table.options.folder,
      place: table.place,
    });
    const [first] = request.source.tables;
    if (first !== undefined) await findFolder(folderOf(first));
    return { pull: async ({ table }) => ({ mode: 'parts', parts: await partsOf(folderOf(table), table) }) };
  },
};

interface Folder {
  readonly session: DriveSession;
  readonly budget: CallBudget;
  readonly id: string;
  readonly place: Place;
}

/** A folder that is not shared would look like an empty one. */
async function findFolder(folder: Folder): Promise<void> {
  const fields = 'id, mimeType, trashed';
  const data = await asked(folder, `The folder "${folder.id}" cannot be read`, async (client, signal) =>
    whole(await client.files.get({ fileId: folder.id, fields, supportsAllDrives: true }, { signal })),
  );
  if (data.mimeType !== `${GOOGLE}folder` || data.trashed === true)
    throw refused(folder, `"${folder.id}" is no folder, or lies in the trash.`);
}

interface DriveFile {
  readonly id: string;
  readonly name: string;
  readonly isSheet: boolean;
  /** Of the content; null for a Google Sheet, which has none before it is exported. */
  readonly md5: string | null;
  readonly version: string;
}

async function partsOf(folder: Folder, table: SourceTable<GoogleDriveOptions>): Promise<readonly Part[]> {
  const files = new Map<string, DriveFile>();
  for await (const file of listed(folder)) files.set(file.id, file);
  const all = [...files.values()];
  const names = await matchingNames(
    table,
    all.map(({ name }) => name),
    `the folder "${folder.id}"`,
  );
  const problems: ProblemsError[] = [];
  const parts = names.flatMap((name): readonly Part[] => {
    const logNames = logsOf(name, new Set(all.map((one) => one.name)));
    const [file, ...logs] = [name, ...logNames].flatMap((own) => {
      const [found, twin] = all.filter((one) => one.name === own);
      // To upload a file anew makes a second one of the same name: its rows would count twice.
      if (twin !== undefined) problems.push(refused(folder, `Two files are named "${own}".`, 'Remove or rename one.'));
      return found === undefined ? [] : [found];
    });
    if (file === undefined) return [];
    const version = [file, ...logs].map((one) => one.version).join(' ');
    return [{ name, version, stage: (place) => stageFile(folder, { table, file, logs, folder: place }) }];
  });
  if (problems.length > 0) throw new ProblemsError(problems.flatMap((problem) => problem.problems));
  return parts;
}

async function* listed(folder: Folder): AsyncGenerator<DriveFile> {
  const visits = new Map<string, number>();
  for (let pageToken: string | undefined = ''; pageToken !== undefined; ) {
    const visited = (visits.get(pageToken) ?? 0) + 1;
    visits.set(pageToken, visited);
    if (visited > MOST_VISITS) throw refused(folder, 'The list of its files gives the same page over and over.');
    const page: drive_v3.Schema$FileList = await listPage(folder, pageToken);
    if (page.incompleteSearch === true) throw refused(folder, 'Drive did not list every file.', 'Run it again.');
    for (const { id, name, mimeType, md5Checksum, modifiedTime } of page.files ?? []) {
      const isSheet = mimeType === SHEET;
      // Folders, shortcuts and documents have no rows.
      if (!id || !name || (mimeType?.startsWith(GOOGLE) && !isSheet)) continue;
      yield { id, name, isSheet, md5: md5Checksum ?? null, version: md5Checksum ?? `modified ${modifiedTime}` };
    }
    pageToken = page.nextPageToken ?? undefined;
  }
}

async function listPage(folder: Folder, pageToken: string): Promise<drive_v3.Schema$FileList> {
  const params = {
    q: `'${folder.id.replaceAll(/['\\]/g, '\\$&')}' in parents and trashed = false`,
    fields: 'nextPageToken, incompleteSearch, files(id, name, mimeType, md5Checksum, modifiedTime)',
    orderBy: 'name',
    pageSize: 1000,
    supportsAllDrives: true,
    includeItemsFromAllDrives: true,
    ...(pageToken !== '' && { pageToken }),
  };
  return asked(folder, `The folder "${folder.id}" cannot be listed`, async (client, signal) =>
    whole(await client.files.list(params, { signal })),
  );
}

/** The client passes on as text what is no whole JSON: a page of files would look like one without any. */
function whole<T>({ data }: { readonly data: T }): T {
  if (typeof data === 'object' && data !== null) return data;
  throw Object.assign(new Error('The answer was no JSON.'), { code: 'ECONNRESET' });
}

interface FileRequest {
  readonly table: SourceTable<GoogleDriveOptions>;
  readonly file: DriveFile;
  /** What belongs to the file, and has its name with more behind it. */
  readonly logs: readonly DriveFile[];
  readonly folder: string;
}

async function stageFile(from: Folder, { table, file, logs, folder }: FileRequest): Promise<StagedPart> {
  await mkdir(join(folder, 'object'), { recursive: true });
  const path = join(folder, 'object', diskName(file.name));
  const local = { label: file.name, path, folder };
  if (!file.isSheet) {
    const versions: string[] = [];
    for (const one of [file, ...logs])
      versions.push(await download(from, one, path + one.name.slice(file.name.length)));
    const { stage } = await stageLocalFile({ table, ...local });
    return { ...(await stage()), version: versions.join(' ') };
  }
  const { format, mimeType } = exportOf(table.options);
  await received(from, file, path, (client, signal) =>
    client.files.export({ fileId: file.id, mimeType }, { responseType: 'stream', signal }),
  );
  const { stage } = await stageLocalFile({ table: { ...table, options: { ...table.options, format } }, ...local });
  return stage();
}

/** Writes a file to disk and returns the checksum of what came, once Drive has the same. */
async function download(from: Folder, file: DriveFile, path: string): Promise<string> {
  const { id: fileId } = file;
  let md5 = '';
  await received(
    from,
    file,
    path,
    (client, signal) =>
      client.files.get({ fileId, alt: 'media', supportsAllDrives: true }, { responseType: 'stream', signal }),
    async (client, signal) => {
      md5 = await fileHash(path, 'md5');
      if (md5 === file.md5) return;
      const now = await client.files.get({ fileId, fields: 'md5Checksum', supportsAllDrives: true }, { signal });
      if (now.data.md5Checksum !== md5) throw Object.assign(new Error('The body was damaged.'), { code: 'ECONNRESET' });
    },
  );
  return md5;
}

type Call<T> = (client: drive_v3.Drive, signal: AbortSignal) => Promise<T>;

/** Writes the body of an answer to disk, and proves it. */
async function received(
  from: Folder,
  { name }: DriveFile,
  path: string,
  call: Call<{ readonly data: unknown }>,
  prove: Call<void> = async () => {},
): Promise<void> {
  await asked(
    from,
    `"${name}" cannot be read`,
    async (client, signal) => {
      const body = await answered((soon) => call(client, soon), signal);
      await writeBody(path, body, { signal });
      await prove(client, signal);
    },
    LONGEST_DOWNLOAD_MS,
  );
}

/** The body of an answer, which may then take long; the answer itself may not. */
async function answered(call: (signal: AbortSignal) => Promise<{ readonly data: unknown }>, signal: AbortSignal) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException('No answer in time.', 'TimeoutError')), ANSWER_MS);
  try {
    const { data } = await call(AbortSignal.any([signal, late.signal]));
    return data instanceof Readable ? data : Readable.fromWeb(data as Parameters<typeof Readable.fromWeb>[0]);
  } catch (error) {
    throw late.signal.aborted ? late.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

/** Asks Drive, with retries; where the token has ended, with a new one. */
async function asked<T>({ session, ...folder }: Folder, what: string, call: Call<T>, timeoutMs = 120_000): Promise<T> {
  const once = async (signal: AbortSignal): Promise<T> => {
    const { client } = session;
    try {
      return await call(client, signal);
    } catch (error) {
      if (!isRefused(error)) throw error;
      session.renew(client);
      return call(session.client, signal);
    }
  };
  try {
    return await withRetries(once, { budget: folder.budget, classify: driveFault, timeoutMs });
  } catch (error) {
    if (isBug(error)) throw error;
    const { message, hint } = driveMessage(error, session.email);
    throw refused({ session, ...folder }, `${what}: ${message}`, hint);
  }
}

function refused({ place, session }: Folder, message: string, hint?: string): ProblemsError {
  return new ProblemsError([{ ...place, message: session.secrets.scrub(message), ...(hint && { hint }) }]);
}
