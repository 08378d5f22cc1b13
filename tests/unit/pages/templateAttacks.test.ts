import { fork } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatProblem, ProblemsError } from '../../../src/lib/problem.ts';
import { readTemplates, type Templates } from '../../../src/pages/templates/readTemplates.ts';
import { renderInSandbox, sandboxOptions } from '../../../src/pages/templates/templateProcess.ts';

const SECRET = 'secret-of-a-source';
const RUN = '\\x72eturn process\\x2eenv\\x2eSECRET';
let folder = '';
let templates: Templates;

beforeAll(async () => {
  process.env['SECRET'] = SECRET;
  folder = await mkdtemp(join(tmpdir(), 'attacks-'));
  await file('outside/secret.njk', SECRET);
  await file('outside/templates-beside/secret.njk', SECRET);
  await file('outside/templates/parts/row.njk', '{{ title }}');
  await file('outside/templates/parts/near.njk', '{% include "./row.njk" %}');
  await file('outside/templates/parts/macros.njk', '{% macro hello(name) %}Hello {{ name }}{% endmacro %}');
  await file('outside/templates/parts/itself.njk', '{% include "parts/itself.njk" %}');
  await symlink('../../secret.njk', join(folder, 'outside/templates/parts/link.njk'));
  await symlink('../..', join(folder, 'outside/templates/parts/up'));
  templates = await readTemplates([{ path: join(folder, 'outside/templates'), shown: 'templates' }]);
});

afterAll(async () => {
  delete process.env['SECRET'];
  await rm(folder, { recursive: true, force: true });
});

async function file(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
}

const data = {
  title: 'Sales',
  rows: [{ name: 'one', amount: 1 }],
  look: { locale: 'en' },
  words: { locale: 'en', messages: {} },
  folder: 'a',
};
const draw = (source: string): Promise<string> =>
  renderInSandbox({ templates, name: 'templates/pages/attack.njk', source, data });

