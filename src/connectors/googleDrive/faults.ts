import { type Fault, faultOf, retryAfterMs } from '../shared/retryPolicy.ts';

/** Reasons of a 403 that say "later" (Resolve errors, Drive API). */
const LATER = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'sharingRateLimitExceeded', 'backendError']);

/** Reads what Drive's client throws. */
export function driveFault(error: unknown): Fault {
  const [reason, byStatus] = [reasonOf(error), faultOf(error)];
  const isLater = !byStatus.isLater && LATER.has(reason);
  const fault: Fault = isLater ? { isLater, why: `it answered ${reason}` } : byStatus;
  // The headers are of a class of the client's own.
  const { headers } = answerOf(error);
  return fault.isLater ? { ...fault, afterMs: retryAfterMs((name) => headers?.get?.(name) ?? undefined) } : fault;
}

/** Whether the token is no longer taken. */
export function isRefused(error: unknown): boolean {
  return statusOf(error) === 401;
}

interface PullNotes {
  readonly message: string;
  readonly hint?: string;
}

/** What Drive's client threw, for a person. It may hold secrets still. */
export function driveMessage(error: unknown, email: string): PullNotes {
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
  return { message: bodyOf(error).error?.message ?? (error instanceof Error ? error.message : String(error)) };
}

function statusOf(error: unknown): number | undefined {
  const { status } = (error ?? {}) as { readonly status?: unknown };
  return typeof status === 'number' ? status : undefined;
}

interface ErrorBody {
  readonly error?: { readonly message?: string; readonly errors?: readonly { readonly reason?: string }[] };
}

interface Answered {
  readonly data?: unknown;
  readonly headers?: { readonly get?: (name: string) => string | null };
}

function answerOf(error: unknown): Answered {
  return ((error ?? {}) as { readonly response?: Answered }).response ?? {};
}

/** The reason that the answer names; '' where it names none. */
function reasonOf(error: unknown): string {
  return bodyOf(error).error?.errors?.[0]?.reason ?? '';
}

/** What was asked for as a stream and refused has its answer, as text, for the error's message. */
function bodyOf(error: unknown): ErrorBody {
  const { data } = answerOf(error);
  if (typeof data === 'object' && data !== null && 'error' in data) return data as ErrorBody;
  try {
    return error instanceof Error && error.message.startsWith('{') ? (JSON.parse(error.message) as ErrorBody) : {};
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
    return {};
  }
}
