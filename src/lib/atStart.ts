import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { keepYoungSpaceSmall } from './youngSpace.ts';

// Imported before everything else: loading the engine's own modules is what fills the space first.
keepYoungSpaceSmall();
// They are compiled once, and loaded from there from then on; where the folder cannot be written, each time.
enableCompileCache(join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'compiled'));
