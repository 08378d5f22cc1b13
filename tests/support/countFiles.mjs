// Counts what a process asks of the file system below the folder COUNT_BELOW: preloaded by --import, told in the file that
// COUNT_FILES names.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const target = process.env.COUNT_FILES;
/** A call by a number or on a handle is of a file that was opened before. */
const isBelow = (object, args) =>
  (object !== fs && object !== fs.promises) ||
  typeof args[0] === 'number' ||
  args.slice(0, 2).some((path) => typeof path === 'string' && path.startsWith(process.env.COUNT_BELOW));
const counts = { opened: 0, made: 0, renamed: 0, flushed: 0, bytesRead: 0 };
const { writeFileSync } = fs;
const sizeOf = (data) => (typeof data === 'string' ? Buffer.byteLength(data) : (data?.byteLength ?? 0));

// What a counted function calls to do its work is not counted once more.
let depth = 0;

function wrap(object, name, note) {
  const original = object[name];
  object[name] = function counted(...args) {
    depth += 1;
    let result;
    try {
      result = original.apply(this, args);
    } finally {
      depth -= 1;
    }
    if (depth > 0 || !isBelow(object, args)) return result;
    if (typeof result?.then !== 'function') note(args, result);
    else
      result.then(
        (value) => note(args, value),
        () => undefined,
      );
    return result;
  };
}

const reads = (_, data) => {
  counts.opened += 1;
  counts.bytesRead += sizeOf(data);
};
const makes = () => {
  counts.made += 1;
};
const renames = () => {
  counts.renamed += 1;
};
const flushes = () => {
  counts.flushed += 1;
};
for (const [object, suffix] of [
  [fs, 'Sync'],
  [fs.promises, ''],
]) {
  wrap(object, `readFile${suffix}`, reads);
  for (const name of ['writeFile', 'copyFile', 'link', 'mkdtemp']) wrap(object, `${name}${suffix}`, makes);
  wrap(object, `rename${suffix}`, renames);
}
for (const name of ['fsyncSync', 'fdatasyncSync']) wrap(fs, name, flushes);
for (const name of ['openSync']) wrap(fs, name, (args) => (/w/.test(String(args[1])) ? makes() : reads()));
wrap(fs.promises, 'open', (args, handle) => {
  if (/w/.test(String(args[1]))) makes();
  else reads();
  wrap(handle, 'sync', flushes);
  wrap(handle, 'datasync', flushes);
  wrap(handle, 'read', (_, { bytesRead } = {}) => {
    counts.bytesRead += bytesRead ?? 0;
  });
  wrap(handle, 'readFile', (_, data) => {
    counts.bytesRead += sizeOf(data);
  });
});
syncBuiltinESMExports();
if (target) process.on('exit', () => writeFileSync(target, JSON.stringify(counts)));
