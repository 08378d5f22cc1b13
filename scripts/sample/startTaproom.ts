import type { StartSample } from './sampleSystem.ts';
import { serveApp } from './taproom/app.ts';
import { serveBilling } from './taproom/billing.ts';
import { serveMarketing } from './taproom/marketing.ts';
import type { TaproomPart } from './taproom/part.ts';
import { serveProduct } from './taproom/product.ts';
import { serveSales } from './taproom/sales.ts';
import { serveDesk } from './taproom/support.ts';
import { makeTaproomWorld } from './taproom/world.ts';

/** Taproom's systems, each a function of the same world. */
const parts: readonly TaproomPart[] = [serveApp, serveBilling, serveDesk, serveMarketing, serveSales, serveProduct];

/** Taproom: one world, told by the app, the billing, the desk and whatever else its teams work with. */
export const startTaproom: StartSample = async ({ folder, until, scale }) => {
  const world = makeTaproomWorld({ until, scale });
  const systems = await Promise.all(parts.map((part) => part(world, folder)));
  return {
    environment: Object.assign({}, ...systems.map(({ environment }) => environment)),
    close: async () => {
      for (const system of systems) await system.close();
    },
  };
};
