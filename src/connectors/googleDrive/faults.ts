import { NoAnswer } from '../shared/retryingFetch.ts';
import { type Fault, faultOf, retryAfterMs } from '../shared/retryPolicy.ts';
import { DriveRefusal } from './client.ts';

/** Reasons of a 403 that say "later" (Resolve errors, Drive API). */
const LATER = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'sharingRateLimitExceeded', 'backendError']);

/** What a failed call to Drive means. */
export function driveFault(error: unknown): Fault {
  if (error instanceof NoAnswer) return { isLater: true, why: error.message };
  const byStatus = faultOf(error);
  if (!(error instanceof DriveRefusal) || byStatus.isLater || !LATER.has(error.reason)) return byStatus;
  const afterMs = retryAfterMs((name) => error.headers[name]);
  return { isLater: true, why: `it answered ${error.reason}`, afterMs };
}

/** Whether the token is no longer taken. */
export function isRefused(error: unknown): boolean {
  return error instanceof DriveRefusal && error.status === 401;
}

interface PullNotes {
  readonly message: string;
  readonly hint?: string;
}

/** Why a call to Drive failed, for a person. It may hold secrets still. */
export function driveMessage(error: unknown, email: string): PullNotes {
  const { status = 0, reason = '' } = error instanceof DriveRefusal ? error : {};
  if (reason === 'exportSizeLimitExceeded')
    return { message: 'it is too large to be exported (10 MB).', hint: 'Save it in the folder as .xlsx or .csv.' };
  if (reason === 'accessNotConfigured')
    return { message: "the Drive API is not enabled in the service account's project.", hint: 'Enable it there.' };
  if (status === 404)
    return { message: 'there is none, or it is not shared.', hint: `Share the folder with ${email}.` };
  if (status === 401) return { message: 'a new token was refused.', hint: "Is the service account's key still valid?" };
  const fault = driveFault(error);
  if (fault.isLater) return { message: `${fault.why}.`, hint: 'Run it again later.' };
  const said = error instanceof Error ? error.message : '';
  return { message: said || `it answered ${status}.` };
}
