/**
 * What `npm start` does after setting up: makes the sample's data, starts the stand-ins of the systems that hold
 * some of it, runs the main job on it, and says where to look.
 */
import { spawn } from 'node:child_process';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { StartSample } from './sample/sampleSystem.ts';
import { startBeacon } from './sample/startBeacon.ts';
import { startCoffee } from './sample/startCoffee.ts';
import { startMiles } from './sample/startMiles.ts';
import { startTaproom } from './sample/startTaproom.ts';
import { startTrattoria } from './sample/startTrattoria.ts';

/** The sample's organisations; each has a folder of this name for its files. A new one is one line. */
const organisations: Readonly<Record<string, StartSample>> = {
  beacon: startBeacon,
  coffee: startCoffee,
  miles: startMiles,
  taproom: startTaproom,
  trattoria: startTrattoria,
};

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: join(root, 'output') },
    /** Last day of the sample's data. The reports are those that are due on the morning after. */
    until: { type: 'string', default: '2026-11-22' },
    /** How much data: 1 is quick, 20 is some 13 million rows. */
    scale: { type: 'string', default: '1' },
    /** The instant of the run; default: the evening after the last day. */
    now: { type: 'string' },
    'no-deliver': { type: 'boolean', default: false },
    /** Makes what is published again where its data, queries or templates have changed: to work on it. */
    rebuild: { type: 'boolean', default: false },
  },
});

const outDir = resolve(values.out);
const started = await Promise.all(
  Object.entries(organisations).map(([name, start]) =>
    start({ folder: join(outDir, 'sample', name), until: values.until, scale: Number(values.scale) }),
  ),
);

const dayAfter = new Date(Date.parse(`${values.until}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
const now = values.now ?? `${dayAfter}T18:00:00Z`;
const asked = (['no-deliver', 'rebuild'] as const).filter((flag) => values[flag]).map((flag) => `--${flag}`);
const flags = ['--out', outDir, '--now', now, ...asked];
// The sample's readers are nobody's: its mails are files, unless somebody names a mail server.
const mails = values['no-deliver'] ? {} : { BROADSHEET_SMTP_URL: process.env['BROADSHEET_SMTP_URL'] || 'files' };
const status = await new Promise<number>((done) => {
  spawn(process.execPath, [join(root, 'src', 'cli.ts'), 'run', ...flags], {
    cwd: root,
    stdio: 'inherit',
    env: Object.assign({ ...process.env, ...mails }, ...started.map(({ environment }) => environment)),
  }).on('exit', (code) => done(code ?? 1));
});
for (const system of started) await system.close();

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
