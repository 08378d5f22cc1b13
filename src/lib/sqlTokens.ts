import { boundedCache } from './boundedCache.ts';
/** A piece of SQL text. Comments arrive as one space, so that what is put together from tokens can stand on one line. */
export interface Token {
  readonly kind: 'space' | 'text' | 'number' | 'word' | 'symbol';
  readonly text: string;
}

const TOKEN = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|/\*[\s\S]*?\*/)`,
    String.raw`(?<space>\s+)`,
    String.raw`(?<text>[eE]'(?:\\[\s\S]|''|[^'\\])*'|'(?:''|[^'])*'|\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$)`,
    String.raw`(?<number>(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)`,
    String.raw`(?<word>[\p{L}_][\p{L}\p{N}_$]*|"(?:""|[^"])*")`,
    String.raw`(?<symbol>::|//|\*\*|[\s\S])`,
  ].join('|'),
  'gu',
);

/** Texts whose tokens are kept: a project's SQL is asked for again for each of its brands and editions. */
const kept = boundedCache<readonly Token[]>(5_000);

/** The tokens of a SQL expression; every character but those of comments is in one of them. */
export function sqlTokens(sql: string): readonly Token[] {
  const known = kept.get(sql);
  if (known !== undefined) return known;
  const tokens = tokensIn(sql);
  kept.set(sql, tokens);
  return tokens;
}

function tokensIn(sql: string): readonly Token[] {
  return [...sql.matchAll(TOKEN)].map((match): Token => {
    const { comment, space, text, number, word } = match.groups ?? {};
    const whole = match[0];
    if (comment !== undefined) return { kind: 'space', text: ' ' };
    if (space !== undefined) return { kind: 'space', text: whole };
    if (text !== undefined) return { kind: 'text', text: whole };
    if (number !== undefined) return { kind: 'number', text: whole };
    return { kind: word === undefined ? 'symbol' : 'word', text: whole };
  });
}

/** The SQL of tokens, without space around it. */
export function sqlOf(tokens: readonly Token[]): string {
  return tokens
    .map(({ text }) => text)
    .join('')
    .trim();
}

/** A SQL expression that can stand on a line with others. */
export function withoutComments(sql: string): string {
  return sqlOf(sqlTokens(sql));
}

/** SQL as it counts: without comments, each space in it one blank. Equal texts compute the same. */
export function plainSql(sql: string): string {
  return sqlTokens(sql)
    .reduce(
      (plain, { kind, text }) => (kind !== 'space' ? plain + text : plain.endsWith(' ') ? plain : `${plain} `),
      '',
    )
    .trim();
}

/** The index after the bracket that closes the one at `open`; the end where none does. */
export function afterBracket(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const text = tokens[index]?.text ?? '';
    if (text === '(' || text === '[' || text === '{') depth++;
    if ((text === ')' || text === ']' || text === '}') && --depth === 0) return index + 1;
  }
  return tokens.length;
}
