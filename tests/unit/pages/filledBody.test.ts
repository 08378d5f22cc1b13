import { expect, test } from 'vitest';
import { bodyCalls } from '../../../src/pages/bodyFragments.ts';
import { filledBody } from '../../../src/pages/filledBody.ts';

/** The body with the calls of some blocks showing nothing. */
const without = (body: readonly string[], ...blocks: readonly string[]): string =>
  filledBody(body.join('\n'), ({ positional }) => blocks.includes(String(positional.at(-1))));

const sections = [
  '{% kpis headline %}',
  '',
  '## Members',
  '',
  'Who is in the programme.',
  '',
  '{% table members, note: "As the till',
  'was told." %}',
  '',
  '## Devices',
  '',
  '### Uptime',
  '',
  '{% chart "uptime", devices %}',
  '',
  '### Errors',
  '',
  '{% chart "errors", errors %}',
  '',
  '## About',
  '',
  'Prose alone.',
];

test('A section of which every tag shows nothing goes with its heading and its prose, and keeps its lines', () => {
  const body = without(sections, 'members');
  expect(body).not.toMatch(/Members|programme|till/);
  expect(body.split('\n').indexOf('## Devices')).toBe(sections.indexOf('## Devices'));
  expect(bodyCalls(body).map(({ positional }) => positional.at(-1))).toEqual(['headline', 'devices', 'errors']);
});

test('A heading goes with all that stands below it, and stays where anything does', () => {
  expect(without(sections, 'devices')).toMatch(/## Devices\n+### Errors/);
  const body = without(sections, 'devices', 'errors');
  expect(body).not.toMatch(/Devices|Uptime|Errors/);
  expect(body).toMatch(/## About\n\nProse alone\./);
});

test('What stands before the first heading stays, and so does a section without a tag', () => {
  expect(without(sections, 'headline')).toMatch(/^\{% kpis headline %\}/);
  expect(without(['## Only prose', 'Here.'])).toBe('## Only prose\nHere.');
});

test('A condition over several sections holds them', () => {
  const body = ['{% if language == "ko" %}', '## 가', '{% table a %}', '{% endif %}', '## B', '{% table b %}'];
  expect(without(body, 'a', 'b')).toBe(
    ['{% if language == "ko" %}', '## 가', '{% table a %}', '{% endif %}', '', ''].join('\n'),
  );
  const heading = ['## {% if language == "ko" %}가{% else %}A{% endif %}', '', '{% table a %}'];
  expect(without(heading, 'a')).toBe('\n\n');
});
