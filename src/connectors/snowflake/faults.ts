import { ProblemsError } from '../../lib/problem.ts';
import { type Fault, faultOf } from '../shared/retryPolicy.ts';

/** A token that is too old, a session that is gone; the client has given the connection up. */
const ENDED = new Set([390104, 390111, 390112, 390114, 407001, 407002, 402002]);

/** Whether the next call needs a new session. */
export function hasEnded(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ENDED.has(Number(error.code));
}

/** What an error of the vendor's client means, by the client's own names. */
export function faultOfSnowflake(error: unknown): Fault {
  if (error instanceof ProblemsError || !(error instanceof Error)) return { isLater: false };
  if (hasEnded(error)) return { isLater: true, why: 'its session has ended' };
  if (error.name === 'NetworkError') return { isLater: true, why: 'the connection failed' };
  if (error.name === 'LargeResultSetError') return { isLater: true, why: 'a part of the result did not come' };
  return faultOf('response' in error ? { response: error.response } : error);
}
