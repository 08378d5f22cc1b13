/**
 * Last part of a report's address below its team's page: the folder's name unless the report says otherwise, and ''
 * (the team's page itself) where that is the team's own name. A burst always has a folder of its own: its audiences
 * have their folders there, which are named by data.
 */
export function addressOf({
  name,
  team,
  address = name,
  isBurst,
}: {
  name: string;
  team: string;
  address?: string | undefined;
  isBurst: boolean;
}): string {
  return address === team && !isBurst ? '' : address;
}
