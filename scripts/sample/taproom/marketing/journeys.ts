import type { Random } from '../../random.ts';
import { type CompanyLife, randomOf, utcSecond, type World } from '../world.ts';
import type { Campaign } from './campaigns.ts';

/** A visit to the website, or a scanned badge; `channel` and `medium` are Taproom's words for where it came from. */
export interface Touch {
  readonly visitor: string;
  /** UTC, seconds since 1970. */
  readonly second: number;
  readonly channel: string;
  readonly medium: string;
  readonly campaign: Campaign | undefined;
}

const MEDIA: Readonly<Record<string, string>> = {
  'Google Ads': 'paid search',
  'Organic search': 'organic',
  Referral: 'referral',
  LinkedIn: 'paid social',
  Facebook: 'paid social',
  'Trade show': 'event',
  Newsletter: 'email',
  Direct: 'none',
};
/** Between the first visit and the last. */
const LATER = [
  ['Direct', 26],
  ['Organic search', 20],
  ['Newsletter', 18],
  ['Google Ads', 17],
  ['LinkedIn', 10],
  ['Referral', 6],
  ['Facebook', 3],
] as const;
const LAST = [
  ['Direct', 38],
  ['Newsletter', 22],
  ['Google Ads', 22],
  ['Organic search', 18],
] as const;
/** Visits of people who never become customers. */
const STROLLERS = [
  ['Organic search', 33],
  ['Google Ads', 24],
  ['Direct', 16],
  ['LinkedIn', 10],
  ['Facebook', 8],
  ['Newsletter', 5],
  ['Referral', 4],
] as const;
const VISITORS_A_DAY = 7;
/** A consent banner swallowed nearly all visits: days before the last, both included. */
const BLIND = { from: 131, to: 127 };

/** What a company did on its way to the first payment (or to the end of a trial without one), in order. */
export function pathOf(life: CompanyLife, campaigns: readonly Campaign[]): readonly Touch[] {
  const { company } = life;
  const random = randomOf('path', company.number);
  const decidedOn = company.phases[0]?.from ?? company.joinedOn;
  // Who was called up by a salesperson has often never been to the website.
  if (company.channel === 'Outbound' && random.chance(0.6)) return [];
  const count = 1 + Math.floor(random.exponential(company.segment === 'Chain' ? 4.2 : 2.2));
  const lead = Math.round(random.exponential(company.segment === 'Chain' ? 16 : 9));
  const days = Array.from({ length: count }, (_, index) =>
    index === 0 ? company.joinedOn - lead : random.between(company.joinedOn - lead, decidedOn - 1),
  ).sort((a, b) => a - b);
  return days.map((day, index) => {
    const first = company.channel === 'Outbound' ? 'Direct' : company.channel;
    const channel = index === 0 ? first : random.pick<string>(index === count - 1 ? LAST : LATER);
    return touchOn({ visitor: company.id, day, channel, campaigns, random });
  });
}

/** Visits of those who came to nothing. */
export function strolls(
  { calendar: { first, last } }: World,
  campaigns: readonly Campaign[],
  scale: number,
): readonly Touch[] {
  const random = randomOf('strolls', 1);
  const touches: Touch[] = [];
  let number = 0;
  for (let day = first; day <= last; day += 1) {
    const isBlind = day >= last - BLIND.from && day <= last - BLIND.to;
    const growth = Math.exp((0.9 * (day - last)) / (last - first)) * (isBlind ? 0.08 : 1);
    const count = Math.round(VISITORS_A_DAY * scale * growth * random.logNormal(1, 0.2));
    for (let index = 0; index < count; index += 1) {
      number += 1;
      const visitor = `v_${String(number).padStart(6, '0')}`;
      const visits = 1 + Math.floor(random.exponential(0.7));
      for (let visit = 0; visit < visits; visit += 1) {
        const visitedOn = Math.min(last, day + (visit === 0 ? 0 : random.between(0, 12)));
        const channel = random.pick<string>(visit === 0 ? STROLLERS : LATER);
        touches.push(touchOn({ visitor, day: visitedOn, channel, campaigns, random }));
      }
    }
  }
  return touches;
}

/** A visit through a campaign of the channel that runs on the day; a paid channel without one is its unpaid sister. */
function touchOn({
  visitor,
  day,
  channel,
  campaigns,
  random,
}: {
  readonly visitor: string;
  readonly day: number;
  readonly channel: string;
  readonly campaigns: readonly Campaign[];
  readonly random: Random;
}): Touch {
  const second = utcSecond(day, random.between(8 * 3600, 20 * 3600));
  const campaign = campaignOn({ channel, day, campaigns, random });
  const medium = MEDIA[channel] ?? 'none';
  if (campaign !== undefined || !['paid search', 'paid social'].includes(medium))
    return { visitor, second, channel, medium, campaign };
  if (channel === 'Google Ads') return { visitor, second, channel: 'Organic search', medium: 'organic', campaign };
  return { visitor, second, channel, medium: 'social', campaign };
}

/** Of a channel's campaigns on a day, one by what it spends and how real the interest is that it rouses. */
export function campaignOn({
  channel,
  day,
  campaigns,
  random,
}: {
  readonly channel: string;
  readonly day: number;
  readonly campaigns: readonly Campaign[];
  readonly random: Random;
}): Campaign | undefined {
  // People met at a show come by for months.
  const after = channel === 'Trade show' ? 120 : 0;
  const running = campaigns.filter(
    (each) => each.channel === channel && each.from <= day && (each.to === undefined || day < each.to + after),
  );
  if (running.length === 0) return undefined;
  return random.pick(running.map((each) => [each, each.daily * each.pull] as const));
}
