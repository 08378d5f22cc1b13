import { ProblemsError } from '../lib/problem.ts';
import type { SourceTable } from '../types.ts';
import { API_PATH } from './salesforceQuery.ts';
import { nameAndMessage, type SalesforceSession } from './salesforceSignIn.ts';
import type { ColumnFamily } from './sourceKind.ts';

/** The fields of an object, by name. */
export type SalesforceFields = ReadonlyMap<string, ColumnFamily>;

const FAMILIES: Readonly<Record<string, ColumnFamily>> = {
  ...{ boolean: 'boolean', date: 'date', datetime: 'time', time: 'other', base64: 'other' },
  ...{ int: 'number', long: 'number', double: 'number', currency: 'number', percent: 'number' },
  ...{ address: 'other', location: 'other', complexvalue: 'other', anyType: 'other' },
};

/** What fields an object has. Throws a ProblemsError at the table's place, with what Salesforce says. */
export async function describeObject(
  object: string,
  { session, table }: { readonly session: SalesforceSession; readonly table: SourceTable },
): Promise<SalesforceFields> {
  const url = `${API_PATH}/sobjects/${object}/describe`;
  try {
    const { fields } = await session.connection.request<{ fields: readonly { name: string; type: string }[] }>(url);
    return new Map(fields.map(({ name, type }) => [name, FAMILIES[type] ?? 'text']));
  } catch (error) {
    if (error instanceof ProblemsError) throw error;
    const message = `Salesforce does not describe "${object}". ${session.scrub(nameAndMessage(error))}`;
    throw new ProblemsError([{ ...table.place, message }]);
  }
}
