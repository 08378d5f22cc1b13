import { join } from 'node:path';
import { brandA } from './coffee/brandA.ts';
import { brandB } from './coffee/brandB.ts';
import { makeChain } from './coffee/makeChain.ts';
import type { StartSample } from './sampleSystem.ts';

/** The coffee chain: one folder of its till's exports for both of its brands. */
export const startCoffee: StartSample = async ({ folder, until, scale }) => {
  const chains = [brandA, brandB];
  for (const [index, chain] of chains.entries())
    await makeChain(chain, { folder: join(folder, 'pos'), until, scale, seed: 11 + index });
  return { environment: { POS_ROOT: join(folder, 'pos') }, close: async () => {} };
};
