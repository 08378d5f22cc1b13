import { chartColours } from '../charts/colours.ts';
import { sparklineOf } from '../charts/sparkline.ts';
import type { Run } from './startRun.ts';

/** What pages are composed with that all editions share. */
export function siteOf({ project, templatesDir, siteDir }: Run) {
  return { project, templatesDir, outDir: siteDir, coloursOf: chartColours, sparkline: sparklineOf };
}
