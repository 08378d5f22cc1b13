import { join } from 'node:path';
import { isoDay } from '../days.ts';
import { writeTable } from '../writeTable.ts';
import type { TaproomPart } from './part.ts';
import { randomOf } from './world.ts';

/** The app's database, as files that its export writes: accounts, locations, devices, users. */
export const serveApp: TaproomPart = async ({ lives }, folder) => {
  const at = (name: string): string => join(folder, 'app', `${name}.csv.gz`);
  await writeTable(
    at('accounts'),
    [
      'account_id',
      'name',
      'segment',
      'industry',
      'region',
      'state',
      'city',
      'latitude',
      'longitude',
      'channel',
      'owner',
      'created_on',
      'closed_on',
    ],
    lives.map(({ company: one }) => [
      one.id,
      one.name,
      one.segment,
      one.industry,
      one.region,
      one.state,
      one.city,
      one.latitude,
      one.longitude,
      one.channel,
      one.owner,
      isoDay(one.joinedOn),
      day(one.leftOn),
    ]),
  );
  await writeTable(
    at('locations'),
    [
      'location_id',
      'account_id',
      'name',
      'kind',
      'region',
      'state',
      'city',
      'latitude',
      'longitude',
      'opened_on',
      'closed_on',
    ],
    lives.flatMap(({ bars }) =>
      bars.map((bar) => [
        bar.id,
        bar.companyId,
        bar.name,
        bar.kind,
        bar.region,
        bar.state,
        bar.city,
        bar.latitude,
        bar.longitude,
        isoDay(bar.openedOn),
        day(bar.closedOn),
      ]),
    ),
  );
  await writeTable(
    at('devices'),
    ['device_id', 'location_id', 'account_id', 'model', 'firmware', 'installed_on', 'retired_on'],
    lives.flatMap(({ company, devices }) => {
      const random = randomOf('firmware', company.number);
      return devices.map((device) => [
        device.id,
        device.barId,
        device.companyId,
        device.model,
        random.pick([
          ['3.2.1', 64],
          ['3.2.0', 24],
          ['3.1.7', 12],
        ] as const),
        isoDay(device.installedOn),
        day(device.retiredOn),
      ]);
    }),
  );
  await writeTable(
    at('users'),
    ['user_id', 'account_id', 'role', 'platform', 'signed_up_on', 'deactivated_on'],
    lives.flatMap(({ users }) =>
      users.map((user) => [
        user.id,
        user.companyId,
        user.role,
        user.platform,
        isoDay(user.signedUpOn),
        day(user.leftOn),
      ]),
    ),
  );
  return { environment: { TAPROOM_APP_ROOT: join(folder, 'app') }, close: async () => {} };
};

function day(number: number | undefined): string | undefined {
  return number === undefined ? undefined : isoDay(number);
}
