import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { sourceSchema } from '../../../src/config/sourceSchema.ts';
import { connectors } from '../../../src/connectors/registry.ts';

const folder = join(import.meta.dirname, '../../../docs/sources');

function schemaOf(kind: string) {
  const keys = connectors[kind]?.options;
  if (keys === undefined) throw new Error(`There is no kind "${kind}".`);
  return sourceSchema(kind, keys);
}

describe('The pages of docs/sources/', () => {
  test.for(readdirSync(folder).filter((name) => name.endsWith('.md')))(
    'What %s shows first is a source that is taken as it is.',
    (name) => {
      const yaml = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(folder, name), 'utf8'))?.[1] ?? '';
      const shown = parse(yaml);
      expect(schemaOf(String(shown?.kind)).safeParse(shown).error?.issues).toBeUndefined();
    },
  );
});

describe('An address of HTTP', () => {
  const of = (table: object) =>
    schemaOf('http').safeParse({
      kind: 'http',
      brands: ['one'],
      tables: { a: { url: 'a', columns: { id: 'bigint' }, ...table } },
    });

  test('What says only what is new has to say what is gone, too.', () => {
    expect(of({ since: { param: 'since' } }).error?.issues[0]?.message).toContain(
      'Nothing would tell of records that are gone.',
    );
    expect(of({ since: { param: 'since', deleted: 'gone' } }).success).toBe(true);
  });

  test('Each way of paging has its own keys.', () => {
    expect(of({ paging: { kind: 'page', param: 'page', path: 'next' } }).success).toBe(false);
    expect(of({ paging: { kind: 'cursor', param: 'after' } }).success).toBe(false);
    expect(of({ paging: { kind: 'next_link' } }).success).toBe(true);
  });
});
