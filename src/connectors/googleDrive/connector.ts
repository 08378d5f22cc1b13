import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { StagedPart } from '../../formats/stagedPart.ts';
import { stageLocalFile } from '../../formats/stageLocalFile.ts';
import { logsOf } from '../../formats/wholeFiles.ts';
import { fileHash } from '../../lib/hash.ts';
import { ProblemsError } from '../../lib/problem.ts';
import type { SourceTable } from '../../types.ts';
import type { Connector, Part } from '../connector.ts';
import { isApiRow, valueAt } from '../shared/apiRow.ts';
import { diskName, matchingNames } from '../shared/objectNames.ts';
import { NoAnswer } from '../shared/retryingFetch.ts';
import { missingOf } from '../shared/secrets.ts';
import { writeBody } from '../shared/writeBody.ts';
import { asked, type Call, type Folder, refused } from './ask.ts';
import { exportOf } from './exportOf.ts';
import type { GoogleDriveOptions } from './options.ts';
import { driveSession } from './signIn.ts';

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

/** A folder that is not shared would look like an empty one. */
async function findFolder(folder: Folder): Promise<void> {
  const fields = 'id, mimeType, trashed';
  const data = await asked(folder, `The folder "${folder.id}" cannot be read`, (client, signal) =>
    client.get(pathOf(folder.id), { fields, supportsAllDrives: true }, signal),
  );
  if (valueAt(data, 'mimeType') !== `${GOOGLE}folder` || valueAt(data, 'trashed') === true)
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

/** What is read of a page of files. */
interface FileList {
  readonly incompleteSearch?: boolean;
  readonly nextPageToken?: string;
  readonly files?: readonly {
    readonly id?: string;
    readonly name?: string;
    readonly mimeType?: string;
    readonly md5Checksum?: string;
    readonly modifiedTime?: string;
  }[];
}

async function* listed(folder: Folder): AsyncGenerator<DriveFile> {
  const visits = new Map<string, number>();
  for (let pageToken: string | undefined = ''; pageToken !== undefined; ) {
    const visited = (visits.get(pageToken) ?? 0) + 1;
    visits.set(pageToken, visited);
    if (visited > MOST_VISITS) throw refused(folder, 'The list of its files gives the same page over and over.');
    const page: FileList = await listPage(folder, pageToken);
    if (page.incompleteSearch === true) throw refused(folder, 'Drive did not list every file.', 'Run it again.');
    for (const { id, name, mimeType, md5Checksum, modifiedTime } of page.files ?? []) {
      const isSheet = mimeType === SHEET;
      // Folders, shortcuts and documents have no rows.
      if (!id || !name || (mimeType?.startsWith(GOOGLE) && !isSheet)) continue;
      yield { id, name, isSheet, md5: md5Checksum ?? null, version: md5Checksum ?? `modified ${modifiedTime}` };
    }
    pageToken = page.nextPageToken;
  }
}

async function listPage(folder: Folder, pageToken: string): Promise<FileList> {
  const params = {
    q: `'${folder.id.replaceAll(/['\\]/g, '\\$&')}' in parents and trashed = false`,
    fields: 'nextPageToken, incompleteSearch, files(id, name, mimeType, md5Checksum, modifiedTime)',
    orderBy: 'name',
    pageSize: 1000,
    supportsAllDrives: true,
    includeItemsFromAllDrives: true,
    ...(pageToken !== '' && { pageToken }),
  };
  const page = await asked(folder, `The folder "${folder.id}" cannot be listed`, (client, signal) =>
    client.get('', params, signal),
  );
  return isApiRow(page) ? page : {};
}

function pathOf(id: string): string {
  return `/${encodeURIComponent(id)}`;
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
  await received(from, file, path, (client, signal) => client.read(`${pathOf(file.id)}/export`, { mimeType }, signal));
  const { stage } = await stageLocalFile({ table: { ...table, options: { ...table.options, format } }, ...local });
  return stage();
}

/** Writes a file to disk and returns the checksum of what came, once Drive has the same. */
async function download(from: Folder, file: DriveFile, path: string): Promise<string> {
  let md5 = '';
  await received(
    from,
    file,
    path,
    (client, signal) => client.read(pathOf(file.id), { alt: 'media', supportsAllDrives: true }, signal),
    async (client, signal) => {
      md5 = await fileHash(path, 'md5');
      if (md5 === file.md5) return;
      const now = await client.get(pathOf(file.id), { fields: 'md5Checksum', supportsAllDrives: true }, signal);
      if (valueAt(now, 'md5Checksum') !== md5) throw new NoAnswer('the body was damaged');
    },
  );
  return md5;
}

/** Writes the body of an answer to disk, and proves it. */
async function received(
  from: Folder,
  { name }: DriveFile,
  path: string,
  call: Call<Readable>,
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
async function answered(call: (signal: AbortSignal) => Promise<Readable>, signal: AbortSignal): Promise<Readable> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException('No answer in time.', 'TimeoutError')), ANSWER_MS);
  try {
    return await call(AbortSignal.any([signal, late.signal]));
  } catch (error) {
    throw late.signal.aborted ? late.signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}
