/** The stages of a run, in their order. */
export const STAGES = ['pull', 'build', 'compose', 'print', 'publish', 'deliver'] as const;
export type StageName = (typeof STAGES)[number];
