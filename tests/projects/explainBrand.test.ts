import { expect, test } from 'vitest';
import type { Explanation } from '../../src/metrics/explain.ts';
import { openWarehouse } from '../../src/warehouse/openWarehouse.ts';
import { broadsheet, copyOfProject } from '../support/broadsheet.ts';

test('explain is of the brand that is asked for: its week, its file, and SQL that gives its own value there', {
  timeout: 240_000,
}, async () => {
  const project = await copyOfProject('tiny');
  const at = ['--project', project, '--now', '2026-11-23T12:00:00Z'];
  for (const stage of ['pull', 'build']) expect((await broadsheet([stage, ...at])).status).toBe(0);
  const weeks = new Map<string, unknown>();
  for (const brand of ['bada', 'crumb']) {
    const { status, stdout } = await broadsheet(['explain', 'takings', ...at, '--brand', brand, '--json']);
    expect(status).toBe(0);
    const told = JSON.parse(stdout) as Explanation;
    expect(told.brand).toBe(brand);
    const warehouse = await openWarehouse(told.warehouse ?? '');
    const { rows } = await warehouse.query(told.sql);
    const within = `sold_on between date '${told.week.start}' and date '${told.week.end}' - 1`;
    const expected = await warehouse.query(`select sum(amount) from sales where ${within}`);
    await warehouse.close();
    expect(rows[0]?.[1]).toBe(expected.rows[0]?.[0]);
    expect(Number(rows[0]?.[1])).toBeGreaterThan(0);
    weeks.set(brand, told.week);
  }
  // Sunday to Saturday in Seoul, Monday to Sunday in London.
  expect(weeks.get('bada')).toEqual({ start: '2026-11-15', end: '2026-11-22' });
  expect(weeks.get('crumb')).toEqual({ start: '2026-11-16', end: '2026-11-23' });
  const unknown = await broadsheet(['explain', 'takings', ...at, '--brand', 'nosuch']);
  expect(unknown).toMatchObject({ status: 2, stdout: '' });
});

test.each([
  [['check', '--brand', 'nosuch'], '--brand  There is no brand named "nosuch".'],
  [['check', '--rebuild'], "unknown option '--rebuild'"],
  [['pull', '--report', 'trade'], "unknown option '--report'"],
  [['explain', 'takings', '--team', 'shop'], "unknown option '--team'"],
  [['chekc'], 'Did you mean check?'],
])('What is not obeyed is refused: %j', { timeout: 60_000 }, async (args, message) => {
  const project = await copyOfProject('tiny');
  const { status, stderr } = await broadsheet(args, { cwd: project });
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});

test('In a folder that is in no project nothing is run', { timeout: 60_000 }, async () => {
  const { status, stderr } = await broadsheet(['run'], { cwd: '/' });
  expect(stderr).toContain('This is not a project, and lies in none');
  expect(status).toBe(2);
});
