import { type Fault, faultOf } from './patiently.ts';

/** Reasons of a 403 that say "later" (Resolve errors, Drive API). */
const LATER = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'sharingRateLimitExceeded', 'backendError']);

/** Reads what Drive's client throws. */
export function driveFault(error: unknown): Fault {
  const reason = reasonOf(error);
  return LATER.has(reason) ? { isLater: true, why: `it answered ${reason}` } : faultOf(error);
}

/** Whether the token is no longer taken. */
export function isRefused(error: unknown): boolean {
  return statusOf(error) === 401;
}

interface Told {
  readonly message: string;
  readonly hint?: string;
}

/** What Drive's client threw, for a person. It may hold secrets still. */
export function driveMessage(error: unknown, email: string): Told {
  const reason = reasonOf(error);
  const status = statusOf(error);
  if (reason === 'exportSizeLimitExceeded')
    return { message: 'it is too large to be exported (10 MB).', hint: 'Save it in the folder as .xlsx or .csv.' };
  if (reason === 'accessNotConfigured')
    return { message: "the Drive API is not enabled in the service account's project.", hint: 'Enable it there.' };
  if (status === 404)
    return { message: 'there is none, or it is not shared.', hint: `Share the folder with ${email}.` };
  if (status === 401) return { message: 'a new token was refused.', hint: "Is the service account's key still valid?" };
  const fault = driveFault(error);
  if (fault.isLater) return { message: `${fault.why}.`, hint: 'Run it again later.' };
  return { message: error instanceof Error ? error.message : String(error) };
}

function statusOf(error: unknown): number | undefined {
  const { status } = (error ?? {}) as { readonly status?: unknown };
  return typeof status === 'number' ? status : undefined;
}

interface ErrorBody {
  readonly error?: { readonly errors?: readonly { readonly reason?: string }[] };
}

/** The reason that the answer names; '' where it names none. What was asked as a stream is answered as text. */
function reasonOf(error: unknown): string {
  const { response } = (error ?? {}) as { readonly response?: { readonly data?: unknown } };
  const body = typeof response?.data === 'string' ? bodyOf(response.data) : (response?.data as ErrorBody | undefined);
  return body?.error?.errors?.[0]?.reason ?? '';
}

function bodyOf(text: string): ErrorBody | undefined {
  try {
    return JSON.parse(text) as ErrorBody;
  } catch {
    return undefined;
  }
}
