import { expect, test } from 'vitest';
import { secretsOf } from '../../../src/connectors/shared/secrets.ts';
import type { Source } from '../../../src/types.ts';

const place = { file: 'queries/sources/desk.yml', line: 1 };
const source: Source = { name: 'desk', kind: 'zendesk', connection: 'DESK', brands: ['one'], tables: [], place };
const variables: Readonly<Record<string, string>> = {
  DESK_TOKEN: 'p/ss wörd+',
  DESK_SHORT: 'p/ss',
  DESK_URL: 'x.test',
};
const secrets = () => secretsOf(source, (name) => variables[name], ['TOKEN', 'SHORT', 'UNSET']);

test('A secret is taken out of a text, as it is, as in a URL and as base64', () => {
  const { scrub } = secrets();
  expect(scrub('bad token p/ss wörd+ at x.test')).toBe('bad token ••• at x.test');
  expect(scrub('GET /?token=p%2Fss%20w%C3%B6rd%2B')).toBe('GET /?token=•••');
  // printf 'p/ss wörd+' | base64
  expect(scrub('Authorization: Basic cC9zcyB3w7ZyZCs=')).toBe('Authorization: Basic •••');
});

test('Of a secret that is a part of another, nothing of the longer one stays', () => {
  expect(secrets().scrub('p/ss wörd+, p/ss')).toBe('•••, •••');
});

test('A token that was given later is a secret too, and an empty one is none', () => {
  const all = secrets();
  all.add('given');
  all.add('');
  expect(all.scrub('a given one')).toBe('a ••• one');
});
