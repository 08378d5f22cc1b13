import { expect, test } from 'vitest';
import { API_REMOTES, type RemoteSystem } from '../connectors/apiRemotes.ts';
import { effects, toldBy, useBench } from '../connectors/fixture.ts';
import { type Random, randomOf } from '../connectors/random.ts';

/**
 * Histories by chance: a remote system changes and is pulled, again and again, with faults on a fifth of the calls and pulls that end
 * in the middle. What stands must be what a pull from scratch gives.
 */

const bench = useBench();

async function live({ from, env, change }: RemoteSystem, random: Random): Promise<void> {
  const request = { source: from, outDir: await bench.folder('history'), effects: effects(env, []) };
  for (let round = 0; round < 5; round += 1) {
    for (let left = random.below(6); left > 0; left -= 1) await change(random);
    if (random.below(3) === 0) {
      let steps = random.below(5);
      const atStep = (): void => {
        steps -= 1;
        if (steps < 0) throw new Error('killed');
      };
      expect(await toldBy(bench.pull({ ...request, atStep }))).toMatch(/killed|nothing was refused/);
      await change(random);
    }
    if (round < 4) await bench.pull(request);
  }
  await bench.expectFullPull(request);
}

test.for(Object.entries(API_REMOTES))(
  '%s: whatever happened, and wherever pulls ended, a pull leads to what is there.',
  { timeout: 60_000 },
  async ([, start]) => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const far = await start({ seed, isFaulty: true });
      await live(far, randomOf(seed))
        .catch((error: unknown) => {
          throw new Error(`Seed ${seed}: ${String(error)}`, { cause: error });
        })
        .finally(far.close);
    }
  },
);
