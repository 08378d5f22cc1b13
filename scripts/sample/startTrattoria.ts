import type { StartSample } from './sampleSystem.ts';
import { writeTills } from './trattoria/writeTills.ts';

/** Trattoria: a folder of what its restaurants' tills export. */
export const startTrattoria: StartSample = async ({ folder, until, scale }) => {
  await writeTills({ folder, until, scale });
  return { environment: { TILLS_ROOT: folder }, close: async () => {} };
};
