/** Below these a change is not news: half a percent, or a fifth of a point of a share. */
const STEADY = { change: 0.005, difference: 0.002 };

/**
 * Whether two values are as good as equal to a reader: the one rule for words ("held steady") and colours (neither better
 * nor worse), on page, in print and mail.
 */
export function isSteady(value: number, before: number, { format }: { readonly format: string }): boolean {
  if (format === 'percent') return Math.abs(value - before) < STEADY.difference;
  return value === before || Math.abs(value - before) < STEADY.change * Math.abs(before);
}
