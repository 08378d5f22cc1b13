import { didYouMean, ProblemsError } from '../lib/problem.ts';
import type { Effects, Source } from '../types.ts';
import { clickhouseOptions } from './clickhouse/options.ts';
import type { Connector } from './connector.ts';
import type { ConnectorOptions } from './connectorOptions.ts';
import { filesOptions } from './files/options.ts';
import { googleDriveOptions } from './googleDrive/options.ts';
import { httpOptions } from './http/options.ts';
import { hubspotOptions } from './hubspot/options.ts';
import { postgresOptions } from './postgres/options.ts';
import { s3Options } from './s3/options.ts';
import { salesforceOptions } from './salesforce/options.ts';
import { snowflakeOptions } from './snowflake/options.ts';
import { stripeOptions } from './stripe/options.ts';
import { zendeskOptions } from './zendesk/options.ts';

interface Registered {
  readonly options: ConnectorOptions;
  /** On first use, so that a project of files never loads a cloud's client. */
  readonly load: () => Promise<Connector>;
}

/** Every kind of source by its name in YAML: a new one is one folder and one line here. */
export const connectors: Readonly<Record<string, Registered>> = {
  clickhouse: { options: clickhouseOptions, load: async () => (await import('./clickhouse/connector.ts')).clickhouse },
  files: { options: filesOptions, load: async () => (await import('./files/connector.ts')).files },
  'google-drive': {
    options: googleDriveOptions,
    load: async () => (await import('./googleDrive/connector.ts')).googleDrive,
  },
  http: { options: httpOptions, load: async () => (await import('./http/connector.ts')).http },
  hubspot: { options: hubspotOptions, load: async () => (await import('./hubspot/connector.ts')).hubspot },
  postgres: { options: postgresOptions, load: async () => (await import('./postgres/connector.ts')).postgres },
  s3: { options: s3Options, load: async () => (await import('./s3/connector.ts')).s3 },
  salesforce: { options: salesforceOptions, load: async () => (await import('./salesforce/connector.ts')).salesforce },
  snowflake: { options: snowflakeOptions, load: async () => (await import('./snowflake/connector.ts')).snowflake },
  stripe: { options: stripeOptions, load: async () => (await import('./stripe/connector.ts')).stripe },
  zendesk: { options: zendeskOptions, load: async () => (await import('./zendesk/connector.ts')).zendesk },
};

/** The connector of a source. Throws a ProblemsError where there is none of that name. */
export async function connectorOf(source: Source): Promise<Connector> {
  const registered = Object.hasOwn(connectors, source.kind) ? connectors[source.kind] : undefined;
  if (registered !== undefined) return registered.load();
  const message = `There is no kind of source named "${source.kind}".`;
  throw new ProblemsError([{ ...source.place, message, hint: didYouMean(source.kind, Object.keys(connectors)) }]);
}

/** Names of the environment variables that a source needs and that are not set: all of them at once, sorted. */
export async function missingSecrets(source: Source, env: Effects['env']): Promise<readonly string[]> {
  const connector = await connectorOf(source);
  return [...connector.missingSecrets(source, env)].sort();
}
