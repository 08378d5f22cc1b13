import { auth, drive, type drive_v3 } from '@googleapis/drive';
import { ProblemsError } from '../../lib/problem.ts';
import type { Source } from '../../types.ts';
import { type ConnectRequest, connectionVariable } from '../connector.ts';
import { apiAddress, isSafeAddress } from '../shared/apiAddress.ts';
import { type Secrets, secretsOf } from '../shared/secrets.ts';

const SCOPE = 'https://www.googleapis.com/auth/drive.readonly';
const TOKENS = 'https://oauth2.googleapis.com/token';

/** Who reads Drive: a service account, with a token that can be had anew. */
export interface DriveSession {
  readonly email: string;
  readonly secrets: Secrets;
  /** Drive's client; another one after `renew`. */
  readonly client: drive_v3.Drive;
  /** Signs in anew, unless somebody has done so since this client was refused. */
  renew(refused: drive_v3.Drive): void;
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
  const rootUrl = `${apiAddress(source, effects.env, 'https://www.googleapis.com')}/`;
  const open = (): drive_v3.Drive => drive({ version: 'v3', auth: signInOf(account, secrets), rootUrl, ...ONCE });
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

/** The client's own retries are off: ours have a budget, and say what they wait for. */
const ONCE = { retry: false, retryConfig: { retry: 0, noResponseRetries: 0 } };

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

function signInOf(account: ServiceAccount, secrets: Secrets) {
  const { client_email: email, private_key: key, token_uri: tokens } = account;
  const client = new auth.JWT({ email, key, scopes: [SCOPE], additionalClaims: { aud: tokens } });
  client.transporter.interceptors.request.add({
    // The client asks at Google's address, whatever the key file says.
    resolved: async (request) => {
      if (request.url.href === TOKENS) Object.assign(request, { url: new URL(tokens), ...ONCE });
      return request;
    },
  });
  client.on('tokens', ({ access_token }) => secrets.add(access_token ?? ''));
  return client;
}
