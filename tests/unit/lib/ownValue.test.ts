import { expect, test } from 'vitest';
import { audiencesOf } from '../../../src/editions/burst/audiencesOf.ts';
import { ownValue } from '../../../src/lib/ownValue.ts';

test('What every object of JavaScript has is no value of a name', () => {
  expect(ownValue({ a: 1 }, 'a')).toBe(1);
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    expect(ownValue<unknown>({ a: 1 }, name)).toBeUndefined();
    const columns = [{ name: 'audience' }, { name: 'title' }, { name: 'recipients' }];
    const { audiences, notes } = audiencesOf('q', { columns, rows: [[name, name, 'nobody']] });
    expect(audiences.map(({ id, title }) => [id, title])).toEqual([[name, name]]);
    expect(ownValue(JSON.parse(JSON.stringify(notes)), name)).toEqual([expect.stringContaining('no mail goes there')]);
  }
});