/** Ways that were open, or that the language might open: by what they go through. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'what values inherit': [
    '{{ title.constructor.constructor("return process.env.SECRET")() }}',
    '{{ title["constructor"]["constructor"]("return process.env.SECRET")() }}',
    '{{ title["con" ~ "structor"] }}',
    '{{ rows.constructor }}',
    '{{ rows["con" ~ "structor"]["con" ~ "structor"] }}',
    '{{ rows[0].__proto__ }}',
    '{{ rows[0]["__pro" ~ "to__"] }}',
    '{{ (5)["con" ~ "structor"] }}',
    '{{ true["con" ~ "structor"] }}',
    '{{ look["has" ~ "OwnProperty"] }}',
    '{{ look["__define" ~ "Getter__"] }}',
    '{{ title["to" ~ "String"] }}',
    '{{ title["re" ~ "place"] }}',
    '{{ rows["ma" ~ "p"] }}',
    '{{ rows["re" ~ "duce"] }}',
    '{% set name = "constructor" %}{{ title[name] }}',
    '{% set k = ["constructor"] %}{{ title[k[0]] }}',
    '{{ title["CONSTRUCTOR" | lower] }}',
    '{{ (title | safe)["con" ~ "structor"] }}',
    '{{ (title | upper)["con" ~ "structor"] }}',
    '{{ ([1, 2] | sort)["con" ~ "structor"] }}',
    '{{ ({"a": 1})["con" ~ "structor"] }}',
    '{{ ({"__proto__": rows})["con" ~ "structor"] }}',
  ],
  'names of the page': [
    '{{ constructor }}',
    '{{ __proto__ }}',
    '{{ toString }}',
    '{{ hasOwnProperty("a") }}',
    '{{ valueOf() }}',
    '{% set __proto__ = rows %}{{ x }}',
    '{% for constructor in rows %}{% endfor %}',
  ],
  'loops, macros and calls': [
    '{% for row in rows %}{{ loop.constructor }}{% endfor %}',
    '{% for row in rows %}{{ loop["con" ~ "structor"]["con" ~ "structor"]("return 1")() }}{% endfor %}',
    '{% macro m() %}{% endmacro %}{{ m.constructor("return process.env.SECRET")() }}',
    '{% macro m() %}{% endmacro %}{{ m["con" ~ "structor"] }}',
    '{% macro m() %}{% endmacro %}{{ m["ca" ~ "ll"] }}',
    '{% macro m() %}{% endmacro %}{{ m.bind(1) }}',
    '{% macro m() %}{{ caller["con" ~ "structor"] }}{% endmacro %}{% call m() %}x{% endcall %}',
    '{% import "parts/macros.njk" as m %}{{ m["con" ~ "structor"] }}',
    '{% import "parts/macros.njk" as m %}{{ m.hello["con" ~ "structor"] }}',
    '{% from "parts/macros.njk" import hello %}{{ hello["con" ~ "structor"] }}',
    '{{ range["con" ~ "structor"]("return process.env.SECRET")() }}',
    '{{ range(3)["con" ~ "structor"] }}',
    '{{ cycler("a", "b")["con" ~ "structor"] }}',
    '{{ cycler("a", "b").next() }}',
    '{{ joiner(",")() }}',
    '{{ title() }}',
    '{{ rows[0].name() }}',
    '{{ title["x"]()() }}',
  ],
  filters: [
    '{{ rows | groupby("constructor") | dump }}',
    '{{ rows | sort(false, false, "constructor.constructor") }}',
    '{{ rows | sort(attribute="constructor") }}',
    '{{ rows | join(",", "constructor") }}',
    '{{ rows | selectattr("constructor") }}',
    '{{ rows | sum("constructor") }}',
    '{{ rows | dump }}',
    '{{ rows | random }}',
    '{{ title | constructor }}',
    '{{ title | log }}',
    '{{ title | renderContent("njk") }}',
    '{{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" | replace(r/(a+)+$/, "") }}',
    '{% filter constructor %}x{% endfilter %}',
  ],
  'names that would become a part of the program': [
    `{{ a"^Function\`${RUN}\`\`\`^" }}`,
    `{% set "x\\");Function\`${RUN}\`;(\\"" = 1 %}`,
    `{% for a, "x\\");evil;(\\"" in rows %}{% endfor %}`,
    `{% macro m("x){evil}//") %}{% endmacro %}`,
    `{% macro "m\\");evil;(\\""() %}{% endmacro %}`,
    `{% macro m("x\\";evil;"=1) %}{% endmacro %}`,
    `{% import "parts/macros.njk" as "x\\");evil;(\\"" %}`,
    `{% from "parts/macros.njk" import hello as "x\\");evil;(\\"" %}`,
    `{% if title is "a\\").evil;(\\"" %}{% endif %}`,
    `{{ rows["\\\\\\" , evil , \\""]() }}`,
    `{{ title | a"b }}`,
    `{% block a"b %}{% endblock %}`,
  ],
  'other files': [
    '{% include "/etc/passwd" %}',
    '{% include "../secret.njk" %}',
    '{% include "parts/../../secret.njk" %}',
    '{% include "../templates-beside/secret.njk" %}',
    '{% include "parts/link.njk" %}',
    '{% include "parts/up/secret.njk" %}',
    '{% include "file:///etc/passwd" %}',
    '{% include "pa" ~ "rts/link.njk" %}',
    '{% include ["/etc/passwd", "parts/row.njk"][0] %}',
    '{% extends "/etc/passwd" %}',
    '{% extends "../secret.njk" %}',
    '{% import "../secret.njk" as x %}',
    '{% import "/proc/self/environ" as x %}',
    '{% from "/proc/self/environ" import x %}',
    '{% include rows %}',
    '{% include rows[0] %}',
  ],
  'tags of other languages': [
    '{% asyncEach row in rows %}{% endeach %}',
    '{% asyncAll row in rows %}{% endall %}',
    '{% ifAsync title %}{% endif %}',
    '{% renderTemplate "njk" %}{% endrenderTemplate %}',
    '{% js %}process.env{% endjs %}',
  ],
  'no end': [
    '{% for a in {length: 1e15} %}{% endfor %}',
    '{% for a in range(10000) %}{% for b in range(10000) %}{% for c in range(10000) %}{% endfor %}{% endfor %}{% endfor %}',
    '{{ range(1e12) }}',
    '{{ "x" | center(2000000000) }}',
    '{% include "parts/itself.njk" %}',
    '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}',
  ],
};

for (const [way, attempts] of Object.entries(REFUSED))
  describe(`A template that goes by ${way}`, () => {
    test.each(attempts)('is refused with its place: %s', { timeout: 60_000 }, async (source) => {
      const failure: unknown = await draw(source).then(
        (text) => expect.unreachable(`it became ${JSON.stringify(text)}`),
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(ProblemsError);
      const [problem] = (failure as ProblemsError).problems;
      if (problem === undefined) return expect.unreachable('no problem is told');
      expect(problem.file).toMatch(/^templates\/(pages\/attack|parts\/\w+)\.njk$/);
      if (!problem.message.includes('call stack')) expect(problem.line, formatProblem(problem)).toBe(1);
      expect(problem.message).toMatch(/[.!]$/);
      expect(formatProblem(problem)).not.toMatch(new RegExp(`${SECRET}|bug|undefined is not|node:`));
    });
  });

/** What is drawn, and shows nothing. */
const EMPTY: readonly string[] = [
  '{{ process }}{{ global }}{{ globalThis }}{{ require }}{{ module }}{{ this }}',
  '{{ process.env.SECRET }}{{ global.process.env.SECRET }}',
  '{{ env }}{{ eleventy.env.root }}{{ pkg.name }}{{ collections.all }}{{ page.inputPath }}',
  '{{ ctx }}{{ context }}{{ frame }}{{ runtime }}{{ environment }}{{ parentTemplate }}',
  '{% for key, value in range %}{{ value }}{% endfor %}',
  '{{ rows[{x: title}] }}{{ rows[rows] }}',
  '{% macro m(a, b=2) %}{{ kwargs["con" ~ "structor"] }}{% endmacro %}{{ m(1) }}',
];

