import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection, PullResult } from '../../../src/connectors/connector.ts';
import { CallBudget } from '../../../src/connectors/shared/callBudget.ts';
import { openRowFile } from '../../../src/connectors/shared/rowFile.ts';
import { createParquetWriter } from '../../../src/extracts/parquet/parquetWriter.ts';
import { pullTable } from '../../../src/extracts/pullTable.ts';
import type { ParquetWriter } from '../../../src/types.ts';
import { effects, NOW, source, table, useBench } from '../connectors/fixture.ts';
import { type Random, randomOf } from '../connectors/random.ts';

const bench = useBench();
let writer: ParquetWriter & { close(): void };
beforeAll(async () => {
  writer = await createParquetWriter({ tempDirectory: await bench.folder('temp') });
});
afterAll(() => writer.close());

interface Row {
  readonly id: number;
  readonly brand: string | null;
  readonly at: number;
  readonly value: string;
}

/** How a remote system that is made up answers: what it can tell, and how badly. */
interface Manner {
  readonly tells: 'deletions' | 'present' | 'everything';
  readonly isSplit: boolean;
  /** Versions are told apart by the cursor; else by their arrival. */
  readonly hasVersion: boolean;
  readonly counts: boolean;
}

/** A remote system of numbered rows with a clock of its own. Pages overlap, repeat and come in any order. */
class RemoteSystem {
  readonly rows = new Map<number, Row>();
  readonly gone = new Map<number, number>();
  readonly manner: Manner;
  private readonly random: Random;
  private clock = 100;
  private lastId = 0;

  constructor(manner: Manner, random: Random) {
    this.manner = manner;
    this.random = random;
  }

  /** A few things happen. */
  change(): void {
    const { random } = this;
    for (let left = random.below(8); left > 0; left -= 1) {
      this.clock += random.below(3);
      const id = random.pick([...this.rows.keys()]);
      const kind = random.pick(['insert', 'insert', 'update', 'update', 'delete', 'late', 'move', 'restore'] as const);
      if (kind === 'insert' || id === undefined) this.put(this.nextId(), this.clock);
      // Late beyond the overlap is found by those that list what is there; by the others within it.
      else if (kind === 'late')
        this.put(this.nextId(), this.clock - random.below(this.manner.tells === 'present' ? 60 : 4));
      else if (kind === 'delete') this.remove(id);
      else if (kind === 'restore') {
        this.remove(id);
        this.clock += 1;
        this.put(id, this.clock);
      } else this.put(id, this.clock);
    }
  }

  private nextId(): number {
    this.lastId += 1 + this.random.below(3);
    return this.lastId;
  }

  private put(id: number, at: number): void {
    const { random } = this;
    this.gone.delete(id);
    this.rows.set(id, {
      id,
      at,
      brand: random.pick(['one', 'two', 'three', null]) ?? null,
      value: `v${random.below(1e6)}`,
    });
  }

  private remove(id: number): void {
    this.rows.delete(id);
    this.gone.set(id, this.clock);
  }

  /** What a copy of the remote system that lags behind still has. */
  private stale(rows: readonly Row[]): readonly Row[] {
    if (!this.manner.hasVersion) return [];
    return rows.filter(() => this.random.below(6) === 0).map((row) => ({ ...row, at: row.at - 1, value: 'old' }));
  }

  connection(): Connection {
    return {
      pull: async ({ table: { columns }, folder, since }) => {
        const { random, manner } = this;
        const all = random.shuffle([...this.rows.values()]);
        const cursor = Math.max(0, ...all.map(({ at }) => at), ...this.gone.values());
        const state = { cursor };
        const file = async (name: string, names: readonly string[], rows: readonly object[]) => {
          const made = openRowFile(join(folder, name), { columns: names, label: name });
          await made.write(rows as Record<string, unknown>[]);
          await made.close();
          return made.file;
        };
        const names = [...new Set([...Object.keys(columns), 'brand'])];
        if (since === null || manner.tells === 'everything') {
          const files = [await file('all', names, [...all, ...this.stale(all), ...all.slice(0, random.below(4))])];
          return { mode: 'everything', files, announcedRows: all.length, state } satisfies PullResult;
        }
        const from = Number(since['cursor']) - 4;
        const changed = all.filter(({ at }) => at >= from);
        const files = [
          await file('new', names, [...changed, ...random.shuffle(changed).slice(0, 3), ...this.stale(changed)]),
        ];
        const gone = [...this.gone]
          .filter(([, at]) => at >= from)
          .map(([id, at]) => ({ id, at: random.below(2) === 0 ? at : null }));
        const keys = manner.hasVersion ? ['id', 'at'] : ['id'];
        const told = { state, totalRows: manner.counts ? all.length : null };
        if (manner.tells === 'present')
          return {
            mode: 'changes',
            files,
            deletions: [],
            present: [await file('keys', ['id', 'brand'], all)],
            ...told,
          };
        return { mode: 'changes', files, deletions: [await file('gone', keys, gone)], present: null, ...told };
      },
    };
  }
}

