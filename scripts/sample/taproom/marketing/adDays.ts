import { monthOf, weekdayOf } from '../../days.ts';
import type { Calendar } from '../world.ts';
import { randomOf } from '../world.ts';
import type { Campaign } from './campaigns.ts';

/** What one campaign cost on one day. */
export interface AdDay {
  readonly campaign: Campaign;
  readonly day: number;
  readonly cents: number;
  readonly impressions: number;
  readonly clicks: number;
}

const SEASON: Readonly<Record<number, number>> = { 1: 0.9, 3: 1.15, 4: 1.2, 5: 1.15, 7: 0.95, 9: 1.05, 12: 0.6 };

/** Every campaign day by day. What one campaign cost does not depend on what others did. */
export function adDaysOf({
  campaigns,
  calendar,
  scale,
}: {
  readonly campaigns: readonly Campaign[];
  readonly calendar: Calendar;
  readonly scale: number;
}): readonly AdDay[] {
  const { first, last } = calendar;
  return campaigns.flatMap((campaign) => {
    const random = randomOf(`spend ${campaign.id}`, 1);
    const days = range(campaign.from, Math.min(last, (campaign.to ?? last + 1) - 1));
    return days.map((day): AdDay => {
      const growth = Math.exp((0.5 * (day - last)) / (last - first));
      const usual = campaign.platform === 'events' ? 1 : growth * (SEASON[monthOf(day)] ?? 1) * weekdayShare(day);
      const cents = Math.round(campaign.daily * 100 * scale * usual * random.logNormal(1, 0.12));
      const clicks =
        campaign.costPerClick === 0 ? 0 : Math.round(cents / 100 / (campaign.costPerClick * random.logNormal(1, 0.15)));
      const impressions =
        campaign.clickRate === 0 ? 0 : Math.round(clicks / (campaign.clickRate * random.logNormal(1, 0.1)));
      return { campaign, day, cents, impressions, clicks };
    });
  });
}

/** People who run bars look at their office's screen on weekdays. */
function weekdayShare(day: number): number {
  const weekday = weekdayOf(day);
  if (weekday === 6) return 0.55;
  return weekday === 0 ? 0.5 : 1.18;
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
