/**
 * `broadsheet pull` is killed as a machine that loses its power would: in the middle of a download, while it writes rows, while
 * it puts a manifest in place. Then the remote system changes, and the next pull ends where a pull into an empty folder ends, and
 * leaves nothing lying about. Every kind of source.
 */
import { mkdirSync, watch } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { StoredManifest } from '../../src/extracts/extractManifest.ts';
import { createParquetWriter } from '../../src/extracts/parquet/parquetWriter.ts';
import { pullSource } from '../../src/extracts/pullSource.ts';
import { pathsOf } from '../../src/extracts/rowFiles.ts';
import { filesOf } from '../../src/extracts/standingExtract.ts';
import { listFiles, readJson } from '../../src/lib/files.ts';
import { sha256 } from '../../src/lib/hash.ts';
import type { Source } from '../../src/types.ts';
import { broadsheet, type Exit, scratchFolder } from '../support/broadsheet.ts';
import { startWire, type Wire } from '../support/wire.ts';
import { API_REMOTES, type RemoteSystem } from '../unit/connectors/apiRemotes.ts';
import { effects, NOW, source, table } from '../unit/connectors/fixture.ts';
import { type Bucket, driveBucket, s3Bucket } from '../unit/connectors/objectBucket.ts';
import { changeOrg, crm, Org } from '../unit/connectors/opportunityOrg.ts';
import { type Random, randomOf } from '../unit/connectors/random.ts';
import { DATABASES, sqlHistory } from '../unit/connectors/sqlRemotes.ts';

async function files(): Promise<RemoteSystem> {
  const folder = await scratchFolder();
  let last = 0;
  const change = async (random: Random): Promise<void> => {
    last += 1;
    const lines = Array.from({ length: 200 }, () => `${random.below(300)},${last},v${random.below(9)}`);
    await writeFile(join(folder, `${random.below(4)}.csv`), `id,at,v\n${lines.join('\n')}\n`);
  };
  const rows = table({ id: 'integer', at: 'integer', v: 'varchar' }, { files: '*.csv' }, { key: ['id'], cursor: 'at' });
  const from = source('files', [rows], { connection: 'DROP' });
  return { from, env: { DROP_ROOT: folder }, change, close: async () => {} };
}

async function bucket(start: () => Promise<Bucket>): Promise<RemoteSystem> {
  const { from, env, change, mend, close } = await start();
  return {
    ...{ from: from({ key: ['id'], cursor: 'at' }, { brandColumn: 'brand' }), env, close },
    change: async (random) => {
      await change(random);
      await mend(random);
    },
  };
}

async function salesforce(api: 'rest' | 'bulk'): Promise<RemoteSystem> {
  const org = new Org();
  await org.start();
  for (let number = 0; number < 25; number += 1) org.put(number);
  const change = (random: Random): void => changeOrg(org, random);
  return { from: crm({ api }), env: org.secrets(), change, close: () => org.close() };
}

const api = Object.entries(API_REMOTES).map(
  ([kind, start]) => [kind, () => start({ seed: 1, isFaulty: false })] as const,
);
const databases = Object.entries(DATABASES).map(
  ([kind, start]) => [kind, async () => sqlHistory(await start())] as const,
);
const KINDS: readonly (readonly [string, () => Promise<RemoteSystem>])[] = [
  ['files', files],
  ['s3', () => bucket(s3Bucket)],
  ['google-drive', () => bucket(driveBucket)],
  ['salesforce over REST', () => salesforce('rest')],
  ['salesforce in bulk', () => salesforce('bulk')],
  ...databases,
  ...api,
];

/** A remote system, the project that reads it, and the wires between the two. */
interface Scene {
  readonly far: RemoteSystem;
  readonly project: string;
  readonly out: string;
  readonly env: Readonly<Record<string, string>>;
  readonly wires: readonly Wire[];
  readonly random: Random;
}

const OF_THE_SOURCE = ['bucket', 'folder', 'auth'];

