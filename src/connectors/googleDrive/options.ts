import { fileKeys } from '../../formats/fileOptions.ts';
import { connectionFault } from '../../schema/faults.ts';
import { oneOrMany, someText, textWithout } from '../../schema/fields.ts';
import type { ConnectorOptions, OptionsOf } from '../connectorOptions.ts';

/** Files of a folder of Google Drive: the service account comes from the environment, so a connection is needed. */
export const googleDriveOptions = {
  source: {
    connection: textWithout(connectionFault).describe('prefix of the environment variables that hold its secrets'),
    folder: someText.describe('The id of the folder: what follows folders/ in its address'),
  },
  table: { files: oneOrMany(someText).describe('a name, a glob, or a list of these'), ...fileKeys },
} as const satisfies ConnectorOptions;

export type GoogleDriveOptions = OptionsOf<typeof googleDriveOptions>;
