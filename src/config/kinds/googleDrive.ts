import { connectionFault } from '../faults.ts';
import { oneOrMany, someText, textWithout } from '../fields.ts';
import type { SourceKind } from '../sourceKinds.ts';
import { fileKeys } from './fileKeys.ts';

/** Files of a folder of Google Drive: the service account comes from the environment, so a connection is needed. */
export const googleDriveKind: SourceKind = {
  source: {
    connection: textWithout(connectionFault).describe('prefix of the environment variables that hold its secrets'),
    folder: someText.describe('The id of the folder: what follows folders/ in its address'),
  },
  table: { files: oneOrMany(someText).describe('a name, a glob, or a list of these'), ...fileKeys },
};