async function layProject(from: Source): Promise<string> {
  const project = await scratchFolder();
  const [rows] = from.tables;
  const options = Object.entries(rows?.options ?? {});
  const own = (isOfSource: boolean) =>
    Object.fromEntries(options.filter(([name]) => OF_THE_SOURCE.includes(name) === isOfSource));
  const { key, cursor, columns, maxBadRows } = rows ?? {};
  const declared = {
    ...{ kind: from.kind, brands: from.brandColumn === undefined ? from.brands : undefined },
    ...{ brand_column: from.brandColumn, connection: from.connection, ...own(true) },
    tables: { rows: { ...own(false), key, cursor, columns, keep: '10d', max_bad_rows: maxBadRows } },
  };
  const contents: Readonly<Record<string, object>> = {
    'queries/sources/app.yml': JSON.parse(JSON.stringify(declared)),
    'templates/site.yml': { title: 'Kills', base_url: 'https://reports.example.org' },
    ...Object.fromEntries(
      ['one', 'two'].map((brand) => [
        `templates/brands/${brand}/brand.yml`,
        { title: brand, locale: 'en-US', time_zone: 'America/New_York', currency: 'USD' },
      ]),
    ),
  };
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(join(project, path, '..'), { recursive: true });
    await writeFile(join(project, path), stringify(content));
  }
  return project;
}

/** Every address of this machine among the variables is led over a wire. */
async function wired(env: RemoteSystem['env']): Promise<Pick<Scene, 'env' | 'wires'>> {
  const wires = new Map<string, Wire>();
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(env)) {
    const [address, host = '', port = ''] = /(127\.0\.0\.1|localhost):(\d+)/.exec(value) ?? [];
    if (address === undefined || value.startsWith('{')) {
      entries.push([name, value]);
      continue;
    }
    const wire = wires.get(port) ?? (await startWire(Number(port), host));
    wires.set(port, wire);
    entries.push([name, value.replace(address, `${host}:${wire.port}`)]);
  }
  return { env: Object.fromEntries(entries), wires: [...wires.values()] };
}

async function openScene(start: () => Promise<RemoteSystem>, seed: number): Promise<Scene> {
  const [far, random] = [await start(), randomOf(seed)];
  for (let left = 12; left > 0; left -= 1) await far.change(random);
  return { far, random, project: await layProject(far.from), out: await scratchFolder(), ...(await wired(far.env)) };
}

const hoursLater = (hours: number): string => new Date(Date.parse(NOW) + hours * 3_600_000).toISOString();

function pull(
  { project, env }: Scene,
  out: string,
  hours: number,
  onStart?: (kill: () => void) => void,
): Promise<Exit> {
  const call = ['pull', '--project', project, '--out', out, '--now', hoursLater(hours)];
  return broadsheet(call, { env, ...(onStart && { onStart }) });
}

/** How much the remote system sends, where all is pulled. */
async function bytesOf({ far, project, env, wires }: Scene): Promise<number> {
  const outDir = await scratchFolder();
  const writer = await createParquetWriter({ tempDirectory: join(outDir, 'staging') });
  const { from } = far;
  await pullSource({ source: from, projectRoot: project, outDir, brands: from.brands, writer, effects: effects(env) });
  writer.close();
  return Math.max(...wires.map((wire) => wire.passed()), 0);
}

/** When the process is to die. */
type Moment = (scene: Scene, kill: () => void) => () => void;

/** So many bytes into what the remote system sends. */
function atByte(bytes: number): Moment {
  return ({ wires }, kill) => {
    for (const wire of wires) wire.cutAfter(bytes, kill);
    return () => {
      for (const wire of wires) wire.mend();
    };
  };
}

/** At the nth thing that happens to a file of the output that is called so. */
function atWriting(name: RegExp, nth: number): Moment {
  return ({ out }, kill) => {
    let seen = 0;
    const watcher = watch(out, { recursive: true }, (_, path) => {
      if (path === null || !name.test(path)) return;
      seen += 1;
      if (seen === nth) kill();
    });
    return () => watcher.close();
  };
}

const DOWNLOAD = /^staging\/app\/rows\/(in|parts)\//;
const ROWS = /^staging\/.*\.parquet$|^staging\/(write-|spill)/;
const STORE = /^extracts\/.*(\.tmp|\.parquet|manifest\.json)$/;

