import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { effects, toldBy, useBench } from '../connectors/fixture.ts';
import { randomOf } from '../connectors/random.ts';
import { DATABASES, type Database, sqlHistory } from '../connectors/sqlRemotes.ts';

const bench = useBench();

describe.each(Object.entries(DATABASES))('%s', (_, start) => {
  let database: Database;
  beforeAll(async () => {
    database = await start();
  }, 30_000);
  afterAll(() => database?.close());

  test.each([1, 2, 3, 4])(
    'Whatever happens, and wherever a pull ends, the next one leads to what a full pull gives (seed %i).',
    async (seed) => {
      const random = randomOf(seed);
      const { from, env, change } = await sqlHistory(database);
      const request = { source: from, outDir: await bench.folder('out'), effects: effects(env, []) };
      for (let round = 0; round < 12; round += 1) {
        for (let left = random.below(8); left > 0; left -= 1) await change(random);
        let stepsLeft = random.below(8);
        const atStep = (): void => {
          stepsLeft -= 1;
          if (stepsLeft === 0) throw new Error('Ended in the middle.');
        };
        const ended = await bench.pull({ ...request, atStep }).then(() => 'well', String);
        expect(['well', 'Error: Ended in the middle.']).toContain(ended);
        await change(random);
        if (random.below(4) === 0) {
          await database.run('alter table history rename column name to label');
          expect(await toldBy(bench.pull(request)), 'a declared column is gone').toMatch(/not pulled.*\bname\b/s);
          await database.run('alter table history rename column label to name');
        }
        await bench.expectFullPull(request);
      }
    },
    120_000,
  );
});
