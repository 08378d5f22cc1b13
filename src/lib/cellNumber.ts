/** A number in a cell; of one that no double is, which stands there as its digits, the nearest. Undefined where there is none. */
export function cellNumber(cell: string | number | boolean | null | undefined): number | undefined {
  if (typeof cell === 'number') return cell;
  return isLongNumber(cell) ? Number(cell) : undefined;
}

/** Whether a cell of a column of numbers holds digits that no double does. */
export function isLongNumber(cell: string | number | boolean | null | undefined): cell is `${number}` {
  return typeof cell === 'string' && /^-?\d+(\.\d+)?$/.test(cell);
}
