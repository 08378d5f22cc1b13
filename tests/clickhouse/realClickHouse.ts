import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real ClickHouse on loopback, which a test starts and stops. */
export interface RealClickHouse {
  readonly url: string;
  readonly version: string;
  /** May read and change settings, and nothing else. */
  readonly user: string;
  readonly password: string;
  /** Runs statements as its owner, or one select, and returns what it says as text. */
  run(sql: string): Promise<string>;
  stop(): Promise<void>;
}

/** Where `chdb` has an engine for; elsewhere ClickHouse cannot be tested and the tests say so. */
const PACKAGES: Readonly<Record<string, string>> = {
  'darwin-arm64': '@chdb/lib-darwin-arm64',
  'darwin-x64': '@chdb/lib-darwin-x64',
  'linux-arm64': '@chdb/lib-linux-arm64-gnu',
  'linux-x64': '@chdb/lib-linux-x64-gnu',
};
const START_MS = 60_000;

/** Why there can be no ClickHouse on this machine; undefined where there can: where it is missing then, a test fails. */
export function whyNoClickHouse(): string | undefined {
  const platform = `${process.platform}-${process.arch}${isMusl() ? ' with musl' : ''}`;
  return platform in PACKAGES ? undefined : `chdb has no ClickHouse for ${platform}`;
}

function isMusl(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return process.platform === 'linux' && report.header?.glibcVersionRuntime === undefined;
}

function refuseMissing(): void {
  try {
    createRequire(import.meta.url).resolve(PACKAGES[`${process.platform}-${process.arch}`] ?? 'chdb');
  } catch {
    const how = 'Run `node scripts/setup.mjs . tests/clickhouse`, as `npm test` does.';
    throw new Error(`The ClickHouse that the tests ask is not installed. ${how}`);
  }
}

/** Starts it in a process of its own, so that a native engine that crashes does not take the tests with it, with a folder that goes with it. */
export async function startRealClickHouse(): Promise<RealClickHouse> {
  refuseMissing();
  const folder = await mkdtemp(join(tmpdir(), 'clickhouse-'));
  const [password, owner] = [`p@ss:word/ÅÄÖ'"\\ ${randomUUID()}`, randomUUID()];
  const env = {
    ...process.env,
    ...{ CLICKHOUSE_FOLDER: folder, CLICKHOUSE_READER: password, CLICKHOUSE_OWNER: owner },
  };
  const child = fork(join(import.meta.dirname, 'chdbServer.ts'), { env, execArgv: [], silent: true });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2000);
  });
  child.stdout?.resume();
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const ready = once(child, 'message', { signal: AbortSignal.timeout(START_MS) });
  const [told] = await Promise.race([ready, ended.then(() => [undefined])]).catch(() => [undefined]);
  ready.catch(() => {});
  if (told === undefined) {
    await stop();
    throw new Error(`ClickHouse did not start: ${said}`);
  }
  const { port, version } = told as { readonly port: number; readonly version: string };
  const url = `http://127.0.0.1:${port}`;
  const run = async (sql: string): Promise<string> => {
    const headers = { 'x-clickhouse-user': 'owner', 'x-clickhouse-key': owner };
    const response = await fetch(url, { method: 'POST', body: sql, headers });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${answer.trim()} in: ${sql}`);
    return answer;
  };
  return { url, version, user: 'reader', password, run, stop };
}
