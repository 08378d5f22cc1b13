/** Why a row is bad, as a sentence: a reason is of the row ("has 6 values …"), or begins with the value that it is of. */
export function badRowWords(reason: string, text: string): string {
  const words = reason.startsWith('"') ? `The value ${reason}` : `The row ${reason}`;
  return text === '' ? `${words}.` : `${words}: ${text}`;
}
