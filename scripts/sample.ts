/**
 * What `npm start` does after setting up: makes the sample's data, starts a stand-in Salesforce org that holds the
 * sample's leads, runs the main job on it, and says where to look.
 */
import { spawn } from 'node:child_process';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { makeBeaconLeads } from './sample/makeBeacon.ts';
import { makeMiles } from './sample/makeMiles.ts';
import { startSalesforceOrg } from './standins/salesforce.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: join(root, 'output') },
    /** Last day of the sample's data. The reports are those that are due on the morning after. */
    until: { type: 'string', default: '2026-11-22' },
    users: { type: 'string', default: '4000' },
    leads: { type: 'string', default: '3000' },
    /** The instant of the run; default: the evening after the last day. */
    now: { type: 'string' },
    'no-deliver': { type: 'boolean', default: false },
  },
});

const outDir = resolve(values.out);
const milesFolder = join(outDir, 'sample', 'miles');
await makeMiles({ folder: milesFolder, until: values.until, users: Number(values.users), seed: 1 });
const objects = makeBeaconLeads({ until: values.until, leads: Number(values.leads), seed: 2 });
const org = await startSalesforceOrg({ objects });

const dayAfter = new Date(Date.parse(`${values.until}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
const now = values.now ?? `${dayAfter}T18:00:00Z`;
const flags = ['--out', outDir, '--now', now, ...(values['no-deliver'] ? ['--no-deliver'] : [])];
const status = await new Promise<number>((done) => {
  spawn(process.execPath, [join(root, 'src', 'cli.ts'), 'run', ...flags], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      MILES_ROOT: milesFolder,
      CRM_LOGIN_URL: org.url,
      CRM_CLIENT_ID: org.clientId,
      CRM_CLIENT_SECRET: org.clientSecret,
    },
  }).on('exit', (code) => done(code ?? 1));
});
await org.close();

if (status === 0) {
  const at = (path: string): string => relative(process.cwd(), join(outDir, path)) || '.';
  console.log(`
Look at it:
  the site    ${pathToFileURL(join(outDir, 'site', 'index.html')).href}   (open it in a browser)
  the PDFs    ${at('pdf')}/
  the mails   ${at('mail')}/   (.eml files: open one in a mail program)
  what ran    ${at('manifest.json')}`);
}
process.exitCode = status;
