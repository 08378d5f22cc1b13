/** What a number format makes of a number: a number still, a day, a day with a time, a time. */
export type CellLook = 'number' | 'day' | 'instant' | 'time';

/** Number formats that every program knows without being told (ECMA-376, part 1, 18.8.30); 27 to 58 are those of East Asia. */
const KNOWN_LOOKS: readonly (readonly [from: number, to: number, CellLook])[] = [
  [14, 17, 'day'],
  [18, 21, 'time'],
  [22, 22, 'instant'],
  [27, 31, 'day'],
  [32, 35, 'time'],
  [36, 36, 'day'],
  [45, 45, 'time'],
  [47, 47, 'time'],
  [50, 58, 'day'],
];

/** What the number format of this id makes of a number; `formats` are the codes that the file brings itself. */
export function lookOf(id: number, formats: ReadonlyMap<number, string>): CellLook {
  const code = formats.get(id);
  if (code === undefined) return KNOWN_LOOKS.find(([from, to]) => id >= from && id <= to)?.[2] ?? 'number';
  // Durations ("[h]:mm") are an amount of days, not a time of day: they stay numbers.
  if (/\[(h+|m+|s+)\]/i.test(code)) return 'number';
  const letters = (code.split(';')[0] ?? '').replaceAll(/"[^"]*"|\\.|\[[^\]]*\]|_./g, '').toLowerCase();
  if (/general/.test(letters)) return 'number';
  const hasTime = /[hs]/.test(letters);
  const hasDay = /[yd]/.test(letters) || (letters.includes('m') && !hasTime);
  if (hasDay) return hasTime ? 'instant' : 'day';
  return hasTime ? 'time' : 'number';
}

const DAY_MS = 86_400_000;
/** 9999-12-31 is the last day that a sheet knows. */
const LAST_SERIAL = 2_958_466;
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** Days are counted from 1900-01-01 as 1, and a 29 February 1900 that never was is counted too. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const FALSE_LEAP_DAY = 60;

/** A number's text: every digit of an integer; else the shortest that names the same double, as sheets show it. */
export function numberText(written: string): string {
  const digits = written.replace(/[eE].*$/, '').replaceAll(/\D/g, '').length;
  const isPlain = /^-?\d+$/.test(written) || digits > 17 || !Number.isFinite(Number(written));
  return isPlain ? written : String(Number(written));
}

/** The text of a number that is shown as a day or a time: "2026-11-16", "2026-11-16 09:30:00.250", "09:30:00". */
export function serialText(
  written: string,
  { look, isFrom1904 }: { readonly look: CellLook; readonly isFrom1904: boolean },
): string {
  const serial = Number(written);
  const isSerial = written.trim() !== '' && serial >= 0 && serial < LAST_SERIAL;
  if (look === 'number' || !isSerial) return numberText(written);
  const isTime = look === 'time' && serial < 1;
  // What is shown as 0 January or 29 February 1900 is no day: the text says so, and a date column refuses it.
  if (!isFrom1904 && !isTime && serial < 1) return '1900-01-00';
  if (!isFrom1904 && Math.floor(serial) === FALSE_LEAP_DAY) return '1900-02-29';
  const epoch = isFrom1904 ? EPOCH_1904 : EPOCH_1900 + (serial < FALSE_LEAP_DAY ? DAY_MS : 0);
  const [day = '', clock = ''] = new Date(epoch + Math.round(serial * DAY_MS)).toISOString().slice(0, -1).split('T');
  const time = clock.replace(/\.000$/, '');
  if (isTime) return time;
  return look === 'day' && time === '00:00:00' ? day : `${day} ${time}`;
}
