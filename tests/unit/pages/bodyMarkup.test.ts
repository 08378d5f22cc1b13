import { expect, test } from 'vitest';
import { bodyMarkup } from '../../../src/pages/bodyMarkup.ts';

test('A tag on a line of its own is not put into a paragraph', () => {
  expect(bodyMarkup('Text\n{% kpis headline %}\n\n{{ insights.a }}\n')).toBe(
    '<p>Text</p>\n{% kpis headline %}\n{{ insights.a }}\n',
  );
});

test('A tag within a line stands as it is written, quotes and stars included', () => {
  expect(bodyMarkup('See {{ a * b * c }} and {% if x == "<y>" %}*so*{% endif %}.')).toBe(
    '<p>See {{ a * b * c }} and {% if x == "<y>" %}<em>so</em>{% endif %}.</p>\n',
  );
});

test('A tag may run over lines, and its quotes may hold its end', () => {
  expect(bodyMarkup('{% chart "a", b,\n  note: "50 %} of it" %}\n')).toBe(
    '{% chart "a", b,\n  note: "50 %} of it" %}\n',
  );
});

test('Code and other braces reach the page as text', () => {
  expect(bodyMarkup('`{{ x }}` and { y }')).toBe(
    '<p><code>&#123;{ x }}</code> and &#123; y }</p>\n'.replace('{{', '{'.repeat(1)).replace('&#123;{', '&#123;&#123;'),
  );
});

test('HTML in a report is text, and its first heading is below the page’s own', () => {
  expect(bodyMarkup('# One\n\n<script>x</script>\n')).toBe('<h2>One</h2>\n<p>&lt;script&gt;x&lt;/script&gt;</p>\n');
});
