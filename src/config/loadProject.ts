import type { Project } from '../types.ts';
import { ProblemList } from './problemList.ts';
import { readProject } from './readProject.ts';

/** Reads a project; its SQL is not looked at. Throws ProblemsError with every problem, sorted by file and line. */
export async function loadProject(root: string): Promise<Project> {
  const problems = new ProblemList();
  const { project } = await readProject(root, problems);
  problems.throwIfAny();
  return project;
}
