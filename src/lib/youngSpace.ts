import { setFlagsFromString } from 'node:v8';

/**
 * While rows are pulled, what counts is how much memory the process holds: V8 otherwise gives short-lived objects up to 48 MB of
 * their own, and never gives them back. Drawing and composing pages are faster with them.
 */
export function keepYoungSpaceSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

export function letYoungSpaceGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}
