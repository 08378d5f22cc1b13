import { ProblemsError } from '../../lib/problem.ts';
import type { Effects, Source } from '../../types.ts';
import { connectionVariable } from '../connector.ts';

const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/** Whether secrets may be sent to an address: over https, or to this machine itself. */
export function isSafeAddress(address: URL): boolean {
  return address.protocol === 'https:' || (address.protocol === 'http:' && LOOPBACK.includes(address.hostname));
}

/**
 * Where a service is: the connection's `_URL`, else `otherwise`; without a slash at its end. Throws a ProblemsError where
 * secrets would pass in the clear.
 */
export function apiAddress(source: Source, env: Effects['env'], otherwise: string): string {
  const variable = connectionVariable(source, 'URL');
  const address = URL.parse(env(variable) ?? otherwise);
  if (address !== null && isSafeAddress(address)) return `${address.origin}${address.pathname}`.replace(/\/+$/, '');
  throw new ProblemsError([{ ...source.place, message: `${variable} is not an address that begins with https://.` }]);
}
