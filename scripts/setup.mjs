// Makes a clone ready to run: installs the packages of package-lock.json where they are missing or out of date.
// Plain Node >= 18 and nothing else, since it runs before anything is installed. Does nothing, fast, when all is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.broadsheet-setup');
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 18) {
  console.error(`Broadsheet needs Node 18 or newer to set itself up; this is ${process.version}.`);
  process.exit(2);
}

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  // npm would empty the folder behind the link, which is another clone's.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error('node_modules is a link to another folder. Remove the link, then run the same command again.');
    process.exit(2);
  }
  console.log('Setting up: installing the packages (about a minute, once) …');
  // The clone's own .npmrc and lock decide; a NODE_ENV of the machine must not leave out the development packages.
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error('The packages could not be installed (see above). Mend that, then run the same command again.');
    process.exit(npm.status ?? 1);
  }
  writeFileSync(stamp, wanted);
}
