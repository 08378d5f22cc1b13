import { sqlTokens } from '../lib/sqlTokens.ts';

/** A level's SQL with `$period_end`, the first day after the period, as some other SQL. */
export function withPeriodEnd(sql: string, value: string): string {
  const tokens = sqlTokens(sql);
  return tokens
    .map(({ kind, text }, index) => {
      const isName = kind === 'word' && text === 'period_end' && tokens[index - 1]?.text === '$';
      const isSign = text === '$' && tokens[index + 1]?.text === 'period_end';
      return isName ? value : isSign ? '' : text;
    })
    .join('');
}

/** Whether SQL depends on the period through `$period_end`. */
export function asksForPeriodEnd(sql: string): boolean {
  return (
    withPeriodEnd(sql, '') !==
    sqlTokens(sql)
      .map(({ text }) => text)
      .join('')
  );
}
