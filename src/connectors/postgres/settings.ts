import type { ConnectionOptions } from 'node:tls';
import { hasCode } from '../../lib/errorCode.ts';
import { ProblemsError } from '../../lib/problem.ts';
import type { Effects, Source } from '../../types.ts';
import { connectionVariable } from '../connector.ts';
import { missingOf, type Secrets } from '../shared/secrets.ts';

/** Where a database is, and how to sign in. */
export interface PostgresSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly ssl: false | ConnectionOptions;
}

/** The variables that nobody may read. */
export const POSTGRES_SECRETS = ['URL', 'PASSWORD', 'SSLKEY'];

const PARTS = ['HOST', 'USER', 'PASSWORD', 'DATABASE'];
const MODES = ['disable', 'require', 'verify-full'];
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[?::1\]?|\/.*)$/;

/** The address in one variable; or, once one of its parts is set, the other parts. With a client's key no password is needed. */
export function missingPostgresSecrets(source: Source, env: Effects['env']): readonly string[] {
  const isSet = (name: string): boolean => missingOf(source, env, [name]).length === 0;
  if (isSet('URL')) return [];
  if (!PARTS.some(isSet)) return [connectionVariable(source, 'URL')];
  return missingOf(source, env, isSet('SSLKEY') ? PARTS.filter((name) => name !== 'PASSWORD') : PARTS);
}

/** Reads the connection's variables; what is found in the address is kept out of texts from then on. */
export function postgresSettings(source: Source, secrets: Secrets): PostgresSettings {
  const refused = (message: string, hint: string): ProblemsError =>
    new ProblemsError([{ ...source.place, message, hint }]);
  const address = addressOf(secrets.get('URL'));
  const urlName = connectionVariable(source, 'URL');
  if (address === null)
    throw refused(`${urlName} is no address of a database.`, 'Write postgres://user:password@host:5432/database.');
  const { params, ...given } = address;
  const host = secrets.get('HOST') || given.host;
  const port = Number(secrets.get('PORT') || given.port || 5432);
  const password = secrets.get('PASSWORD') || given.password;
  secrets.add(password);
  // Only an address on this machine may do without encryption unless somebody says so.
  const mode = secrets.get('SSLMODE') || params.get('sslmode') || (LOOPBACK.test(host) ? 'disable' : 'verify-full');
  if (!MODES.includes(mode))
    throw refused(`${connectionVariable(source, 'SSLMODE')} is "${mode}".`, `It is one of: ${MODES.join(', ')}.`);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw refused(`${connectionVariable(source, 'PORT')} is no port.`, 'Write a number, such as 5432.');
  const user = secrets.get('USER') || given.user;
  const database = secrets.get('DATABASE') || given.database || user;
  return { host, port, user, password, database, ssl: mode === 'disable' ? false : tlsOf(secrets, mode) };
}

function addressOf(url: string) {
  if (url === '') return { host: '', port: '', user: '', password: '', database: '', params: new URLSearchParams() };
  const parsed = URL.parse(url);
  if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol) || parsed.hostname === '') return null;
  try {
    return {
      host: parsed.hostname.replace(/^\[|\]$/g, ''),
      port: parsed.port,
      user: decodeURIComponent(parsed.username),
      password: decodeURIComponent(parsed.password),
      database: decodeURIComponent(parsed.pathname.slice(1)),
      params: parsed.searchParams,
    };
  } catch (error) {
    if (!(error instanceof URIError) && !hasCode(error, 'ERR_INVALID_URL')) throw error;
    return null;
  }
}

/** As libpq means it: "require" encrypts and trusts whoever answers, "verify-full" wants a certificate for the host. */
function tlsOf(secrets: Secrets, mode: string): ConnectionOptions {
  const pem = (name: string): string => secrets.get(name).replaceAll('\\n', '\n');
  return {
    rejectUnauthorized: mode === 'verify-full',
    ...(pem('SSLROOTCERT') !== '' && { ca: pem('SSLROOTCERT') }),
    ...(pem('SSLCERT') !== '' && { cert: pem('SSLCERT') }),
    ...(pem('SSLKEY') !== '' && { key: pem('SSLKEY') }),
  };
}
