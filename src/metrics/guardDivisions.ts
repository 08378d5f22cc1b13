import { afterBracket, sqlTokens, type Token } from './sqlTokens.ts';

/**
 * A SQL expression whose divisions give NULL on a division by 0: `a / b` becomes `a / nullif(b, 0)`, at every depth.
 * DuckDB gives an infinity instead, and `1 / (a / 0)` would then be a 0 that nobody measured. Comments are left out.
 */
export function guardDivisions(sql: string): string {
  return guard(sqlTokens(sql)).trim();
}

function guard(tokens: readonly Token[]): string {
  let guarded = '';
  for (let index = 0; index < tokens.length; ) {
    const text = tokens[index]?.text ?? '';
    index++;
    guarded += text;
    if (text !== '/' && text !== '//') continue;
    const end = afterOperand(tokens, index);
    guarded += ` ${guardDivisor(tokens.slice(index, end))}`;
    index = end;
  }
  return guarded;
}

function guardDivisor(spaced: readonly Token[]): string {
  const divisor = spaced.slice(afterSpace(spaced, 0));
  if (isNeverZero(divisor)) return guard(divisor);
  const isBracketed = divisor[0]?.text === '(' && afterBracket(divisor, 0) === divisor.length;
  return `nullif(${guard(isBracketed ? divisor.slice(1, -1) : divisor).trim()}, 0)`;
}

/** A number other than 0, or a call of nullif, which its author has thought about. */
function isNeverZero(divisor: readonly Token[]): boolean {
  const [first, ...rest] = divisor.filter(({ kind }) => kind !== 'space');
  if (first?.kind === 'number') return rest.length === 0 && Number(first.text.replaceAll('_', '')) !== 0;
  return first?.text.toLowerCase() === 'nullif' && afterBracket(rest, 0) === rest.length;
}

/** The index after the operand that begins at `start`, by DuckDB's precedence: `::`, `[]`, sign and `^` bind tighter than `/`. */
function afterOperand(tokens: readonly Token[], start: number): number {
  let end = afterPrimary(tokens, afterSigns(tokens, start));
  for (;;) {
    const next = afterSpace(tokens, end);
    const text = tokens[next]?.text;
    if (text === '::') end = afterPrimary(tokens, afterSpace(tokens, next + 1));
    else if (text === '[') end = afterBracket(tokens, next);
    else if (text === '^' || text === '**') end = afterPrimary(tokens, afterSigns(tokens, next + 1));
    else return end;
  }
}

/** A bracketed expression, a literal, a name with its dots, a call with its filter, or a `case … end`. */
function afterPrimary(tokens: readonly Token[], start: number): number {
  const token = tokens[start];
  if (token?.text === '(') return afterBracket(tokens, start);
  if (token?.kind !== 'word') return Math.min(start + 1, tokens.length);
  if (token.text.toLowerCase() === 'case') return afterCase(tokens, start);
  let end = start + 1;
  while (tokens[end]?.text === '.') end += 2;
  const called = afterSpace(tokens, end);
  if (tokens[called]?.text !== '(') return end;
  end = afterBracket(tokens, called);
  for (const clause of ['filter', 'over']) {
    const word = afterSpace(tokens, end);
    if (tokens[word]?.text.toLowerCase() === clause) end = afterBracket(tokens, afterSpace(tokens, word + 1));
  }
  return end;
}

function afterCase(tokens: readonly Token[], start: number): number {
  let depth = 0;
  for (let index = start; index < tokens.length; index++) {
    const text = tokens[index]?.text.toLowerCase();
    if (text === 'case') depth++;
    if (text === 'end' && --depth === 0) return index + 1;
  }
  return tokens.length;
}

function afterSigns(tokens: readonly Token[], start: number): number {
  let index = afterSpace(tokens, start);
  while (tokens[index]?.text === '-' || tokens[index]?.text === '+') index = afterSpace(tokens, index + 1);
  return index;
}

function afterSpace(tokens: readonly Token[], start: number): number {
  return tokens[start]?.kind === 'space' ? afterSpace(tokens, start + 1) : start;
}
