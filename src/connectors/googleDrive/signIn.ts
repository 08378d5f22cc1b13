import { ProblemsError } from '../../lib/problem.ts';
import type { Source } from '../../types.ts';
import { type ConnectRequest, connectionVariable } from '../connector.ts';
import { apiAddress, isSafeAddress } from '../shared/apiAddress.ts';
import { jsonIn, valueAt } from '../shared/apiRow.ts';
import { type Answer, type Ask, askOnce } from '../shared/retryingFetch.ts';
import { type Secrets, secretsOf } from '../shared/secrets.ts';
import { signedToken } from '../shared/signedToken.ts';
import { DriveClient, DriveRefusal } from './client.ts';

const SCOPE = 'https://www.googleapis.com/auth/drive.readonly';
const TOKEN_SECONDS = 3600;
const TOKENS = 'https://oauth2.googleapis.com/token';

/** Who reads Drive: a service account, with a token that can be had anew. */
export interface DriveSession {
  readonly email: string;
  readonly secrets: Secrets;
  /** Another one after `renew`. */
  readonly client: DriveClient;
  /** Signs in anew, unless somebody has done so since this client was refused. */
  renew(refused: DriveClient): void;
}

interface ServiceAccount {
  readonly client_email: string;
  readonly private_key: string;
  readonly token_uri: string;
}

/** Makes ready to sign in; the first call does. Throws a ProblemsError where the connection's key is none. */
export function driveSession({ source, effects }: ConnectRequest): DriveSession {
  const secrets = secretsOf(source, effects.env, ['SERVICE_ACCOUNT']);
  const account = accountOf(source, secrets.get('SERVICE_ACCOUNT'));
  secrets.add(account.private_key);
  const root = apiAddress(source, effects.env, 'https://www.googleapis.com');
  const open = (): DriveClient =>
    new DriveClient(root, async (signal) => {
      const token = await tokenOf(account, signal);
      secrets.add(token);
      return token;
    });
  let client = open();
  return {
    email: account.client_email,
    secrets,
    get client() {
      return client;
    },
    renew: (refused) => {
      if (client === refused) client = open();
    },
  };
}

function accountOf(source: Source, text: string): ServiceAccount {
  const variable = connectionVariable(source, 'SERVICE_ACCOUNT');
  const refused = (message: string) => new ProblemsError([{ ...source.place, message: `${variable} ${message}` }]);
  let key: Partial<ServiceAccount>;
  try {
    key = JSON.parse(text) as Partial<ServiceAccount>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refused("is no JSON: it is to hold the text of the service account's key file.");
  }
  const { client_email, private_key, token_uri = TOKENS } = key ?? {};
  if (typeof client_email !== 'string' || typeof private_key !== 'string')
    throw refused('is no key of a service account: it has no client_email or no private_key.');
  const address = URL.parse(token_uri);
  if (address === null || !isSafeAddress(address)) throw refused('has a token_uri that does not begin with https://.');
  return { client_email, private_key, token_uri };
}

/** "Using OAuth 2.0 for Server to Server Applications": a JWT that the account's key has signed, for a token of an hour. */
async function tokenOf({ client_email, private_key, token_uri }: ServiceAccount, signal: AbortSignal): Promise<string> {
  const claims = { iss: client_email, scope: SCOPE, aud: token_uri };
  const ask = (asked: Ask): Promise<Answer> => askOnce(asked, signal);
  const assertion = await signedToken(claims, { key: private_key, seconds: TOKEN_SECONDS, clockUrl: token_uri, ask });
  const form = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await ask({ url: token_uri, method: 'POST', headers, body: String(form) });
  const token = valueAt(jsonIn(answer.body), 'access_token');
  if (answer.status < 300 && typeof token === 'string') return token;
  throw new DriveRefusal(answer.status, answer);
}
