import { createSign, type KeyLike } from 'node:crypto';
import { type Answer, type Ask, NoAnswer } from './retryingFetch.ts';

interface SignedTokenOptions {
  readonly key: KeyLike;
  /** How long it is good for. */
  readonly seconds: number;
  /** Where the service tells the time, with any answer. */
  readonly clockUrl: string;
  readonly ask: (ask: Ask) => Promise<Answer>;
}

/**
 * A JSON Web Token (RFC 7519) that a key vouches for, signed by RS256. It begins and ends by the service's own clock: a run may
 * be for another day than today, and machines' clocks go wrong. Throws a NoAnswer where the service does not tell the time.
 */
export async function signedToken(
  claims: Readonly<Record<string, string>>,
  { key, seconds, clockUrl, ask }: SignedTokenOptions,
): Promise<string> {
  const { headers } = await ask({ url: clockUrl, method: 'HEAD' });
  const iat = Math.floor(Date.parse(headers['date'] ?? '') / 1000);
  if (Number.isNaN(iat)) throw new NoAnswer('the answer did not say what time it is');
  const signed = [
    { alg: 'RS256', typ: 'JWT' },
    { ...claims, iat, exp: iat + seconds },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}
