/** The layout in which Fivetran lands Zendesk: tickets, comments, and the history of their fields. */
import { expect } from 'vitest';
import { expectSame } from '../support/expectSame.ts';
import { realData, testOnRealData } from '../support/realData.ts';
import { type RealProject, realProject } from '../support/realProject.ts';
import { secondComputation } from '../support/secondComputation.ts';

let built: Promise<RealProject> | undefined;

function desk(): Promise<RealProject> {
  built ??= realProject({
    set: 'fivetran-zendesk',
    now: '2021-02-02T12:00:00Z',
    data: {
      months: {
        metrics: [
          ...['tickets_opened', 'tickets_solved', 'open_tickets', 'backlog', 'resolution_hours', 'urgent_share'],
          ...['customers_with_tickets', 'reopen_rate', 'first_response_minutes', 'csat'],
        ],
        grain: 'month',
        last: 12,
      },
      channels: { metrics: ['tickets_opened'], grain: 'year', by: 'channel', last: 1 },
    },
  });
  return built;
}

/** Tickets in New York's time; the only one with a history was solved on the day that this says. */
const TICKETS = `
  with tickets as (
    select
      *,
      timezone('America/New_York', created_at::timestamp at time zone 'UTC') as opened,
      timezone(
        'America/New_York',
        if(id = 11071, timestamp '2020-11-14 11:01:27', updated_at::timestamp) at time zone 'UTC'
      ) as solved
    from read_csv('$folder/ticket_data.csv')
    where status in ('solved', 'closed')
  )`;

testOnRealData('Each month has the tickets that were opened, solved and left open, deleted ones aside', async () => {
  const { rows } = await desk();
  const theirs = await secondComputation(
    realData('data', 'fivetran-zendesk'),
    `${TICKETS}
    select
      month as period,
      (select count(*) from tickets where date_trunc('month', opened) = month) as tickets_opened,
      (select count(*) from tickets where date_trunc('month', solved) = month) as tickets_solved,
      (select count(*) from tickets where opened < month + interval 1 month and solved >= month + interval 1 month) as open_tickets,
      (
        select count(*) from tickets
        where opened < month + interval 1 month - interval 7 day and solved >= month + interval 1 month
      ) as backlog,
      (
        select median(date_diff('second', opened, solved) / 3600) from tickets
        where date_trunc('month', solved) = month
      ) as resolution_hours,
      (
        select case when count(*) = 0 then 0 else nullif(count(distinct organization_id), 0) end
        from tickets where date_trunc('month', opened) = month
      ) as customers_with_tickets
    from (select unnest(range(date '2020-02-01', date '2021-02-01', interval 1 month))::date as month)`,
  );
  expectSame(rows('months'), theirs, ['period']);
});

testOnRealData('What nobody said is not known: no first answer, no score', async () => {
  const { rows } = await desk();
  expect(rows('months').map((row) => [row['first_response_minutes'], row['csat']])).toEqual(
    Array.from({ length: 12 }, () => [null, null]),
  );
  expect(rows('channels')).toMatchObject([{ channel: 'email', tickets_opened: 8 }]);
});
