import { keepYoungSpaceSmall } from './youngSpace.ts';

// Imported before everything else: loading the engine's own modules is what fills the space first.
keepYoungSpaceSmall();
