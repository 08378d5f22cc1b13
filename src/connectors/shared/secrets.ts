import type { Effects, Source } from '../../types.ts';
import { connectionVariable } from '../connector.ts';

/** The secrets of one source, and the way to keep them out of every text. */
export interface Secrets {
  /** A variable of the source's connection; '' where it is not set. */
  readonly get: (name: string) => string;
  /** One more secret: a token that was given in exchange. */
  readonly add: (secret: string) => void;
  /** Takes every secret out of a text, also where it is written as in a URL or as base64. */
  readonly scrub: (text: string) => string;
}

/** `secretNames` are those variables of the connection that nobody may read: not its address. */
export function secretsOf(source: Source, env: Effects['env'], secretNames: readonly string[]): Secrets {
  const get = (name: string): string => env(connectionVariable(source, name)) ?? '';
  const known = new Set<string>();
  const add = (secret: string): void => {
    if (secret === '') return;
    for (const written of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
      known.add(written);
  };
  for (const name of secretNames) add(get(name));
  // The longest first: one secret may be a part of another.
  const scrub = (text: string): string =>
    [...known].sort((a, b) => b.length - a.length).reduce((clean, secret) => clean.replaceAll(secret, '•••'), text);
  return { get, add, scrub };
}

/** Those of the connection's variables that are not set, by their full names. */
export function missingOf(source: Source, env: Effects['env'], names: readonly string[]): readonly string[] {
  return names.map((name) => connectionVariable(source, name)).filter((variable) => env(variable) === undefined);
}
