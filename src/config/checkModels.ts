import { didYouMean } from '../lib/problem.ts';
import { asList } from '../schema/fields.ts';
import { feedersOf, nounOf } from './buildEntity.ts';
import type { ProblemList } from './problemList.ts';
import type { Content } from './readContent.ts';

/** Holds models against each other: names are those of tables in one database. */
export function checkModels(content: Content, problems: ProblemList): void {
  const { models, martNotes, names } = content;
  checkEntities(content, problems);
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
  for (const { yaml, known } of martNotes)
    for (const key of ['covered_by', 'continued_by'] as const)
      for (const place of asList(known[key])) {
        const [mart = ''] = place.split('.');
        if (!names.mart.includes(mart))
          problems.add(yaml.at([key], 'value'), `There is no mart named "${mart}".`, didYouMean(mart, names.mart));
      }
}

/** A staging model that ends like an entity and is named for no source would tell of it in vain. */
function checkEntities({ models, entities, names }: Content, problems: ProblemList): void {
  for (const { name, yaml } of entities) {
    if (names.staging.includes(name))
      problems.add({ file: yaml.file }, `There are two models named "${name}".`, 'Rename the one, or the other.');
    const feeders = feedersOf(name, names);
    for (const { name: model, place } of models) {
      if (!model.endsWith(`_${nounOf(name)}`) || feeders.includes(model) || model === name) continue;
      const isOfSource = names.source.some((source) => model.startsWith(`stg_${source}_`));
      if (isOfSource || !model.startsWith('stg_')) continue;
      const source = model.slice('stg_'.length, -nounOf(name).length - 1);
      problems.add(
        { file: place.file },
        `"${model}" would feed the entity ${name}, and there is no source "${source}".`,
        didYouMean(source, names.source),
      );
    }
  }
}
