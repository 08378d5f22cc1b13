import type { ProblemList } from './problemList.ts';
import type { Content } from './readContent.ts';

/** Holds models against each other: names are those of tables in one database. */
export function checkModels({ models, martNotes, names }: Content, problems: ProblemList): void {
  for (const { name, layer, place } of models) {
    const { file } = place;
    if (layer === 'staging' && !name.startsWith('stg_'))
      problems.add(
        { file },
        `A staging model is named stg_<source>_<table>, not "${name}".`,
        'Rename it, or move it to queries/marts/.',
      );
    if (layer === 'mart' && name.startsWith('stg_'))
      problems.add({ file }, `"${name}" is named like a staging model.`, 'Move it to queries/staging/, or rename it.');
    if (layer === 'mart' && names.staging.includes(name))
      problems.add(
        { file },
        `There are two models named "${name}".`,
        `The other is queries/staging/${name}.sql: rename one.`,
      );
  }
  for (const { name, yaml } of martNotes)
    if (!names.mart.includes(name))
      problems.add(
        { file: yaml.file },
        `There is no queries/marts/${name}.sql that this could describe.`,
        'Rename it like its mart, or remove it.',
      );
}
