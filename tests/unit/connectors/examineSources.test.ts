import { expect, test } from 'vitest';
import { startSalesforceOrg } from '../../../scripts/standins/salesforce.ts';
import { examineSources, findingWords } from '../../../src/connectors/examineSources.ts';
import type { Effects, Source } from '../../../src/types.ts';

const source: Source = {
  name: 'crm',
  kind: 'salesforce',
  brands: ['a'],
  connection: 'CRM',
  tables: [],
  place: { file: 'queries/sources/crm.yml', line: 1 },
};

function effects(variables: Readonly<Record<string, string>>): Effects {
  const log = { info: () => {}, warn: () => {}, progress: () => {} };
  return { now: '2026-11-23T06:00:00Z', log, env: (name) => variables[name] };
}

test('A source is well, lacks variables, or turns us away, and no secret is told.', async () => {
  const org = await startSalesforceOrg({ objects: { Lead: { fields: [], records: [] } } });
  const variables = { CRM_LOGIN_URL: org.url, CRM_CLIENT_ID: org.clientId, CRM_CLIENT_SECRET: org.clientSecret };
  const wrong = { ...variables, CRM_CLIENT_SECRET: 'not-the-secret-4711' };
  const words = async (given: Readonly<Record<string, string>>): Promise<string> => {
    const findings = await examineSources({ sources: [source], projectRoot: '/', effects: effects(given) });
    return findings.flatMap(findingWords).join('\n');
  };
  try {
    expect(await words(variables)).toBe('✓ crm (salesforce): all variables are set, and signing in works.');
    expect(await words({})).toContain('these variables are not set: CRM_CLIENT_ID, CRM_CLIENT_SECRET, CRM_LOGIN_URL.');
    const refused = await words(wrong);
    expect(refused).toContain('✗ crm (salesforce): all variables are set, and signing in fails.');
    expect(refused).not.toContain('4711');
  } finally {
    await org.close();
  }
});
