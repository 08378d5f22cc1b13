import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { ProblemsError } from '../../lib/problem.ts';
import type { Effects, Source } from '../../types.ts';
import { connectionVariable } from '../connector.ts';
import { apiAddress } from '../shared/apiAddress.ts';
import { type Answer, type Ask, askOnce } from '../shared/retryingFetch.ts';
import { missingOf, type Secrets } from '../shared/secrets.ts';
import { signedToken } from '../shared/signedToken.ts';

/** The variables that nobody may read. */
export const SNOWFLAKE_SECRETS = ['TOKEN', 'PRIVATE_KEY', 'PRIVATE_KEY_PASSPHRASE', 'PASSWORD'];

/** Snowflake takes a JWT for an hour at most. It is made anew before it ends. */
const JWT_SECONDS = 3600;
const JWT_FRESH_MS = 3_000_000;

/** Who asks, told anew with each request: there are no sessions. */
export interface SnowflakeIdentity {
  headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** Whether the next headers hold another token. */
  renew(): boolean;
}

/** With a programmatic access token where one is set, else with a key. Of a password alone, signing in tells. */
export function missingSnowflakeSecrets(source: Source, env: Effects['env']): readonly string[] {
  const isSet = (name: string): boolean => env(connectionVariable(source, name)) !== undefined;
  const own = isSet('TOKEN') ? [] : ['USER', ...(isSet('PASSWORD') ? [] : ['PRIVATE_KEY'])];
  return missingOf(source, env, ['ACCOUNT', ...own, 'WAREHOUSE']);
}

/** Where the account is: the connection's `_URL`, else where its name says. */
export function snowflakeAddress(source: Source, { env, secrets }: SignInRequest): string {
  const account = secrets.get('ACCOUNT');
  if (!/^[\w-]+(\.[\w-]+)*$/.test(account))
    throw refused(source, 'ACCOUNT', 'is not the identifier of an account.', 'Write myorg-myaccount.');
  const host = account.toLowerCase().replaceAll('_', '-');
  return apiAddress(source, env, `https://${host}.snowflakecomputing.com`);
}

interface SignInRequest {
  readonly env: Effects['env'];
  readonly secrets: Secrets;
}

/** Makes ready to ask. Throws a ProblemsError where the connection has only a password, or a key that is none. */
export function snowflakeIdentity(
  source: Source,
  { base, secrets }: { readonly base: string; readonly secrets: Secrets },
): SnowflakeIdentity {
  const token = secrets.get('TOKEN');
  if (token !== '') return { headers: async () => bearer('PROGRAMMATIC_ACCESS_TOKEN', token), renew: () => false };
  if (secrets.get('PRIVATE_KEY') === '')
    throw refused(
      source,
      'PASSWORD',
      "is of no use: Snowflake's SQL API takes no passwords.",
      `Set ${connectionVariable(source, 'PRIVATE_KEY')}, or ${connectionVariable(source, 'TOKEN')}.`,
    );
  const key = keyOf(source, secrets);
  const [account = ''] = secrets.get('ACCOUNT').toUpperCase().split('.');
  const subject = `${account}.${secrets.get('USER').toUpperCase()}`;
  const claims = { iss: `${subject}.${fingerprintOf(key)}`, sub: subject };
  let made: { readonly jwt: string; readonly atMs: number } | undefined;
  return {
    async headers(signal) {
      if (made === undefined || performance.now() - made.atMs > JWT_FRESH_MS) {
        const ask = (asked: Ask): Promise<Answer> => askOnce(asked, signal);
        const jwt = await signedToken(claims, { key, seconds: JWT_SECONDS, clockUrl: base, ask });
        secrets.add(jwt);
        made = { jwt, atMs: performance.now() };
      }
      return bearer('KEYPAIR_JWT', made.jwt);
    },
    renew() {
      made = undefined;
      return true;
    },
  };
}

function bearer(type: string, token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}`, 'x-snowflake-authorization-token-type': type };
}

function keyOf(source: Source, secrets: Secrets): KeyObject {
  const passphrase = secrets.get('PRIVATE_KEY_PASSPHRASE');
  const key = secrets.get('PRIVATE_KEY').replaceAll('\\n', '\n');
  try {
    return createPrivateKey({ key, format: 'pem', ...(passphrase !== '' && { passphrase }) });
  } catch (error) {
    // OpenSSL names its faults: a text that is no key, a passphrase that is wrong or missing.
    if (!(error instanceof Error && 'code' in error)) throw error;
    const hint = `Set the whole text of key.pem, and ${connectionVariable(source, 'PRIVATE_KEY_PASSPHRASE')} where it has one.`;
    throw refused(source, 'PRIVATE_KEY', 'is no private key that can be read.', hint);
  }
}

/** As `desc user` shows it of the public key ("Using key-pair authentication"). */
function fingerprintOf(key: KeyObject): string {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(spki).digest('base64')}`;
}

function refused(source: Source, name: string, what: string, hint: string): ProblemsError {
  return new ProblemsError([{ ...source.place, message: `${connectionVariable(source, name)} ${what}`, hint }]);
}
