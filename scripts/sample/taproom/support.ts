import { startZendesk, type ZendeskRecord } from '../../standins/zendesk.ts';
import { weekdayOf } from '../days.ts';
import type { Random } from '../random.ts';
import type { TaproomPart } from './part.ts';
import { type CompanyLife, moodOf, randomOf, utcSecond, type World } from './world.ts';

/** Ids of the desk's own ticket fields. */
const FIELDS = { category: 360001, escalated: 360002, score: 360003 } as const;
const PRIORITIES = [
  ['low', 22],
  ['normal', 50],
  ['high', 21],
  ['urgent', 7],
] as const;
const OUTAGE_PRIORITIES = [
  ['low', 4],
  ['normal', 30],
  ['high', 42],
  ['urgent', 24],
] as const;
const CATEGORIES = [
  ['Device offline', 26],
  ['How to', 22],
  ['Billing', 17],
  ['Calibration', 15],
  ['Reporting', 12],
  ['Account', 8],
] as const;
const CHANNELS = [
  ['email', 46],
  ['web', 28],
  ['chat', 18],
  ['voice', 8],
] as const;
const AGENTS = [
  ['Agent 1', 26],
  ['Agent 2', 24],
  ['Agent 3', 21],
  ['Agent 4', 17],
  ['Agent 5', 12],
] as const;
/** Median minutes to the first answer, and hours to the solution. */
const SPEED = {
  low: { answer: 400, solve: 60 },
  normal: { answer: 190, solve: 26 },
  high: { answer: 75, solve: 12 },
  urgent: { answer: 24, solve: 5 },
} as const;
type Priority = keyof typeof SPEED;

interface Ticket {
  readonly openedAt: number;
  readonly companyId: string;
  readonly priority: Priority;
  readonly category: string;
  readonly channel: string;
  readonly agent: string;
  readonly answerMinutes: number;
  readonly solveMinutes: number;
  readonly score: number | undefined;
  readonly isEscalated: boolean;
  readonly reopens: number;
}

/** The support desk: a stand-in Zendesk account with organizations, tickets and their metrics. */
export const serveDesk: TaproomPart = async (world) => {
  const now = utcSecond(world.calendar.last + 1, 0);
  const tickets = world.lives
    .flatMap((life) => ticketsOf(life, world))
    .toSorted((a, b) => a.openedAt - b.openedAt || (a.companyId < b.companyId ? -1 : 1));
  const records = tickets.map((ticket, index) => recordsOf(ticket, index + 1, now));
  const organizations = world.lives.map(({ company }) => ({
    id: 7_000_000 + company.number,
    generated_timestamp: utcSecond(company.joinedOn, 0),
    external_id: company.id,
  }));
  const zendesk = await startZendesk({
    objects: {
      organizations: inOrder(organizations),
      tickets: inOrder(records.map(({ ticket }) => ticket)),
      ticket_metrics: records.map(({ metrics }) => metrics),
    },
  });
  return {
    environment: { DESK_URL: zendesk.url, DESK_EMAIL: zendesk.email, DESK_API_TOKEN: zendesk.apiToken },
    close: () => zendesk.close(),
  };
};

function inOrder<T extends ZendeskRecord>(records: readonly T[]): readonly T[] {
  return records.toSorted((a, b) => a.generated_timestamp - b.generated_timestamp || a.id - b.id);
}

function ticketsOf({ company, devices }: CompanyLife, { calendar }: World): readonly Ticket[] {
  const random = randomOf('tickets', company.number);
  const tickets: Ticket[] = [];
  for (let day = Math.max(calendar.first, company.joinedOn); day <= calendar.last; day += 1) {
    if (company.leftOn !== undefined && day >= company.leftOn) break;
    const mood = moodOf(company, day);
    if (mood === 0) continue;
    const running = devices.filter(({ installedOn, retiredOn }) => installedOn <= day && (retiredOn ?? day + 1) > day);
    const isOutage = day >= calendar.outage.from && day <= calendar.outage.to;
    const isNew = day - company.joinedOn < 30;
    const weekday = weekdayOf(day);
    const busy = weekday === 0 || weekday === 6 ? 0.45 : weekday === 1 ? 1.3 : 1;
    const flaky = running.filter((device) => device.isFlaky).length;
    const chance = (0.009 + 0.0065 * running.length ** 0.7 + 0.014 * flaky) * (1.7 - mood) * busy;
    if (random.chance(Math.min(0.6, chance * (isOutage ? 3.5 : 1) * (isNew ? 2.2 : 1)))) {
      tickets.push(ticketOn(day, { companyId: company.id, mood, isOutage }, random));
    }
  }
  return tickets;
}

