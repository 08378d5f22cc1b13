import { fileKeys } from '../../formats/fileOptions.ts';
import { connectionFault } from '../../schema/faults.ts';
import { oneOrMany, someText, textWithout } from '../../schema/fields.ts';
import type { ConnectorOptions, OptionsOf } from '../connectorOptions.ts';

/** Objects of a bucket: keys and endpoint come from the environment, so a connection is needed. */
export const s3Options = {
  source: {
    connection: textWithout(connectionFault).describe('prefix of the environment variables that hold its secrets'),
    bucket: someText.describe('The name of the bucket'),
  },
  table: {
    files: oneOrMany(someText).describe('a key, a glob, a folder that ends in /, or a list of these'),
    ...fileKeys,
  },
} as const satisfies ConnectorOptions;

export type S3Options = OptionsOf<typeof s3Options>;
