/** The world of Taproom: the same each time, and of one piece, so that what its systems tell fits together. */
import { expect, test } from 'vitest';
import { billsOf } from '../../scripts/sample/taproom/billsOf.ts';
import { type CompanyLife, isWithin, makeTaproomWorld, moodOf } from '../../scripts/sample/taproom/world.ts';

const until = '2026-11-22';
const world = makeTaproomWorld({ until, scale: 1 });

function eachLife(claim: (life: CompanyLife) => boolean): readonly string[] {
  return world.lives.filter((life) => !claim(life)).map(({ company }) => company.id);
}

test('The same request makes the same world, and a larger one begins with the same companies', () => {
  expect(makeTaproomWorld({ until, scale: 1 })).toEqual(world);
  const larger = makeTaproomWorld({ until, scale: 2 });
  expect(larger.lives).toHaveLength(2 * world.lives.length);
  expect(larger.lives.slice(0, world.lives.length)).toEqual(world.lives);
});

test('A company pays for the devices that it runs, one stretch after the other', () => {
  const paysForDevices = eachLife(({ stretches, devices }) =>
    stretches
      .filter(({ isTrial }) => !isTrial)
      .every(({ from, devices: paid }) => {
        const running = devices.filter(({ installedOn, retiredOn }) =>
          isWithin({ from: installedOn, to: retiredOn }, from),
        );
        return running.length === paid;
      }),
  );
  const isInOrder = eachLife(({ stretches }) =>
    stretches.every(({ from }, index) => index === 0 || (stretches[index - 1]?.to ?? from + 1) <= from),
  );
  expect([paysForDevices, isInOrder]).toEqual([[], []]);
});

test('Bars, devices and users are there from when the company is until it leaves', () => {
  const wrong = eachLife(({ company, bars, devices, users }) => {
    const begin = [
      ...bars.map(({ openedOn }) => openedOn),
      ...devices.map(({ installedOn }) => installedOn),
      ...users.map(({ signedUpOn }) => signedUpOn),
    ];
    const end = [...bars.map(({ closedOn }) => closedOn), ...devices.map(({ retiredOn }) => retiredOn)];
    const isGone =
      company.leftOn === undefined || end.every((day) => day !== undefined && day <= (company.leftOn ?? 0) + 1);
    return isGone && begin.every((day) => day >= company.joinedOn && day <= world.calendar.last);
  });
  expect(wrong).toEqual([]);
});

test('Nobody uses what they do not pay for or try, and those who are about to leave use it less', () => {
  const left = world.lives.filter(({ company }) => company.leftOn !== undefined && company.phases.length > 0);
  expect(left.length).toBeGreaterThan(20);
  for (const { company } of left) {
    const end = company.leftOn ?? 0;
    expect(moodOf(company, end)).toBe(0);
    const phase = company.phases.at(-1);
    if (phase !== undefined && end - phase.from > 150)
      expect(moodOf(company, end - 1)).toBeLessThan(moodOf(company, end - 100));
  }
});

test('Every bill is of a day on which its contract stands, and of what it then costs', () => {
  const wrong = eachLife(({ company, stretches }) =>
    billsOf(company, stretches, world.calendar, 0).every(({ contract, on, cents }) =>
      stretches.some(
        (stretch) =>
          stretch.contract === contract &&
          isWithin(stretch, on) &&
          (stretch.interval === 'year' || cents === stretch.unitCents * stretch.devices),
      ),
    ),
  );
  expect(wrong).toEqual([]);
});
