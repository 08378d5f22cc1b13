/** Words of an expression that name no metric: SQL's own, and the names of types. */
const sqlWords = new Set(
  [
    'case when then else end and or not null is true false between in like ilike cast try_cast as distinct from',
    'bigint integer int smallint tinyint hugeint double float real decimal numeric varchar boolean date timestamp',
  ]
    .join(' ')
    .split(' '),
);

/**
 * The identifiers of a SQL expression that are neither functions nor words of SQL, each once, in their order: what a
 * derived metric is computed from. Quoted texts and comments are passed over; "quoted" identifiers count.
 */
export function derivedInputs(expression: string): readonly string[] {
  const tokens =
    /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|"((?:[^"]|"")*)"|\d[\w.]*|([\p{L}_][\p{L}\p{N}_]*)(\s*\()?/gu;
  const found = new Set<string>();
  for (const [, quoted, word, call] of expression.matchAll(tokens)) {
    if (quoted !== undefined) found.add(quoted);
    else if (word !== undefined && call === undefined && !sqlWords.has(word.toLowerCase())) found.add(word);
  }
  return [...found];
}
