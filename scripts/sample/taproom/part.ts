import type { SampleSystem } from '../sampleSystem.ts';
import type { World } from './world.ts';

/** One of Taproom's systems: makes its data from the world (files lie in the folder), and serves it. */
export type TaproomPart = (world: World, folder: string) => Promise<SampleSystem>;
