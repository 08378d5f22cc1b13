import { describe } from 'vitest';
import { metrics, mistake } from './mistake.ts';

describe('What a maintainer sees of a mistake in a metric', () => {
  mistake(
    'A metric without a label',
    { [metrics]: ['    label: Visits\n', ''] },
    'queries/metrics/care.yml:3:3  metrics.visits has no key "label".  Add "label": what readers call it.',
  );

  mistake(
    'A format that there is not',
    { [metrics]: ['format: integer', 'format: int'] },
    'queries/metrics/care.yml:10:13  metrics.visits.format is "int".  It is one of: currency, days, decimal, hours, integer, minutes, percent.',
  );

  mistake(
    'A way that there is not',
    { [metrics]: ['better: up', 'better: more'] },
    'queries/metrics/care.yml:11:13  metrics.visits.better is "more".  It is one of: down, neither, up.',
  );

  mistake(
    'A name with a dash',
    { [metrics]: ['visits_28d:', 'visits-28d:'] },
    'queries/metrics/care.yml:15:3  "visits-28d" cannot be a name.  Use small letters, digits and _, beginning with a letter.',
  );

  mistake(
    'A metric named period',
    { [metrics]: ['visits_28d:', 'period:'] },
    'queries/metrics/care.yml:15:3  A metric cannot be named "period".  Choose another name.',
  );

  mistake(
    'A team that there is not',
    { [metrics]: ['team: care', 'team: cara'] },
    'queries/metrics/care.yml:1:7  There is no team named "cara".  Did you mean "care"?',
  );

  mistake(
    "A metric's own team that there is not",
    { [metrics]: ['    label: Visits', '    team: cure\n    label: Visits'] },
    'queries/metrics/care.yml:4:11  There is no team named "cure".  Did you mean "care"?',
  );

  mistake(
    'A metric of nobody',
    { [metrics]: ['team: care\n', ''] },
    'queries/metrics/care.yml:2:3  "visits" has no team.  Add "team" to it, or to the top of the file.',
    'queries/metrics/care.yml:11:3  "no_shows" has no team.  Add "team" to it, or to the top of the file.',
    'queries/metrics/care.yml:12:3  "no_show_rate" has no team.  Add "team" to it, or to the top of the file.',
    'queries/metrics/care.yml:13:3  "kept" has no team.  Add "team" to it, or to the top of the file.',
    'queries/metrics/care.yml:14:3  "visits_28d" has no team.  Add "team" to it, or to the top of the file.',
  );

  mistake(
    'A mart that there is not',
    { [metrics]: ['mart: visits', 'mart: visit'] },
    'queries/metrics/care.yml:6:11  There is no mart named "visit".  Did you mean "visits"?',
  );

  mistake(
    'A mart that there is not, whose time a metric would have had',
    { [metrics]: ['mart: visits\n    time: seen_on', 'mart: visit'] },
    'queries/metrics/care.yml:6:11  There is no mart named "visit".  Did you mean "visits"?',
  );

  mistake(
    'A staging model for a mart',
    { [metrics]: ['mart: visits', 'mart: stg_clinic_visit'] },
    'queries/metrics/care.yml:6:11  "stg_clinic_visit" is a staging model, and metrics measure marts.  Add a mart that selects from it.',
  );

  mistake(
    'Nothing that says how it is computed',
    { [metrics]: ['    mart: visits\n    time: seen_on\n    sql: count(*)\n', ''] },
    'queries/metrics/care.yml:3:3  Nothing says how "visits" is computed.  Add mart, time and sql; or level and sql, ratio, derived, rolling or to_date.',
  );

  mistake(
    'Two ways to compute it',
    { [metrics]: ['    mart: visits', '    mart: visits\n    derived: no_shows * 2'] },
    'queries/metrics/care.yml:7:14  "visits" has both mart and derived.  Keep one of the two.',
  );

  mistake(
    'An aggregate without time',
    { [metrics]: ['    time: seen_on\n', ''] },
    'queries/metrics/care.yml:3:3  "visits" has mart but no time.  Add "time".',
  );

  mistake(
    'A ratio with sql',
    { [metrics]: ['ratio: {of: no_shows, to: visits}', 'sql: count(*), ratio: {of: no_shows, to: visits}'] },
    'queries/metrics/care.yml:13:72  "no_show_rate" has ratio, which takes no sql.  Remove "sql".',
  );

  mistake(
    'A ratio of a metric that there is not',
    { [metrics]: ['of: no_shows', 'of: no_show'] },
    'queries/metrics/care.yml:13:79  There is no metric named "no_show".  Did you mean "no_shows"?',
  );

  mistake(
    'A ratio without its lower part',
    { [metrics]: ['{of: no_shows, to: visits}', '{of: no_shows}'] },
    'queries/metrics/care.yml:13:67  metrics.no_show_rate.ratio has no key "to".  Add "to": the metric below the line.',
  );

  mistake(
    'A derived metric that names a column',
    { [metrics]: ['visits - no_shows', 'visits - missed'] },
    'queries/metrics/care.yml:14:58  There is no metric named "missed".  It is one of: kept, no_show_rate, no_shows, visits, visits_28d.',
  );

  mistake(
    'A derived metric of no metric',
    { [metrics]: ['visits - no_shows', '1 + 1'] },
    'queries/metrics/care.yml:14:58  "kept" is derived from no metric.  Name the metrics that it is computed from.',
  );

  mistake(
    'A rolling ratio',
    { [metrics]: ['rolling: {of: visits,', 'rolling: {of: no_show_rate,'] },
    'queries/metrics/care.yml:15:82  rolling takes an aggregate, and "no_show_rate" is a ratio metric.  Name a metric that has mart, time and sql.',
  );

  mistake(
    'A to-date of a derived metric',
    { [metrics]: ['rolling: {of: visits, days: 28}', 'to_date: {of: kept, since: month}'] },
    'queries/metrics/care.yml:15:82  to_date takes an aggregate, and "kept" is a derived metric.  Name a metric that has mart, time and sql.',
  );

  mistake(
    'No days to roll over',
    { [metrics]: ['days: 28', 'days: 0'] },
    'queries/metrics/care.yml:15:96  metrics.visits_28d.rolling.days is 0.  It has to be at least 1.',
  );

  mistake(
    'A start that there is not',
    { [metrics]: ['rolling: {of: visits, days: 28}', 'to_date: {of: visits, since: decade}'] },
    'queries/metrics/care.yml:15:97  metrics.visits_28d.to_date.since is "decade".  It is one of: month, quarter, week, year.',
  );

  mistake(
    'Metrics in a ring',
    {
      [metrics]: ['derived: visits - no_shows', 'derived: visits - kept_too'],
      'queries/metrics/more.yml':
        'team: care\nmetrics:\n  kept_too: {label: Kept too, description: Round., derived: kept + 1, format: integer, better: up}\n',
    },
    'queries/metrics/care.yml:14:3  Metrics are computed from each other: kept → kept_too → kept.  One of them has to be computed from a mart.',
  );

  mistake(
    'A metric computed from itself',
    { [metrics]: ['derived: visits - no_shows', 'derived: kept + 1'] },
    'queries/metrics/care.yml:14:3  Metrics are computed from each other: kept → kept.  One of them has to be computed from a mart.',
  );

  mistake(
    'One name in two files',
    {
      'queries/metrics/more.yml':
        'team: care\nmetrics:\n  kept: {label: Kept, description: Again., mart: visits, time: seen_on, sql: count(*), format: integer, better: up}\n',
    },
    'queries/metrics/more.yml:3:3  There are two metrics named "kept".  The other is at queries/metrics/care.yml:14: rename one.',
  );

  mistake(
    'A dimension that its inputs lack',
    { [metrics]: ['derived: visits', 'dimensions: [doctor], derived: visits'] },
    'queries/metrics/care.yml:14:62  "no_shows", which it is computed from, has no dimension "doctor".  It is one of: ward.',
  );

  mistake(
    'A target without a limit',
    { [metrics]: ['    better: up', '    better: up\n    target: {}'] },
    'queries/metrics/care.yml:12:13  The target of "visits" is empty.  Give it a limit, or remove "target".',
  );

  mistake(
    'An alert that there is not',
    { [metrics]: ['    better: up', '    better: up\n    alert: {change_under: -0.1}'] },
    'queries/metrics/care.yml:12:13  There is no key "change_under" in metrics.visits.alert.  It is one of: above, below, change_above, change_below, grain.',
  );

  mistake(
    'Too many digits',
    { [metrics]: ['    better: up', '    better: up\n    decimals: 1.5'] },
    'queries/metrics/care.yml:12:15  metrics.visits.decimals is 1.5.  It has to be a whole number.',
  );

  mistake(
    'Names that every object of JavaScript has',
    { [metrics]: ['visits_28d:', 'constructor:'] },
    'queries/metrics/care.yml:15:3  "constructor" cannot be a name: JavaScript uses it itself.  Choose another name.',
  );

  mistake(
    'A name that JavaScript would lose in silence',
    { [metrics]: ['visits_28d:', '__proto__:'] },
    'queries/metrics/care.yml:15:3  There cannot be a key "__proto__".  Remove it.',
  );

  mistake(
    'No metric at all, which does not make the reports seem wrong',
    { [metrics]: 'team: care\nmetrics:\n' },
    'queries/metrics/care.yml:2:1  metrics is empty.  It has to be a mapping: {key: value}.',
  );
});