/** Pulls and is killed; whether it was. What stands afterwards is whole: what stood before, or all that is new. */
async function killedPull(scene: Scene, hours: number, moment: Moment): Promise<boolean> {
  // What is watched has to be there.
  mkdirSync(join(scene.out, 'staging/app/rows'), { recursive: true });
  for (const brand of scene.far.from.brands)
    mkdirSync(join(scene.out, 'extracts/app/rows', brand), { recursive: true });
  let calm = (): void => {};
  const { status, stderr } = await pull(scene, scene.out, hours, (kill) => {
    calm = moment(scene, kill);
  });
  calm();
  if (status !== null) expect(`${status} ${stderr}`).toMatch(/^0/);
  for (const { manifest, isWhole } of await standing(scene.out)) expect(isWhole, manifest.brand).toBe(true);
  return status === null;
}

async function standing(out: string) {
  const paths = (await listFiles(join(out, 'extracts'))).filter((path) => path.endsWith('manifest.json'));
  return Promise.all(
    paths.map(async (path) => {
      const manifest = await readJson<StoredManifest>(join(out, 'extracts', path));
      if (manifest === undefined) throw new Error(`${path} is gone.`);
      const found = await Promise.all(
        filesOf(manifest).map(async (file) => `${sha256(await readFile(join(out, file)))}.parquet` === basename(file)),
      );
      return { manifest, isWhole: found.every(Boolean) };
    }),
  );
}

async function tableOf(out: string) {
  const all = await standing(out);
  return all.map(({ manifest: { brand, rows, rowsHash, rejected } }) => ({ brand, rows, rowsHash, rejected }));
}

/** Files of the output that a whole run would not have left. */
async function debrisOf(out: string): Promise<readonly string[]> {
  const named = (await standing(out)).flatMap(({ manifest }) => [
    ...filesOf(manifest),
    ...manifest.past.flatMap(({ files }) => pathsOf(files)),
  ]);
  return (await listFiles(out)).filter(
    (path) =>
      !named.includes(path) &&
      path !== 'manifest.json' &&
      path !== 'artifacts/checked.json' &&
      !/^extracts\/.*\/manifest\.json$/.test(path),
  );
}

describe('A pull that was killed at any moment is made good by the next', { concurrent: true }, () => {
  test.for(KINDS)('%s', { timeout: 240_000 }, async ([kind, start], { expect }) => {
    const seed = KINDS.findIndex(([name]) => name === kind) + 1;
    const scene = await openScene(start, seed);
    const { far, random, out, wires } = scene;
    const change = async (): Promise<void> => {
      for (let left = 2 + random.below(3); left > 0; left -= 1) await far.change(random);
    };
    try {
      const bytes = await bytesOf(scene);
      const moments: readonly Moment[] = [
        // Into an empty folder: in the middle of all that comes, or where the first rows are written.
        bytes === 0 ? atWriting(ROWS, 1) : atByte(Math.floor(bytes * (0.5 + random.below(50) / 100))),
        atWriting(STORE, 1 + random.below(3)),
        bytes === 0 ? atWriting(DOWNLOAD, 1) : atByte(Math.floor(bytes * (random.below(50) / 100))),
        atWriting(ROWS, 1 + random.below(3)),
        atWriting(STORE, 1 + random.below(5)),
      ];
      let killed = 0;
      for (const [index, moment] of moments.entries()) {
        if (await killedPull(scene, index + 1, moment)) killed += 1;
        // Killed in an empty folder, then in a full one.
        if (index === 1) expect(await pull(scene, out, index + 1)).toMatchObject({ status: 0 });
        await change();
      }
      expect(killed).toBeGreaterThan(2);
      expect(await pull(scene, out, 8)).toMatchObject({ status: 0 });
      const fresh = await scratchFolder();
      expect(await pull(scene, fresh, 8)).toMatchObject({ status: 0 });
      expect(await tableOf(out)).toEqual(await tableOf(fresh));
      expect(await debrisOf(out)).toEqual([]);
    } catch (error) {
      throw new Error(`${kind}, seed ${seed}: ${String(error)}`, { cause: error });
    } finally {
      await Promise.all([...wires.map((wire) => wire.close()), far.close()]);
    }
  });
});
