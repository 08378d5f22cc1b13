/** What is wrong with a value, and what to write instead. */
export interface Fault {
  readonly message: string;
  readonly hint: string;
}

/** "constructor" and its like: an object of JavaScript has them without being told. */
function takenName(name: string): Fault | undefined {
  if (!(name in Object.prototype)) return undefined;
  return { message: `"${name}" cannot be a name: JavaScript uses it itself.`, hint: 'Choose another name.' };
}

/** Names that SQL uses: models, metrics, sources and their tables. */
export function sqlName(name: string): Fault | undefined {
  if (/^[a-z][a-z0-9_]*$/.test(name)) return takenName(name);
  return { message: `"${name}" cannot be a name.`, hint: 'Use small letters, digits and _, beginning with a letter.' };
}

/** Folders that every site has: a brand or a team of that name would lie in their place. */
const siteFolders = new Set(['assets', 'metrics']);

/** Names of folders and addresses: brands, teams, reports, charts. */
export function fileName(name: string): Fault | undefined {
  if (siteFolders.has(name))
    return { message: `"${name}" cannot be a name: the site has a folder called so.`, hint: 'Choose another name.' };
  if (/^[a-z][a-z0-9_-]*$/.test(name)) return takenName(name);
  return {
    message: `"${name}" cannot be a name.`,
    hint: 'Use small letters, digits, _ and -, beginning with a letter.',
  };
}

// Nunjucks reads these as words of its own.
const templateWords = new Set([
  'true',
  'false',
  'none',
  'null',
  'not',
  'and',
  'or',
  'in',
  'is',
  'if',
  'else',
  'loop',
  'super',
  'caller',
]);

/** Names that a report's body uses for its data. */
export function dataName(name: string): Fault | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    return { message: `"${name}" cannot name data.`, hint: 'Use letters, digits and _, not beginning with a digit.' };
  // {{ insights.… }} is what a page has beside its data.
  if (name === 'insights' || templateWords.has(name))
    return { message: `"${name}" cannot name data: templates use the word themselves.`, hint: 'Choose another name.' };
  return takenName(name);
}
