/** Reasons that say nothing of what is in the row; those that this made before, of rows that stand, among them. */
const DISCREET =
  /^(is the header again|has a value in column "[^"]*" that [^"]*|is longer than 2 MB|is not (UTF-8|JSON|an object)|has \d+ values for \d+ columns|has text after a closing quotation mark|has no value in column "[^"]*", which is its key)$/;

/** Why a row is bad, without the value that is: whose the row is cannot be told, and one brand's manifest may hold nothing of another's. */
export function discreetReason(reason: string): string {
  // What follows the last column that is named is ours; the value before it may hold anything.
  const [, column, what] = /^"[\s\S]*" in column "([^"]*)" ([^"]*)$/.exec(reason) ?? [];
  if (column !== undefined && what !== undefined) return `has a value in column "${column}" that ${what}`;
  return DISCREET.test(reason) ? reason : 'is bad';
}
