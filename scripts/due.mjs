// Says whether a run has anything to do, from output/state/ alone: on GitHub, as the output `due` of its step.
// Plain Node >= 18 and nothing else, since it runs before anything is installed: most ticks of a cron end here.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(process.argv[2] ?? join(root, 'output'), 'state', 'next.json');
const reason = whyDue();
console.log(reason ?? `Nothing is due before ${read().dueAt}.`);
if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, `due=${reason !== undefined}\n`);

/** Why there is something to do; undefined where there is not. */
function whyDue() {
  if (process.env.GITHUB_EVENT_NAME === 'workflow_dispatch') return 'Somebody asked for this run.';
  const next = read();
  if (next === undefined) return 'Nothing is known of an earlier run.';
  if (next.hasOpenEditions !== false) return 'An edition is still to come out.';
  if (next.hasOpenMails !== false) return 'There are mails to be sent.';
  const commit = process.env.GITHUB_SHA ?? null;
  if (commit !== null && commit !== next.commit) return 'The project has changed since the last run.';
  if (next.dueAt === undefined || Date.now() < Date.parse(next.dueAt)) return undefined;
  return `An edition has been due since ${next.dueAt}.`;
}

function read() {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  } catch {
    // A file that is not whole says nothing: the run looks for itself.
    return undefined;
  }
}
