import * as z from 'zod';
import { entitySchema } from './entitySchema.ts';
import { martSchema } from './martSchema.ts';
import { metricsSchema } from './metricSchemas.ts';
import { reportSchema } from './reportSchema.ts';
import { brandSchema, siteSchema, teamSchema } from './siteSchemas.ts';
import { anySourceSchema } from './sourceSchema.ts';

/** What each schema describes, as its title in an editor. */
const schemas: Readonly<Record<string, { readonly title: string; readonly schema: z.ZodType }>> = {
  site: { title: 'templates/site.yml', schema: siteSchema },
  brand: { title: 'templates/brands/<brand>/brand.yml', schema: brandSchema },
  team: { title: 'templates/teams/<team>.yml', schema: teamSchema },
  source: { title: 'queries/sources/<source>.yml', schema: anySourceSchema },
  entity: { title: 'queries/staging/stg_<entity>.yml', schema: entitySchema },
  metrics: { title: 'queries/metrics/<domain>.yml', schema: metricsSchema },
  mart: { title: 'queries/marts/<noun>.yml', schema: martSchema },
  report: { title: 'templates/reports/<report>/report.md, front matter', schema: reportSchema },
};

/** JSON Schemas of the content files for editors, as texts by their file's name ("site.json"). */
export function exportSchemas(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { title, schema }]) => {
      const json = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
      return [`${name}.json`, `${JSON.stringify({ title, ...json }, null, 2)}\n`];
    }),
  );
}
