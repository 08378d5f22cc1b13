import { ProblemsError } from '../../lib/problem.ts';
import type { Place } from '../../types.ts';
import type { CallBudget } from '../shared/callBudget.ts';
import { isBug } from '../shared/isBug.ts';
import { withRetries } from '../shared/retryPolicy.ts';
import type { DriveClient } from './client.ts';
import { driveFault, driveMessage, isRefused } from './faults.ts';
import type { DriveSession } from './signIn.ts';

const MOST_RENEWALS = 3;

/** A folder of Drive, and who asks for what is in it. */
export interface Folder {
  readonly session: DriveSession;
  readonly budget: CallBudget;
  readonly id: string;
  readonly place: Place;
}

export type Call<T> = (client: DriveClient, signal: AbortSignal) => Promise<T>;

/** Asks Drive, with retries; where the token has ended, with a new one. */
export async function asked<T>(
  { session, ...folder }: Folder,
  what: string,
  call: Call<T>,
  timeoutMs = 120_000,
): Promise<T> {
  const once = async (signal: AbortSignal): Promise<T> => {
    for (let renewed = 0; ; renewed += 1) {
      const { client } = session;
      try {
        return await call(client, signal);
      } catch (error) {
        // The new token may be another call's, and have ended already.
        if (!isRefused(error) || renewed >= MOST_RENEWALS) throw error;
        session.renew(client);
      }
    }
  };
  try {
    return await withRetries(once, { budget: folder.budget, classify: driveFault, timeoutMs });
  } catch (error) {
    if (isBug(error)) throw error;
    const { message, hint } = driveMessage(error, session.email);
    throw refused({ session, ...folder }, `${what}: ${message}`, hint);
  }
}

/** Told at the table, without any secret. */
export function refused({ place, session }: Folder, message: string, hint?: string): ProblemsError {
  return new ProblemsError([{ ...place, message: session.secrets.scrub(message), ...(hint && { hint }) }]);
}
