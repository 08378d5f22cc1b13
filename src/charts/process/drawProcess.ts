/** The process that draws charts, started by chartRenderer.ts: the rows and the specification come as a message, the drawing goes back as one. */
import { serve } from '../../sandbox/sandboxWork.ts';
import { MOST_CPU_MS } from '../limits.ts';
import { createDrawer } from './chartDrawer.ts';

serve({ ...createDrawer() }, { mostCpuMs: MOST_CPU_MS });
