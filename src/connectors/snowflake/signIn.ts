import snowflake from 'snowflake-sdk';
import { ProblemsError } from '../../lib/problem.ts';
import type { Effects, Source } from '../../types.ts';
import { connectionVariable } from '../connector.ts';
import { missingOf, type Secrets } from '../shared/secrets.ts';

export type SnowflakeConnection = ReturnType<typeof snowflake.createConnection>;

/** The variables that nobody may read. */
export const SNOWFLAKE_SECRETS = ['PASSWORD', 'PRIVATE_KEY', 'PRIVATE_KEY_PASSPHRASE'];

/** Snowflake answers within 45 s, if only that the statement still runs. */
const LONGEST_CALL_MS = 90_000;

/** With a password where one is set, else with a key. */
export function missingSnowflakeSecrets(source: Source, env: Effects['env']): readonly string[] {
  const isPassword = missingOf(source, env, ['PASSWORD']).length === 0;
  return missingOf(source, env, ['ACCOUNT', 'USER', ...(isPassword ? [] : ['PRIVATE_KEY']), 'WAREHOUSE']);
}

/** Signs in. Each call makes a connection of its own. */
export async function signInToSnowflake(
  source: Source,
  { secrets, silentMs }: { readonly secrets: Secrets; readonly silentMs: number },
): Promise<SnowflakeConnection> {
  // The client would write to a file beside the program, and to the terminal.
  snowflake.configure({ logLevel: 'OFF', additionalLogToConsole: false });
  const named = Object.fromEntries(
    ['WAREHOUSE', 'DATABASE', 'SCHEMA', 'ROLE'].flatMap((name) => {
      const value = secrets.get(name);
      return value === '' ? [] : [[name.toLowerCase(), value]];
    }),
  );
  const options = {
    ...{ account: secrets.get('ACCOUNT'), username: secrets.get('USER'), application: 'broadsheet' },
    ...named,
    ...credentials(secrets),
    ...address(source, secrets),
    ...OWN_RETRIES,
    timeout: Math.ceil(Math.min(LONGEST_CALL_MS, silentMs)),
  };
  const connection = snowflake.createConnection(options);
  await new Promise<void>((resolve, reject) => {
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
  return connection;
}

/**
 * Calls are made again by us, by the source's budget. Only parts of a large result are made again by the client, as we cannot
 * ask for one alone: otherwise one part of a thousand that fails would cost the whole result.
 */
const OWN_RETRIES = {
  sfRetryMaxLoginRetries: 0,
  sfRetryMaxNumRetries: 0,
  largeResultSetRetryMaxNumRetries: 5,
  largeResultSetRetryMaxSleepTime: 16,
};

function credentials(secrets: Secrets) {
  const password = secrets.get('PASSWORD');
  if (password !== '') return { authenticator: 'SNOWFLAKE', password };
  const passphrase = secrets.get('PRIVATE_KEY_PASSPHRASE');
  const privateKey = secrets.get('PRIVATE_KEY').replaceAll('\\n', '\n');
  return { authenticator: 'SNOWFLAKE_JWT', privateKey, ...(passphrase !== '' && { privateKeyPass: passphrase }) };
}

/** Where the account is, if not where its name says: over TLS, or on this machine. */
function address(source: Source, secrets: Secrets) {
  const given = secrets.get('URL');
  if (given === '') return {};
  const url = URL.parse(given);
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback))) {
    const message = `${connectionVariable(source, 'URL')} is not an address that begins with https://.`;
    throw new ProblemsError([{ ...source.place, message, hint: 'Leave it out, or write https://host.' }]);
  }
  return {
    accessUrl: url.origin,
    host: url.hostname,
    protocol: url.protocol.slice(0, -1),
    port: Number(url.port || 443),
  };
}
