import type { Instant } from '../../types.ts';

/** So long ago at most are the newest of numbers that count time. */
const YEARS_MS = 10 * 366 * 86_400_000;
const DAY_MS = 86_400_000;
/** Numbers of a second, of a millisecond, of a microsecond, of a nanosecond. */
const PER_MS = [0.001, 1, 1_000, 1_000_000];

/** Numbers that count time since 1970 in one of the usual units: those of the last years, and of the next day. */
interface CountedTime {
  readonly earliest: number;
  readonly now: number;
  readonly tomorrow: number;
}

/**
 * The highest of numbers that a pull may go on from. Where they count time, as nobody says, it is not ahead of `now`; ids, which
 * may look so, go on beyond it without a gap. `between` asks for the highest from one number to another, both included.
 */
export async function highestNotAhead(
  highest: string,
  now: Instant,
  between: (from: string, to: string) => Promise<string | null>,
): Promise<string> {
  for (const time of countedTimes(now)) {
    if (Number(highest) <= time.now) continue;
    const past = await between(String(time.earliest), String(time.now));
    if (past === null) continue;
    const hasGap =
      Number(highest) <= time.tomorrow || (await between(String(time.now + 1), String(time.tomorrow))) === null;
    return hasGap ? past : highest;
  }
  return highest;
}

function countedTimes(now: Instant): readonly CountedTime[] {
  const ms = Date.parse(now);
  return PER_MS.map((per) => ({
    earliest: Math.floor((ms - YEARS_MS) * per),
    now: Math.floor(ms * per),
    tomorrow: Math.floor((ms + DAY_MS) * per),
  }));
}
