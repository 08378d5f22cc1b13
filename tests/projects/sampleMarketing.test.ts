import { expect, test } from 'vitest';
import { dayNumber, isoDay } from '../../scripts/sample/days.ts';
import { adDaysOf } from '../../scripts/sample/taproom/marketing/adDays.ts';
import { campaignsOf } from '../../scripts/sample/taproom/marketing/campaigns.ts';
import { pathOf, strolls } from '../../scripts/sample/taproom/marketing/journeys.ts';
import { hubSpotContact, leadsOf } from '../../scripts/sample/taproom/marketing/leads.ts';
import { makeTaproomWorld } from '../../scripts/sample/taproom/world.ts';

const UNTIL = '2026-11-22';
const LAST = dayNumber(UNTIL);

function made(scale = 0.4) {
  const world = makeTaproomWorld({ until: UNTIL, scale });
  const campaigns = campaignsOf(world.calendar);
  return {
    world,
    campaigns,
    days: adDaysOf({ campaigns, calendar: world.calendar, scale }),
    touches: [...world.lives.flatMap((life) => pathOf(life, campaigns)), ...strolls(world, campaigns, scale)],
    leads: leadsOf(world, campaigns, scale),
  };
}

test('Advertising, visits and leads are the same each time', () => {
  const [first, again] = [made(), made()];
  expect(again.days).toEqual(first.days);
  expect(again.touches).toEqual(first.touches);
  expect(again.leads).toEqual(first.leads);
});

test('Nothing is advertised, qualified or won after the last day, and no lead comes from before the first', () => {
  const { world, days, leads } = made();
  for (const { day, cents, campaign } of days) {
    expect(day).toBeLessThanOrEqual(LAST);
    expect(day).toBeGreaterThanOrEqual(campaign.from);
    expect(cents).toBeGreaterThan(0);
  }
  for (const lead of leads) {
    const properties = hubSpotContact(lead, 0).properties;
    expect(String(properties['createdate']) >= isoDay(world.calendar.first)).toBe(true);
    for (const name of ['won_date', 'createdate'])
      expect(properties[name] === null || String(properties[name]).slice(0, 10) <= UNTIL).toBe(true);
  }
});

test('A lead that was won is a company of the world, on the day of its first payment', () => {
  const { world, leads } = made();
  const won = leads.filter(({ wonOn }) => wonOn !== undefined);
  expect(won.length).toBeGreaterThan(30);
  for (const { accountId, wonOn } of won) {
    const life = world.lives.find(({ company }) => company.id === accountId);
    expect(life?.company.phases[0]?.from).toBe(wonOn);
  }
});

test('The campaign that failed cost more than was planned and brought next to nothing', () => {
  const { campaigns, days, leads, touches } = made(1);
  const failed = campaigns.find(({ pull }) => pull < 0.1);
  const spent = days.filter(({ campaign }) => campaign === failed).reduce((sum, { cents }) => sum + cents, 0) / 100;
  expect(spent).toBeGreaterThan(failed?.budget ?? Number.POSITIVE_INFINITY);
  expect(leads.filter(({ campaign }) => campaign?.id === failed?.id).length).toBeLessThan(10);
  expect(
    touches.filter(({ campaign, visitor }) => campaign?.id === failed?.id && visitor.startsWith('acct')).length,
  ).toBeLessThan(5);
});

test('Twice the scale is twice the money', () => {
  const total = (scale: number): number => made(scale).days.reduce((sum, { cents }) => sum + cents, 0);
  expect(total(0.8) / total(0.4)).toBeCloseTo(2, 2);
});
