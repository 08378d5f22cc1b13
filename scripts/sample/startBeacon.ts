import { startSalesforceOrg } from '../standins/salesforce.ts';
import { makeBeaconLeads } from './makeBeacon.ts';
import type { StartSample } from './sampleSystem.ts';

/** Beacon: a stand-in Salesforce org that holds its leads. */
export const startBeacon: StartSample = async ({ until, scale }) => {
  const objects = makeBeaconLeads({ until, leads: Math.round(3000 * scale), seed: 2 });
  const org = await startSalesforceOrg({ objects });
  const environment = { CRM_LOGIN_URL: org.url, CRM_CLIENT_ID: org.clientId, CRM_CLIENT_SECRET: org.clientSecret };
  return { environment, close: () => org.close() };
};
