import { didYouMean, ProblemsError } from '../lib/problem.ts';
import type { Effects, Source } from '../types.ts';
import type { SourceKind } from './sourceKind.ts';

/** Every kind of source: one file and one line. Loaded on first use, so that a project of files never loads a cloud's client. */
const KINDS: Readonly<Record<string, () => Promise<SourceKind>>> = {
  'google-drive': async () => (await import('./googleDrive.ts')).googleDrive,
  clickhouse: async () => (await import('./clickhouse.ts')).clickhouse,
  files: async () => (await import('./files.ts')).files,
  http: async () => (await import('./http.ts')).http,
  hubspot: async () => (await import('./hubspot.ts')).hubspot,
  postgres: async () => (await import('./postgres.ts')).postgres,
  s3: async () => (await import('./s3.ts')).s3,
  salesforce: async () => (await import('./salesforce.ts')).salesforce,
  snowflake: async () => (await import('./snowflake.ts')).snowflake,
  stripe: async () => (await import('./stripe.ts')).stripe,
  zendesk: async () => (await import('./zendesk.ts')).zendesk,
};

/** The kind of a source. Throws a ProblemsError where there is none of that name. */
export async function kindOf(source: Source): Promise<SourceKind> {
  const load = Object.hasOwn(KINDS, source.kind) ? KINDS[source.kind] : undefined;
  if (load !== undefined) return load();
  const message = `There is no kind of source named "${source.kind}".`;
  throw new ProblemsError([{ ...source.place, message, hint: didYouMean(source.kind, Object.keys(KINDS)) }]);
}

/** Names of the environment variables that a source needs and that are not set: all of them at once, sorted. */
export async function missingSecrets(source: Source, env: Effects['env']): Promise<readonly string[]> {
  const kind = await kindOf(source);
  return [...kind.missingSecrets(source, env)].sort();
}
