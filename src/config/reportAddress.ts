/**
 * Last part of a report's address below its team's page: the folder's name unless the report says otherwise, and ''
 * (the team's page itself) where that is the team's own name.
 */
export function addressOf({
  name,
  team,
  address = name,
}: {
  name: string;
  team: string;
  address?: string | undefined;
}): string {
  return address === team ? '' : address;
}
