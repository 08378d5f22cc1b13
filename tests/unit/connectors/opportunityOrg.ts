import { type OrgFault, type SalesforceOrg, startSalesforceOrg } from '../../../scripts/standins/salesforce.ts';
import type { OrgRecord } from '../../../scripts/standins/soql.ts';
import type { Source, SourceTable } from '../../../src/types.ts';
import { source, table } from './fixture.ts';
import type { Random } from './random.ts';

const FIELDS = [
  { name: 'Id', type: 'id' },
  { name: 'Name', type: 'string' },
  { name: 'Amount', type: 'currency' },
  { name: 'CloseDate', type: 'date' },
  { name: 'IsDeleted', type: 'boolean' },
  { name: 'SystemModstamp', type: 'datetime' },
];
export const COLUMNS = {
  Id: 'varchar',
  Name: 'varchar',
  Amount: 'decimal(18,2)',
  CloseDate: 'date',
  SystemModstamp: 'timestamp',
};
export const SELECT = 'SELECT Id, Name, Amount, CloseDate, SystemModstamp FROM Opportunity';
const START = Date.parse('2026-11-01T10:00:00Z');

/** An org of opportunities that can be changed between pulls; its clock goes by minutes. */
export class Org {
  readonly records: OrgRecord[] = [];
  readonly fields = [...FIELDS];
  minute = 0;
  faults: (call: number) => OrgFault | undefined = () => undefined;
  private started: SalesforceOrg | undefined;

  async start(batchSize = 7): Promise<SalesforceOrg> {
    const faults = (call: number) => this.faults(call);
    const objects = { Opportunity: { fields: this.fields, records: this.records } };
    this.started = await startSalesforceOrg({ objects, batchSize, faults });
    return this.started;
  }

  async close(): Promise<void> {
    await this.started?.close();
  }

  put(number: number, more: Partial<OrgRecord> = {}): void {
    const Id = `006${String(number).padStart(15, '0')}`;
    const SystemModstamp = `${new Date(START + this.minute * 60_000).toISOString().slice(0, 23)}+0000`;
    const at = this.records.findIndex((record) => record['Id'] === Id);
    const former = this.records[at] ?? { Id, Name: `Deal ${number}`, Amount: 10.5, CloseDate: null, IsDeleted: false };
    const record = { ...former, SystemModstamp, ...more };
    if (at === -1) this.records.push(record);
    else this.records[at] = record;
  }

  purge(number: number): void {
    const at = this.records.findIndex((record) => record['Id'] === `006${String(number).padStart(15, '0')}`);
    if (at !== -1) this.records.splice(at, 1);
  }

  get calls(): readonly string[] {
    return (this.started?.calls ?? []).map((call) => decodeURIComponent(call));
  }

  secrets() {
    const { url = '', clientId = '', clientSecret = '' } = this.started ?? {};
    return { CRM_LOGIN_URL: url, CRM_CLIENT_ID: clientId, CRM_CLIENT_SECRET: clientSecret };
  }
}

export function crm(
  options: Readonly<Record<string, unknown>> = {},
  columns: Record<string, string> = COLUMNS,
  more: Partial<SourceTable> = { cursor: 'SystemModstamp' },
): Source {
  const opportunity = table(columns, { select: SELECT, ...options }, { key: ['Id'], ...more });
  return source('salesforce', [opportunity], { connection: 'CRM' });
}

/** A few things happen to the opportunities. */
export function changeOrg(org: Org, random: Random): void {
  for (let left = random.below(9); left > 0; left -= 1) {
    org.minute += random.below(30);
    const number = random.below(25);
    const kind = random.pick([
      ...['put', 'put', 'put', 'amount', 'delete', 'restore', 'purge', 'late', 'field'],
    ] as const);
    const field = { name: `Extra${number}__c`, type: 'string' };
    if (kind === 'field' && org.fields.every(({ name }) => name !== field.name)) org.fields.push(field);
    else if (kind === 'purge') org.purge(number);
    else if (kind === 'delete') org.put(number, { IsDeleted: true });
    else if (kind === 'restore') org.put(number, { IsDeleted: false });
    else if (kind === 'amount') org.put(number, { Amount: random.below(50) });
    else if (kind === 'late') {
      // A transaction that ends minutes after its records took their stamps.
      org.minute -= 8;
      org.put(number, { Name: `Late ${random.below(1000)}` });
      org.minute += 8;
    } else org.put(number, { Name: `Name ${random.below(1000)}` });
  }
}
