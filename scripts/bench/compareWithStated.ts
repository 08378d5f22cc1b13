import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ratio } from './figures.ts';

const STATED = join(import.meta.dirname, 'stated.json');
/** A quarter: CPU seconds of two runs differ by less, also on a busy machine. */
const MAY_GROW = 1.25;

/**
 * Throws where a ratio in CPU seconds is more than a quarter above the stated one of a workload of this size (its key in
 * stated.json), or where none is stated.
 */
export async function compareWithStated(ratios: readonly Ratio[], size: string): Promise<void> {
  const all = JSON.parse(await readFile(STATED, 'utf8')) as Record<string, Readonly<Record<string, number>>>;
  const stated = all[size];
  if (stated === undefined) throw new Error(`${STATED} states nothing of "${size}".`);
  const grown = Object.entries(stated).flatMap(([name, value]) => {
    const now = ratios.find((ratio) => ratio.name === name)?.cpuSeconds;
    if (now == null) return [`${name}: not measured`];
    return now > value * MAY_GROW ? [`${name}: ${now.toFixed(2)}, stated ${value}`] : [];
  });
  if (grown.length > 0) throw new Error(`Slower than stated:\n${grown.join('\n')}`);
}