const MANNERS: readonly Manner[] = (['deletions', 'present', 'everything'] as const).flatMap((tells) =>
  [true, false].flatMap((isSplit) =>
    [true, false].map((hasVersion) => ({ tells, isSplit, hasVersion, counts: isSplit === hasVersion })),
  ),
);

/** Ends a pull at a step, as a kill would. */
class Killed extends Error {}

interface PullOptions {
  readonly killAt?: number;
  readonly brands?: readonly string[];
  readonly day?: number;
}

async function pull(far: RemoteSystem, outDir: string, { killAt, brands = ['one', 'two'], day = 0 }: PullOptions = {}) {
  const { isSplit, hasVersion } = far.manner;
  const app = source('made up', [], { brands: ['one', 'two'], ...(isSplit && { brandColumn: 'brand' }) });
  let steps = 0;
  return pullTable({
    source: app,
    table: table({ id: 'integer', at: 'integer', value: 'varchar' }, {}, { key: ['id'], cursor: 'at' }),
    outDir,
    brands,
    writer,
    effects: effects({}, [], new Date(Date.parse(NOW) + day * 86_400_000).toISOString()),
    connection: far.connection(),
    budget: new CallBudget({
      retryClock: { sleep: async () => {}, random: () => 1 },
      log: effects({}).log,
      source: app,
    }),
    version: hasVersion ? 'at' : null,
    folder: join(outDir, 'staging'),
    atStep: () => {
      steps += 1;
      if (steps === killAt) throw new Killed();
    },
  });
}

/** What stands for each brand: its rows, by their hash and one by one. */
async function standing(outDir: string): Promise<readonly string[]> {
  return Promise.all(
    ['one', 'two'].map(async (brand) => {
      const text = await readFile(join(outDir, 'extracts/app/rows', brand, 'manifest.json'), 'utf8').catch(() => '');
      if (text === '') return 'nothing';
      const manifest = JSON.parse(text);
      return `${manifest.rowsHash} ${JSON.stringify(await bench.rowsOf(outDir, manifest))}`;
    }),
  );
}

describe('A table equals a full pull, whatever happened', () => {
  test.each(MANNERS.map((manner) => [JSON.stringify(manner), manner] as const))('%s', async (_, manner) => {
    for (let history = 0; history < 9; history += 1) {
      const random = randomOf(history + 1);
      const far = new RemoteSystem(manner, random);
      const outDir = await bench.folder('out');
      for (let turn = 0; turn < 4; turn += 1) {
        far.change();
        if (random.below(2) === 0) {
          const before = await standing(outDir);
          const killed = await pull(far, outDir, { killAt: 1 + random.below(8), day: turn }).catch(
            (error: unknown) => error,
          );
          if (killed instanceof Killed) {
            const after = await standing(outDir);
            if (after.join() !== before.join()) {
              const scratch = await bench.folder('scratch');
              await pull(far, scratch);
              const whole = await standing(scratch);
              for (const [index, sha] of after.entries()) expect([before[index], whole[index]]).toContain(sha);
            }
          } else if (killed instanceof Error) throw killed;
          if (random.below(2) === 0) far.change();
        }
        // Some runs are for one brand alone, and leave the other behind.
        const brands = random.below(4) === 0 ? [random.pick(['one', 'two']) ?? 'one'] : ['one', 'two'];
        await pull(far, outDir, { brands, day: turn });
      }
      await pull(far, outDir, { day: 9 });
      const fresh = await bench.folder('fresh');
      await pull(far, fresh);
      expect(await standing(outDir), `history ${history}`).toEqual(await standing(fresh));
    }
  });
});
