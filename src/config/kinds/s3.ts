import { connectionFault } from '../faults.ts';
import { oneOrMany, someText, textWithout } from '../fields.ts';
import type { SourceKind } from '../sourceKinds.ts';
import { fileKeys } from './fileKeys.ts';

/** Objects of a bucket: keys and endpoint come from the environment, so a connection is needed. */
export const s3Kind: SourceKind = {
  source: {
    connection: textWithout(connectionFault).describe('prefix of the environment variables that hold its secrets'),
    bucket: someText.describe('The name of the bucket'),
  },
  table: {
    files: oneOrMany(someText).describe('a key, a glob, a folder that ends in /, or a list of these'),
    ...fileKeys,
  },
};
