import { type Fault, faultOf } from '../shared/retryPolicy.ts';

/** Codes of S3's that say "later" (Error Responses, Amazon S3 API Reference), some under a status that does not. */
const LATER = new Set(['InternalError', 'OperationAborted', 'RequestTimeout', 'ServiceUnavailable', 'SlowDown']);

/** Reads what S3's client throws. */
export function s3Fault(error: unknown): Fault {
  const fault = faultOf(error);
  if (fault.isLater) return fault;
  if (LATER.has(nameOf(error))) return { isLater: true, why: `it answered ${nameOf(error)}` };
  // Thrown at the end of a body, where its checksum was announced.
  const isSpoilt = error instanceof Error && error.message.startsWith('Checksum mismatch');
  return isSpoilt ? { isLater: true, why: 'the body was damaged' } : fault;
}

interface PullNotes {
  readonly message: string;
  readonly hint?: string;
}

const KEYS: PullNotes = { message: 'the keys were refused', hint: 'Compare them with those that the service shows.' };
const REGION: PullNotes = {
  message: 'the bucket is of another region',
  hint: "Set the connection's _REGION to the bucket's.",
};
const COLD: PullNotes = {
  message: 'it lies in an archive class',
  hint: 'Restore it, or name only what can be read at once.',
};
const RIGHTS: PullNotes = {
  message: 'the keys may not',
  hint: 'Give them s3:ListBucket on the bucket and s3:GetObject on its objects.',
};

const MEANINGS: Readonly<Record<string, PullNotes>> = {
  AccessDenied: RIGHTS,
  Forbidden: RIGHTS,
  AuthorizationHeaderMalformed: REGION,
  ExpiredToken: { message: 'the session token has ended', hint: 'Set a new one.' },
  InvalidAccessKeyId: KEYS,
  InvalidObjectState: COLD,
  NoSuchBucket: { message: 'there is no such bucket' },
  NoSuchKey: { message: 'it was removed while the bucket was read', hint: 'Run it again.' },
  PermanentRedirect: REGION,
  SignatureDoesNotMatch: KEYS,
};

/** What S3's client threw, for a person. It may hold secrets still. */
export function s3Message(error: unknown): PullNotes {
  const name = nameOf(error);
  const known = Object.hasOwn(MEANINGS, name) ? MEANINGS[name] : undefined;
  if (known !== undefined) return { ...known, message: `${known.message} (${name}).` };
  const fault = s3Fault(error);
  if (fault.isLater) return { message: `${fault.why}.`, hint: 'Run it again later.' };
  return { message: `${name}: ${error instanceof Error ? error.message : String(error)}` };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
