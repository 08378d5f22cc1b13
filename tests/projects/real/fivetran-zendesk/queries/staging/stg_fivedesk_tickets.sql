-- When a ticket was solved is in the history of its status; where that is missing, a solved ticket's last change says it.
-- The first answer is the first public comment by an agent.
with solutions as (
  select
    ticket_id,
    max(updated) as solved_at,
    count(distinct updated) as times_solved
  from fivedesk.ticket_field_history
  where field_name = 'status' and value = 'solved'
  group by ticket_id
),

answers as (
  select
    comments.ticket_id,
    min(comments.created) as answered_at
  from fivedesk.ticket_comment as comments
  join fivedesk.user as users on users.id = comments.user_id
  where comments.public and users.role in ('agent', 'admin')
  group by comments.ticket_id
)

select
  tickets.id as ticket_id,
  tickets.organization_id as customer_id,
  local_time(tickets.created_at) as opened_at,
  local_time(answers.answered_at) as first_responded_at,
  case
    when tickets.status in ('solved', 'closed') then local_time(coalesce(solutions.solved_at, tickets.updated_at))
  end as solved_at,
  tickets.priority,
  tickets.type as category,
  tickets.via_channel as channel,
  tickets.assignee_id as agent,
  greatest(solutions.times_solved - 1, 0) as reopened
from fivedesk.ticket as tickets
left join solutions on solutions.ticket_id = tickets.id
left join answers on answers.ticket_id = tickets.id
where tickets.status <> 'deleted'
