import { campaignsOf } from './marketing/campaigns.ts';
import { hubSpotContact, type Lead, leadsOf } from './marketing/leads.ts';
import type { World } from './world.ts';

/** A lead as the sales team knows it: by marketing's id. */
export interface KnownLead {
  readonly id: string;
  readonly lead: Lead;
  /** The day on which it was made. */
  readonly day: number;
}

export interface KnownLeads {
  /** The lead that a company came from; none where it came before the systems' first day. */
  readonly ofCompany: (id: string) => KnownLead | undefined;
  /** Those that sales took over and that no company of the world came from. */
  readonly fruitless: readonly KnownLead[];
}

const COMPANIES_AT_SCALE_1 = 250;

/** Marketing's leads, as the deals need them. */
export function knownLeads(world: World): KnownLeads {
  const scale = world.lives.length / COMPANIES_AT_SCALE_1;
  const all = leadsOf(world, campaignsOf(world.calendar), scale).map((lead, index): KnownLead => {
    return { id: hubSpotContact(lead, index).id, lead, day: Math.floor(lead.second / 86_400) };
  });
  const byCompany = new Map(all.map((known) => [known.lead.accountId, known]));
  return {
    ofCompany: (id) => byCompany.get(id),
    fruitless: all.filter(({ lead }) => lead.accountId === undefined && lead.acceptedOn !== undefined),
  };
}
