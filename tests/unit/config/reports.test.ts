import { describe } from 'vitest';
import { metrics, mistake, report } from './mistake.ts';

describe('What a maintainer sees of a mistake in a report', () => {
  mistake(
    'No front matter',
    { [report]: '# Care\n' },
    'templates/reports/care/report.md:1  The file has no front matter.  Begin it with a line "---", the keys, and a line "---".',
  );

  mistake(
    'Front matter that does not end',
    { [report]: '---\ntitle: Care\n' },
    'templates/reports/care/report.md:1  The front matter does not end.  Add a line "---" after its last key.',
  );

  mistake(
    'A report without a team',
    { [report]: ['team: care\n', ''] },
    'templates/reports/care/report.md:2:1  The file has no key "team".  Add "team": whose report it is.',
  );

  mistake(
    'A team that there is not',
    { [report]: ['team: care', 'team: car'] },
    'templates/reports/care/report.md:3:7  There is no team named "car".  Did you mean "care"?',
  );

  mistake(
    'A brand that there is not',
    { [report]: ['schedule', 'brands: [nord]\nschedule'] },
    'templates/reports/care/report.md:4:10  There is no brand named "nord".  It is one of: north.',
  );

  mistake(
    'A metric that there is not',
    { [report]: ['no_show_rate]', 'no_show_rat]'] },
    'templates/reports/care/report.md:6:32  There is no metric named "no_show_rat".  Did you mean "no_show_rate"?',
  );

  mistake(
    'A query that there is not',
    { [report]: ['query: busiest', 'query: busyest'] },
    'templates/reports/care/report.md:8:20  There is no query named "busyest".  Did you mean "busiest"?',
  );

  mistake(
    'A check that there is not',
    { [report]: ['[no_future_visits]', '[no_future_visit]'] },
    'templates/reports/care/report.md:9:10  There is no check named "no_future_visit".  Did you mean "no_future_visits"?',
  );

  mistake(
    'A chart of the mail that there is not',
    { [report]: ['[visits-by-ward]', '[visits-by-wards]'] },
    'templates/reports/care/report.md:10:17  There is no chart named "visits-by-wards".  Did you mean "visits-by-ward"?',
  );

  mistake(
    'Three charts in the mail',
    { [report]: ['[visits-by-ward]', '[a, b, c]'] },
    'templates/reports/care/report.md:10:16  mail.charts is a list of 3.  It takes at most 2.',
  );

  mistake(
    'A schedule that there is not',
    { [report]: ['weekly', 'weekley'] },
    'templates/reports/care/report.md:4:11  schedule is "weekley".  Did you mean "weekly"?',
  );

  mistake(
    'A schedule of another kind',
    { [report]: ['weekly', '7'] },
    'templates/reports/care/report.md:4:11  schedule is 7.  It has to be one of: daily, weekly, monthly, quarterly, yearly, or a mapping: {key: value}.',
  );

  mistake(
    'A weekday that there is not',
    { [report]: ['weekly', '{every: week, on: munday}'] },
    'templates/reports/care/report.md:4:29  schedule.on is "munday".  Did you mean "monday"?',
  );

  mistake(
    'A day that a week lacks',
    { [report]: ['weekly', '{every: week, on: 3}'] },
    'templates/reports/care/report.md:4:29  A week has no day 3.  Write a weekday: monday, tuesday, wednesday, thursday, friday, saturday, sunday.',
  );

  mistake(
    'A weekday of a month',
    { [report]: ['weekly', '{every: month, on: monday}'] },
    'templates/reports/care/report.md:4:30  A month has more than one monday.  Write a day of the month, from 1 to 28.',
  );

  mistake(
    'A day that some months lack',
    { [report]: ['weekly', '{every: month, on: 31}'] },
    'templates/reports/care/report.md:4:30  schedule.on is 31.  It has to be at most 28.',
  );

  mistake(
    'A day of a day',
    { [report]: ['weekly', '{every: day, on: 4}'] },
    'templates/reports/care/report.md:4:28  A day is not the 4th of anything.  Write the weekdays on which it comes out: monday, tuesday, wednesday, thursday, friday, saturday, sunday.',
  );

  mistake(
    'Two days of a week',
    { [report]: ['weekly', '{every: week, on: [tuesday, friday]}'] },
    'templates/reports/care/report.md:4:29  A week closes once, and has one edition.  Write {every: day, on: [tuesday, friday]} for an edition on each of these days, of the day before; its blocks may show weeks.',
  );

  mistake(
    'Weekdays of a year',
    { [report]: ['weekly', '{every: year, on: [monday]}'] },
    'templates/reports/care/report.md:4:29  A year has more than one monday.  Write a day of the month, from 1 to 28.',
  );

  mistake(
    'An hour that there is not',
    { [report]: ['weekly', '{every: week, at: "25:00"}'] },
    'templates/reports/care/report.md:4:29  "25:00" is not a time of day.  Write it from "00:00" to "23:59".',
  );

  mistake(
    'A schedule without a grain',
    { [report]: ['weekly', '{on: monday}'] },
    'templates/reports/care/report.md:4:1  schedule has no key "every".  Add "every": day, week, month, quarter or year.',
  );

  mistake(
    'A grain that there is not',
    { [report]: ['grain: week', 'grain: [week, fortnight]'] },
    'templates/reports/care/report.md:6:61  data.headline.grain holds "fortnight".  It is one of: all_time, day, month, quarter, week, year.',
  );

  mistake(
    'A grain that is there twice',
    { [report]: ['grain: week', 'grain: [week, week]'] },
    'templates/reports/care/report.md:6:61  "week" is here twice.  Keep one of the two.',
  );

  mistake(
    'A dimension that a metric lacks',
    { [report]: ['by: ward', 'by: wad'] },
    'templates/reports/care/report.md:7:34  "visits" has no dimension "wad".  Did you mean "ward"?',
  );

  mistake(
    'A dimension that one input of a ratio lacks',
    { [report]: ['[visits], by: ward', '[no_show_rate], by: doctor'] },
    'templates/reports/care/report.md:7:40  "no_shows", from which "no_show_rate" is computed, has no dimension "doctor".  It is one of: ward.',
  );

  mistake(
    'A dimension of a metric that has none',
    { [metrics]: ['    dimensions: [ward, doctor]\n', ''] },
    'templates/reports/care/report.md:7:34  "visits" has no dimension "ward".  Add it to the dimensions of "visits", queries/metrics/care.yml:3.',
  );

  mistake(
    'A metric that is there twice',
    { [report]: ['no_show_rate]', 'visits]'] },
    'templates/reports/care/report.md:6:32  "visits" is here twice.  Keep one of the two.',
  );

  mistake(
    'No metric at all',
    { [report]: ['[visits],', '[],'] },
    'templates/reports/care/report.md:7:20  data.wards.metrics is an empty list.  It needs at least 1.',
  );

  mistake(
    'No periods',
    { [report]: ['last: 4', 'last: 0'] },
    'templates/reports/care/report.md:7:46  data.wards.last is 0.  It has to be at least 1.',
  );

  mistake(
    'Too many periods',
    { [report]: ['last: 4', 'last: 1001'] },
    'templates/reports/care/report.md:7:46  data.wards.last is 1001.  It has to be at most 1000.',
  );

  mistake(
    'A comparison that there is not',
    { [report]: ['last: 4', 'compare: [previous, last_year]'] },
    'templates/reports/care/report.md:7:60  data.wards.compare holds "last_year".  It is one of: previous, year_ago.',
  );

  mistake(
    'Both metrics and a query',
    { [report]: ['{query: busiest,', '{metrics: [visits], query: busiest,'] },
    'templates/reports/care/report.md:8:3  "busiest" has both metrics and a query.  Give it one of the two.',
  );

  mistake(
    'Neither metrics nor a query',
    { [report]: ['{metrics: [visits], by: ward, last: 4}', '{grain: week}'] },
    'templates/reports/care/report.md:7:3  "wards" has neither metrics nor a query.  Give it one of the two.',
  );

  mistake(
    'A key of metrics on a query',
    { [report]: ['{query: busiest,', '{query: busiest, show: index,'] },
    'templates/reports/care/report.md:8:29  "show" is only for metrics.  Remove it from "busiest".',
  );

  mistake(
    'A number of periods for a query that shows one',
    { [report]: ['{query: busiest,', '{query: busiest, last: 4,'] },
    'templates/reports/care/report.md:8:29  The query "busiest" does not ask how many periods it is to show.  Use $last in it, or remove "last".',
  );

  mistake(
    'A number of periods of a grain that is not shown',
    { [report]: ['grain: week', 'grain: [week, day], last: {week: 4, month: 3}'] },
    'templates/reports/care/report.md:6:83  "headline" does not show the grain month.  It shows week, day: add it to "grain", or remove it here.',
  );

  mistake(
    'All time as an index',
    { [report]: ['grain: week', 'grain: [week, all_time], show: index'] },
    'templates/reports/care/report.md:6:61  All time is one period: it has no change and no index.  Remove all_time, or "show".',
  );

  mistake(
    'All time of what is counted per period',
    {
      'queries/marts/visits.yml': ['description:', 'grain: grain\ndescription:'],
      [report]: ['grain: week', 'grain: all_time'],
    },
    'templates/reports/care/report.md:6:54  "no_show_rate" has no value of all time: the rows of "visits" are one per period.  Remove all_time, or show a metric over a mart that is not by period.',
    'templates/reports/care/report.md:6:54  "visits" has no value of all time: the rows of "visits" are one per period.  Remove all_time, or show a metric over a mart that is not by period.',
  );

  mistake(
    'A key of a query on metrics',
    { [report]: ['last: 4', 'columns: {visits: {label: Visits}}'] },
    'templates/reports/care/report.md:7:50  "visits" is a metric: its label and format are its own.  Say them in queries/metrics/, for all that show it.',
  );

  mistake(
    'Data by a name that no template can write',
    { [report]: ['  wards:', '  by-ward:'] },
    'templates/reports/care/report.md:7:3  "by-ward" cannot name data.  Use letters, digits and _, not beginning with a digit.',
  );

  mistake(
    'Data by a name that templates use themselves',
    { [report]: ['  wards:', '  insights:'] },
    'templates/reports/care/report.md:7:3  "insights" cannot name data: templates use the word themselves.  Choose another name.',
  );

  mistake(
    'Two reports with one address',
    {
      'templates/reports/cure/report.md':
        '---\ntitle: Cure\nteam: care\naddress: care\nschedule: daily\ndata: {a: {metrics: [visits]}}\n---\n',
    },
    'templates/reports/cure/report.md:4:10  Two reports have the address north/care/.  The other is templates/reports/care/report.md:3: give one another "address".',
  );

  mistake(
    'An address with a slash',
    { [report]: ['schedule', 'address: a/b\nschedule'] },
    'templates/reports/care/report.md:4:10  "a/b" cannot be a name.  Use small letters, digits, _ and -, beginning with a letter.',
  );
});
