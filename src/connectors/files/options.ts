import { fileKeys } from '../../formats/fileOptions.ts';
import { oneOrMany, someText } from '../../schema/fields.ts';
import type { ConnectorOptions, OptionsOf } from '../connectorOptions.ts';

/** Files in a folder. `connection` is optional: its `_ROOT` variable names the folder that paths start from. */
export const filesOptions = {
  source: {},
  table: { files: oneOrMany(someText).describe('a glob, or a list of globs'), ...fileKeys },
} as const satisfies ConnectorOptions;

export type FilesOptions = OptionsOf<typeof filesOptions>;
