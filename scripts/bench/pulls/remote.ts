/** A remote system in a process of its own: tells of itself in a line of JSON, changes at every line that it is given, and ends with its input. */
import { createInterface } from 'node:readline';
import { REMOTES } from './remotes.ts';

const [name = '', rows = '', folder = ''] = process.argv.slice(2);
const start = REMOTES[name];
if (start === undefined) throw new Error(`There is no remote system "${name}".`);
const { yaml, variables, change, close } = await start({ rows: Number(rows), folder });
console.log(JSON.stringify({ yaml, variables }));
for await (const _ of createInterface({ input: process.stdin })) {
  await change();
  console.log('{}');
}
await close();
process.exit();
