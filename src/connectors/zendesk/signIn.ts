import { ProblemsError } from '../../lib/problem.ts';
import type { Effects, Source } from '../../types.ts';
import { connectionVariable } from '../connector.ts';
import { apiAddress } from '../shared/apiAddress.ts';
import { jsonIn, valueAt } from '../shared/apiRow.ts';
import type { Answer, Ask } from '../shared/retryingFetch.ts';
import { missingOf, type Secrets, secretsOf } from '../shared/secrets.ts';

export interface ZendeskSession {
  readonly secrets: Secrets;
  /** Asks for what is at a path of the account. A token that has ended is renewed, where it can be. */
  get(path: string): Promise<Answer>;
}

/**
 * The variables that are missing: of an API token or of an access token where one of theirs is set, else of an OAuth client.
 * Zendesk has given no new API tokens since October 2026, and takes none from May 2027 on.
 */
export function missingZendeskSecrets(source: Source, env: Effects['env']): readonly string[] {
  const isSet = (name: string): boolean => env(connectionVariable(source, name)) !== undefined;
  const byToken = ['EMAIL', 'API_TOKEN'];
  const own = isSet('ACCESS_TOKEN') ? [] : byToken.some(isSet) ? byToken : ['CLIENT_ID', 'CLIENT_SECRET'];
  return missingOf(source, env, [...(isSet('URL') ? [] : ['SUBDOMAIN']), ...own]);
}

/** Signs in; whoever is turned away learns so by the first question. */
export async function signInToZendesk(
  source: Source,
  { env, ask }: { readonly env: Effects['env']; readonly ask: (ask: Ask) => Promise<Answer> },
): Promise<ZendeskSession> {
  const secrets = secretsOf(source, env, ['API_TOKEN', 'ACCESS_TOKEN', 'CLIENT_SECRET']);
  const url = apiAddress(source, env, ownAddress(source, env));
  const isClient = ['ACCESS_TOKEN', 'API_TOKEN'].every((name) => secrets.get(name) === '');
  const newToken = async (): Promise<string> => {
    const token = await requestToken(source, { secrets, url, ask });
    secrets.add(token);
    return `Bearer ${token}`;
  };
  let authorization = isClient ? await newToken() : givenAuthorization(secrets);
  const once = (path: string) => ask({ url: `${url}${path}`, method: 'GET', headers: { authorization } });
  return {
    secrets,
    async get(path) {
      const answer = await once(path);
      if (answer.status !== 401 || !isClient) return answer;
      authorization = await newToken();
      return once(path);
    },
  };
}

function givenAuthorization(secrets: Secrets): string {
  if (secrets.get('ACCESS_TOKEN') !== '') return `Bearer ${secrets.get('ACCESS_TOKEN')}`;
  const login = `${secrets.get('EMAIL')}/token:${secrets.get('API_TOKEN')}`;
  secrets.add(login);
  return `Basic ${Buffer.from(login).toString('base64')}`;
}

interface TokenRequest {
  readonly secrets: Secrets;
  readonly url: string;
  readonly ask: (ask: Ask) => Promise<Answer>;
}

/** By the OAuth client's own credentials: nobody has to be there. */
async function requestToken(source: Source, { secrets, url, ask }: TokenRequest): Promise<string> {
  const [clientId, clientSecret] = [secrets.get('CLIENT_ID'), secrets.get('CLIENT_SECRET')];
  const body = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: 'read' };
  const refused = (said: string): ProblemsError =>
    new ProblemsError([{ ...source.place, message: `Zendesk gives no token: ${secrets.scrub(said)}` }]);
  const answer = await ask({
    url: `${url}/oauth/tokens`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((error: unknown) => {
    throw refused(error instanceof Error ? `${error.message}.` : '');
  });
  const parsed = jsonIn(answer.body);
  const token = valueAt(parsed, 'access_token');
  if (answer.status < 400 && typeof token === 'string' && token !== '') return token;
  const said = [valueAt(parsed, 'error'), valueAt(parsed, 'error_description')]
    .filter((text) => typeof text === 'string')
    .join(': ');
  throw refused(`it answered ${answer.status}. ${said.slice(0, 300)}`.trim());
}

function ownAddress(source: Source, env: Effects['env']): string {
  const subdomain = env(connectionVariable(source, 'SUBDOMAIN')) ?? '';
  if (subdomain === '' || /^[a-z0-9][a-z0-9-]*$/i.test(subdomain)) return `https://${subdomain}.zendesk.com`;
  const message = `${connectionVariable(source, 'SUBDOMAIN')} is not the name before ".zendesk.com" alone.`;
  throw new ProblemsError([{ ...source.place, message }]);
}
