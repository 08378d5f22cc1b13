// Makes a clone ready to run: installs the packages of package-lock.json where they are missing or out of date.
// `node scripts/setup.mjs [FOLDER …]`: in the clone itself, or in the folders that are named, which are read from there.
// Plain Node >= 18 and nothing else, since it runs before anything is installed. Does nothing, fast, when all is there.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folders = process.argv.length > 2 ? process.argv.slice(2) : ['.'];

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 18) {
  console.error(`Broadsheet needs Node 18 or newer to set itself up; this is ${process.version}.`);
  process.exit(2);
}

const strange = folders.filter((folder) => !existsSync(join(root, folder, 'package-lock.json')));
if (strange.length > 0) {
  console.error(`There is no package-lock.json in: ${strange.join(', ')}. Name folders of the clone that have one.`);
  process.exit(2);
}
for (const folder of folders) setUp(folder);

function setUp(folder) {
  const cwd = join(root, folder);
  const isRoot = folder === '.';
  const stamp = join(cwd, 'node_modules', '.broadsheet-setup');
  const wanted = createHash('sha256')
    .update(readFileSync(join(cwd, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // npm would empty the folder behind the link, which is another clone's.
  if (lstatSync(join(cwd, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    const link = join(isRoot ? '' : folder, 'node_modules');
    console.error(`${link} is a link to another folder. Remove the link, then run the same command again.`);
    process.exit(2);
  }
  console.log(`Setting up: installing the packages${isRoot ? '' : ` of ${folder}`} (about a minute, once) …`);
  // The clone's own .npmrc and lock decide; a NODE_ENV of the machine must not leave out the development packages.
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--include=dev', '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    const which = isRoot ? 'The packages' : `The packages of ${folder}`;
    console.error(`${which} could not be installed (see above). Mend that, then run the same command again.`);
    process.exit(npm.status ?? 1);
  }
  // npm makes no folder where a lock names no package for this machine.
  mkdirSync(join(cwd, 'node_modules'), { recursive: true });
  writeFileSync(stamp, wanted);
}
