import { ProblemsError } from '../../lib/problem.ts';
import type { SourceTable } from '../../types.ts';
import type { ColumnFamily } from '../connector.ts';
import { API_PATH } from './query.ts';
import { nameAndMessage, type SalesforceSession } from './signIn.ts';

/** The fields of an object, by name. */
export type SalesforceFields = ReadonlyMap<string, SalesforceField>;

export interface SalesforceField {
  readonly family: ColumnFamily;
  /** Formulas and sums over other records, which Salesforce works out when they are read. */
  readonly isFormula: boolean;
}

interface DescribedField {
  readonly name: string;
  readonly type: string;
  readonly calculated?: boolean;
}

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
    const { fields } = await session.connection.request<{ fields: readonly DescribedField[] }>(url);
    return new Map(
      fields.map(({ name, type, calculated = false }) => [
        name,
        { family: FAMILIES[type] ?? 'text', isFormula: calculated },
      ]),
    );
  } catch (error) {
    if (error instanceof ProblemsError) throw error;
    const message = `Salesforce does not describe "${object}". ${session.scrub(nameAndMessage(error))}`;
    throw new ProblemsError([{ ...table.place, message }]);
  }
}
