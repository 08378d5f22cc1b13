import { makeMiles } from './makeMiles.ts';
import type { StartSample } from './sampleSystem.ts';

/** Miles: a folder of the app's event files. */
export const startMiles: StartSample = async ({ folder, until, scale }) => {
  await makeMiles({ folder, until, users: Math.round(4000 * scale), seed: 1 });
  return { environment: { MILES_ROOT: folder }, close: async () => {} };
};
