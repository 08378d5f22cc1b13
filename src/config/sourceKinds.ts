import type * as z from 'zod';
import { clickhouseKind } from './kinds/clickhouse.ts';
import { filesKind } from './kinds/files.ts';
import { googleDriveKind } from './kinds/googleDrive.ts';
import { httpKind } from './kinds/http.ts';
import { hubspotKind } from './kinds/hubspot.ts';
import { postgresKind } from './kinds/postgres.ts';
import { s3Kind } from './kinds/s3.ts';
import { salesforceKind } from './kinds/salesforce.ts';
import { snowflakeKind } from './kinds/snowflake.ts';
import { stripeKind } from './kinds/stripe.ts';
import { zendeskKind } from './kinds/zendesk.ts';

/** The keys that a kind of source has beside those of every source. */
export interface SourceKind {
  /** Of the whole source; handed on as an option of each of its tables. May make `connection` a must. */
  readonly source: Readonly<Record<string, z.ZodType>>;
  /** Of one table. */
  readonly table: Readonly<Record<string, z.ZodType>>;
}

/** Every kind of source by its name: a new kind is one file and one line. */
export const sourceKinds: Readonly<Record<string, SourceKind>> = {
  clickhouse: clickhouseKind,
  files: filesKind,
  'google-drive': googleDriveKind,
  http: httpKind,
  hubspot: hubspotKind,
  postgres: postgresKind,
  s3: s3Kind,
  salesforce: salesforceKind,
  snowflake: snowflakeKind,
  stripe: stripeKind,
  zendesk: zendeskKind,
};
