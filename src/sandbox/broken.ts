import { type Problem, ProblemsError } from '../lib/problem.ts';

/** A fault after which the process that tells it is of no use any more. */
export class Broken extends ProblemsError {
  constructor(problem: Problem) {
    super([problem]);
    this.name = 'Broken';
  }
}