test.each(EMPTY)('What is no data of the page is nothing: %s', async (source) => {
  expect((await draw(source)).trim()).toBe('');
});

test('A template has what it needs: its data, macros, parts, loops and plain filters', async () => {
  const text = await draw(`{% import "parts/macros.njk" as m %}{% from "parts/macros.njk" import hello %}
{%- macro twice(x, y="-") %}{{ x }}{{ y }}{{ x }}{{ caller() }}{% endmacro -%}
{{ m.hello("you") }} {{ hello("me") }}{% for row in rows %} {{ loop.index }} {{ row.name | upper }}{% endfor %}
{%- for key, value in look %} {{ key }}={{ value }}{% endfor %} {% call twice("a", y="+") %}!{% endcall %}
{%- include "parts/near.njk" %} {{ title.length }}{{ title[0] }} {{ [3, 1] | sort | join("<") }} {{ "<b>" }}`);
  expect(text.replace(/\s+/g, ' ').trim()).toBe('Hello you Hello me 1 ONE locale=en a+a!Sales 5S 1&lt;3 &lt;b&gt;');
});

test('A page after one that took all memory is drawn all the same', { timeout: 60_000 }, async () => {
  const doubled =
    '{% set s = "x" %}{% for i in range(27) %}{% set s = s ~ s %}{% endfor %}{{ [s | list, s | list, s | list, s | list] | length }}';
  await expect(draw(doubled)).rejects.toThrow(
    'templates/pages/attack.njk  The process that draws it came to an end: it needs more than 512 MB of memory.',
  );
  expect(await draw('{{ title }}')).toBe('Sales');
});

test('Beneath the language there is nothing either: no environment, no program from text, no file, no process', async () => {
  const probe = join(import.meta.dirname, 'fixtures/sandboxProbe.ts');
  const { execArgv, env } = sandboxOptions();
  const rights = [...execArgv, `--allow-fs-read=${probe}`];
  const child = fork(probe, [folder], { execArgv: rights, env, serialization: 'advanced', stdio: 'pipe' });
  const found = await new Promise((resolve) => child.once('message', resolve));
  expect(found).toEqual({
    environment: [],
    eval: 'refused',
    read: 'refused',
    readSecret: 'refused',
    write: 'refused',
    start: 'refused',
    thread: 'refused',
  });
  await expect(readFile(join(folder, 'written'))).rejects.toThrow(/ENOENT/);
});
