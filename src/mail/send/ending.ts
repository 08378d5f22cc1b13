import type { DeliveryRecord } from '../../types.ts';

export type Ending = Pick<DeliveryRecord, 'status' | 'detail' | 'isTold'> & {
  /** Refused for the time being: worth another try in this run. */
  readonly isDeferred?: true;
};
