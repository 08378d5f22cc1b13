import { ProblemsError } from '../../lib/problem.ts';
import { faultOf } from './retryPolicy.ts';

/** What a call to a service may throw that no service caused: problems that are told already, bugs of ours, a full disk. */
export function isBug(error: unknown): boolean {
  if (error instanceof ProblemsError || error instanceof RangeError) return true;
  if (faultOf(error).isLater) return false;
  const syscall = error instanceof Error && 'syscall' in error ? String(error.syscall) : '';
  return error instanceof TypeError || ['open', 'write', 'mkdir'].includes(syscall);
}
