import jsforce from 'jsforce';
import { ProblemsError } from '../../lib/problem.ts';
import type { Effects, Source } from '../../types.ts';
import { connectionVariable } from '../connector.ts';
import type { Answer, Ask } from '../shared/retryingFetch.ts';
import { type Secrets, secretsOf } from '../shared/secrets.ts';
import { signedToken } from '../shared/signedToken.ts';
import { salesforceTransport } from './transport.ts';

/** How a source signs in, by the variables that are set. */
type Credentials =
  | { readonly way: 'token'; readonly accessToken: string; readonly instanceUrl: string }
  | {
      readonly way: 'jwt';
      readonly loginUrl: string;
      readonly clientId: string;
      readonly username: string;
      readonly privateKey: string;
    }
  | { readonly way: 'client'; readonly loginUrl: string; readonly clientId: string; readonly clientSecret: string };

const SECRETS = ['CLIENT_ID', 'CLIENT_SECRET', 'PRIVATE_KEY', 'ACCESS_TOKEN'];
const JWT_SECONDS = 180;
/** Sessions in a row that are refused although they are new. */
export const MOST_RENEWALS = 3;

/** The variables that are missing for the way of signing in that the ones that are set point to. */
export function missingSalesforceSecrets(source: Source, env: Effects['env']): readonly string[] {
  const isSet = (name: string): boolean => env(connectionVariable(source, name)) !== undefined;
  return needed(isSet)
    .filter((name) => !isSet(name))
    .map((name) => connectionVariable(source, name));
}

function needed(isSet: (name: string) => boolean): readonly string[] {
  if (isSet('ACCESS_TOKEN')) return ['ACCESS_TOKEN', 'INSTANCE_URL'];
  if (isSet('USERNAME') || isSet('PRIVATE_KEY')) return ['CLIENT_ID', 'USERNAME', 'PRIVATE_KEY'];
  return ['LOGIN_URL', 'CLIENT_ID', 'CLIENT_SECRET'];
}

export interface SalesforceSession {
  readonly connection: jsforce.Connection;
  /** Takes every secret of this session out of a text. */
  readonly scrub: Secrets['scrub'];
}

/**
 * Signs in by OAuth (client credentials, or JWT bearer), or takes the given token. A session that ends during the pull is
 * renewed; where new ones are refused in their turn, that is an error. Throws a ProblemsError at the source's place.
 */
export async function signIn(
  source: Source,
  { env, ask }: { readonly env: Effects['env']; readonly ask: (ask: Ask) => Promise<Answer> },
): Promise<SalesforceSession> {
  const credentials = readCredentials(source, env);
  const secrets = secretsOf(source, env, SECRETS);
  const { scrub } = secrets;
  const newToken = async (): Promise<{ readonly accessToken: string; readonly instanceUrl: string }> => {
    try {
      const token = await requestToken(credentials, ask);
      secrets.add(token.accessToken);
      return token;
    } catch (error) {
      throw signInProblem(source, scrub(nameAndMessage(error)));
    }
  };

  const first = await newToken();
  let unproven = 0;
  const connection = new jsforce.Connection({
    ...first,
    ...(credentials.way !== 'token' && {
      refreshFn: (_, done) => {
        // jsforce would sign in for ever where each new session is refused in its turn.
        if (unproven >= MOST_RENEWALS) return done(new Error('Salesforce refuses the session that it has just given'));
        unproven += 1;
        newToken().then(({ accessToken }) => done(null, accessToken), done);
      },
    }),
  });
  connection._transport = salesforceTransport(async (request) => {
    const answer = await ask(request);
    if (answer.status < 400) unproven = 0;
    return answer;
  });
  return { connection, scrub };
}

function readCredentials(source: Source, env: Effects['env']): Credentials {
  const get = (name: string): string => env(connectionVariable(source, name)) ?? '';
  const isSet = (name: string): boolean => get(name) !== '';
  const url = (name: string, otherwise = ''): string => {
    const given = isSet(name) ? get(name) : otherwise;
    const { protocol, hostname, origin } = URL.parse(given) ?? {};
    const isSafe =
      protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname ?? ''));
    if (isSafe && origin !== undefined) return origin;
    const message = `${connectionVariable(source, name)} is not an address that begins with https://.`;
    throw new ProblemsError([{ ...source.place, message }]);
  };
  if (isSet('ACCESS_TOKEN'))
    return { way: 'token', accessToken: get('ACCESS_TOKEN'), instanceUrl: url('INSTANCE_URL') };
  const clientId = get('CLIENT_ID');
  if (!isSet('PRIVATE_KEY'))
    return { way: 'client', loginUrl: url('LOGIN_URL'), clientId, clientSecret: get('CLIENT_SECRET') };
  // Stores of secrets often keep a key's line ends as \n.
  const privateKey = get('PRIVATE_KEY').replaceAll('\\n', '\n');
  return {
    way: 'jwt',
    loginUrl: url('LOGIN_URL', 'https://login.salesforce.com'),
    clientId,
    username: get('USERNAME'),
    privateKey,
  };
}

async function requestToken(
  credentials: Credentials,
  ask: (ask: Ask) => Promise<Answer>,
): Promise<{ readonly accessToken: string; readonly instanceUrl: string }> {
  if (credentials.way === 'token') return credentials;
  const { loginUrl, clientId } = credentials;
  const oauth2 = new jsforce.OAuth2(
    credentials.way === 'client' ? { loginUrl, clientId, clientSecret: credentials.clientSecret } : { loginUrl },
  );
  oauth2._transport = salesforceTransport(ask);
  const token = await oauth2.requestToken(
    credentials.way === 'client'
      ? { grant_type: 'client_credentials' }
      : { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: await jwtOf(credentials, ask) },
  );
  if (!token?.access_token || !token.instance_url) throw new Error('the answer holds no token');
  return { accessToken: token.access_token, instanceUrl: token.instance_url };
}

function jwtOf(
  { loginUrl, clientId, username, privateKey }: Extract<Credentials, { way: 'jwt' }>,
  ask: (ask: Ask) => Promise<Answer>,
): Promise<string> {
  const claims = { iss: clientId, sub: username, aud: loginUrl };
  return signedToken(claims, { key: privateKey, seconds: JWT_SECONDS, clockUrl: loginUrl, ask });
}

function signInProblem(source: Source, said: string): ProblemsError {
  const names = ['LOGIN_URL', 'CLIENT_ID', 'CLIENT_SECRET'].map((name) => connectionVariable(source, name)).join(', ');
  const message = `Signing in to Salesforce failed: ${said}`;
  return new ProblemsError([
    { ...source.place, message, hint: `Look at ${names}, or at the app in Salesforce's Setup.` },
  ]);
}

/** jsforce names its errors by Salesforce's own codes: "invalid_client: invalid client credentials". */
export function nameAndMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message.replaceAll(/\s+/g, ' ').trim();
  return error.name === 'Error' || message.startsWith(error.name) ? message : `${error.name}: ${message}`;
}
