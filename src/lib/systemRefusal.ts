/** Why the system refuses to read or write, and what to do. */
const REFUSALS: ReadonlyMap<string, readonly [reason: string, hint: string]> = new Map([
  ['ENOSPC', ['the disk is full', 'Free some of it, and run again: what is missing is made good.']],
  ['EDQUOT', ['there is no more room for this user', 'Free some of it, and run again: what is missing is made good.']],
  ['EROFS', ['the file system is read-only', 'Make it writable, and run again.']],
  ['EACCES', ['there is no right to read or write it', 'Give this user the right, and run again.']],
  ['EPERM', ['the system does not permit it', 'Give this user the right, and run again.']],
  ['EMFILE', ['too many files are open', 'Raise the limit of open files, or run with fewer --jobs.']],
  ['EIO', ['the disk does not answer as it should', 'Look at the disk, and run again.']],
]);

export interface SystemRefusal {
  /** The file; empty where the system does not say. */
  readonly path: string;
  readonly reason: string;
  readonly hint: string;
}

/** What the system said no to: nobody's bug. Undefined for any other error. */
export function systemRefusal(error: unknown): SystemRefusal | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const code = String(error.code);
  const [reason, hint] = REFUSALS.get(code) ?? [];
  if (reason === undefined || hint === undefined) return undefined;
  return { path: 'path' in error ? String(error.path) : '', reason: `${reason} (${code})`, hint };
}