interface Asker {
  readonly companyId: string;
  readonly mood: number;
  readonly isOutage: boolean;
}

function ticketOn(day: number, { companyId, mood, isOutage }: Asker, random: Random): Ticket {
  const priority = random.pick<Priority>(isOutage ? OUTAGE_PRIORITIES : PRIORITIES);
  const isWeekend = [0, 6].includes(weekdayOf(day));
  const channel = random.pick<string>(CHANNELS);
  const slow = (isOutage ? 2.6 : 1) * (isWeekend ? 1.7 : 1) * (channel === 'chat' ? 0.35 : 1);
  const answerMinutes = Math.max(1, Math.round(random.logNormal(SPEED[priority].answer * slow, 0.75)));
  const solveHours = random.logNormal(SPEED[priority].solve * (isOutage ? 1.9 : 1), 0.8);
  const reopens = random.chance(isOutage ? 0.16 : 0.07) ? random.between(1, 2) : 0;
  const delight = mood * 1.6 + (answerMinutes < 240 ? 0.5 : -0.4) - reopens * 0.8 - (isOutage ? 0.6 : 0);
  return {
    openedAt: utcSecond(day, 8 * 3600 + random.between(0, 13 * 3600)),
    companyId,
    priority,
    category: isOutage && random.chance(0.7) ? 'Device offline' : random.pick<string>(CATEGORIES),
    channel,
    agent: random.pick<string>(AGENTS),
    answerMinutes,
    solveMinutes: answerMinutes + Math.round(solveHours * 60),
    score: random.chance(0.4)
      ? Math.max(1, Math.min(5, Math.round(2.7 + delight + 1.3 * (random.next() - 0.4))))
      : undefined,
    isEscalated: random.chance((isOutage ? 0.18 : 0.05) + (priority === 'urgent' ? 0.12 : 0)),
    reopens,
  };
}

/** A ticket and its metrics as the desk tells of them at an instant: what had not happened by then is not there. */
function recordsOf(
  ticket: Ticket,
  id: number,
  now: number,
): { readonly ticket: ZendeskRecord; readonly metrics: ZendeskRecord } {
  const answeredAt = ticket.openedAt + ticket.answerMinutes * 60;
  const solvedAt = ticket.openedAt + ticket.solveMinutes * 60;
  const [isAnswered, isSolved] = [answeredAt <= now, solvedAt <= now];
  const changed = isSolved ? solvedAt : isAnswered ? answeredAt : ticket.openedAt;
  const custom_fields = [
    { id: FIELDS.category, value: ticket.category },
    { id: FIELDS.escalated, value: ticket.isEscalated },
    { id: FIELDS.score, value: isSolved ? (ticket.score ?? null) : null },
  ];
  return {
    ticket: {
      id,
      generated_timestamp: changed,
      created_at: instant(ticket.openedAt),
      updated_at: instant(changed),
      status: isSolved ? 'solved' : 'open',
      priority: ticket.priority,
      via: { channel: ticket.channel },
      organization_id: 7_000_000 + Number(ticket.companyId.slice(5)),
      assignee: ticket.agent,
      custom_fields,
    },
    metrics: {
      id: 900_000 + id,
      generated_timestamp: changed,
      ticket_id: id,
      reopens: isSolved ? ticket.reopens : 0,
      reply_time_in_minutes: { calendar: isAnswered ? ticket.answerMinutes : null },
      full_resolution_time_in_minutes: { calendar: isSolved ? ticket.solveMinutes : null },
      solved_at: isSolved ? instant(solvedAt) : null,
    },
  };
}

function instant(second: number): string {
  return `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
}
