import { oneOrMany, someText } from '../fields.ts';
import type { SourceKind } from '../sourceKinds.ts';
import { fileKeys } from './fileKeys.ts';

/** Files in a folder. `connection` is optional: its `_ROOT` variable names the folder that paths start from. */
export const filesKind: SourceKind = {
  source: {},
  table: { files: oneOrMany(someText).describe('a glob, or a list of globs'), ...fileKeys },
};
