import { ProblemsError } from '../../lib/problem.ts';
import type { Place } from '../../types.ts';
import { jsonIn } from './apiRow.ts';
import type { CallBudget } from './callBudget.ts';
import { type Answer, type Ask, askOnce, NoAnswer } from './retryingFetch.ts';
import { connectionFault, type Fault, isLaterStatus, retryAfterMs, withRetries } from './retryPolicy.ts';
import type { Secrets } from './secrets.ts';
import { hintOfStatus } from './whatToDo.ts';

/** A service that is asked by plain requests and answers in JSON. */
export interface JsonService {
  /** What it is called: "HubSpot". */
  readonly name: string;
  /** The kind of the source, by which its page in docs/sources is found. */
  readonly kind: string;
  /** Where it is, without a slash at its end. */
  readonly base: string;
  readonly budget: CallBudget;
  readonly secrets: Secrets;
  readonly timeoutMs: number;
  /** The headers of each request, the secret one included. */
  headers(signal: AbortSignal): Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** After a 401: whether the next headers hold another token, so that it is worth to ask again. */
  renew?(): boolean;
  /** What the body of a refusal says, in the service's own words. */
  said(body: unknown): unknown;
  /** Whether a refusal says "later"; undefined where its status alone tells. */
  isLater?(refusal: JsonAnswer): boolean | undefined;
  /** Ms that a refusal asks to wait where it has no Retry-After; NaN where it does not say. */
  waitMs?(refusal: JsonAnswer): number;
}

export interface JsonAnswer {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** Every digit of its numbers is kept; undefined where it is no JSON. */
  readonly body: unknown;
}

export interface JsonAsk {
  /** What follows the service's address, with its query. */
  readonly path: string;
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Where problems are told. */
  readonly place: Place;
  /** Whether a success is all of what was asked for: what is not is asked for again. */
  readonly isWhole: (answer: JsonAnswer) => boolean;
}

/** The service said no. */
export class RefusedByService extends ProblemsError {
  readonly body: unknown;
  constructor(problems: ProblemsError['problems'], body: unknown) {
    super(problems);
    this.body = body;
  }
}

class Refusal extends Error {
  readonly answer: JsonAnswer;
  constructor(answer: JsonAnswer) {
    super(`it answered ${answer.status}`);
    this.answer = answer;
  }
}

class NotWhole extends Error {}

/**
 * Asks a service by the retry policy, and again with a new token where the old one has ended. Redirects are refusals, so that
 * no secret goes to another host. Throws a RefusedByService, or a ProblemsError where nothing whole came.
 */
export async function askJson(service: JsonService, ask: JsonAsk): Promise<JsonAnswer> {
  const { budget, timeoutMs } = service;
  const classify = (error: unknown): Fault => faultOf(service, error);
  try {
    return await withRetries((signal) => askWhole(service, ask, signal), { budget, classify, timeoutMs });
  } catch (error) {
    if (error instanceof Refusal) throw refused(service, ask, error);
    const why = error instanceof NotWhole || error instanceof NoAnswer ? error.message : connectionFault(error);
    const isTooLarge = error instanceof RangeError;
    if (why === undefined && !isTooLarge) throw error;
    const message = `${service.name} did not give what was asked for: ${isTooLarge ? error.message : `${why}.`}`;
    throw new ProblemsError([{ ...ask.place, message }]);
  }
}

async function askWhole(service: JsonService, ask: JsonAsk, signal: AbortSignal): Promise<JsonAnswer> {
  const { path, method = 'GET', body } = ask;
  const once = async (): Promise<Answer> => {
    const headers = {
      ...(await service.headers(signal)),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const request: Ask = { url: `${service.base}${path}`, method, headers };
    return askOnce(body === undefined ? request : { ...request, body: JSON.stringify(body) }, signal);
  };
  const first = await once();
  const answer = first.status === 401 && service.renew?.() === true ? await once() : first;
  const read: JsonAnswer = { ...answer, body: jsonIn(answer.body) };
  if (answer.status >= 300) throw new Refusal(read);
  if (read.body === undefined || !ask.isWhole(read)) throw new NotWhole('the answer was not whole');
  return read;
}

function faultOf(service: JsonService, error: unknown): Fault {
  if (error instanceof NotWhole || error instanceof NoAnswer) return { isLater: true, why: error.message };
  if (!(error instanceof Refusal)) {
    const why = connectionFault(error);
    return why === undefined ? { isLater: false } : { isLater: true, why };
  }
  const { answer } = error;
  if (!(service.isLater?.(answer) ?? isLaterStatus(answer.status))) return { isLater: false };
  const afterMs = retryAfterMs((name) => answer.headers[name]) ?? service.waitMs?.(answer);
  return { isLater: true, why: error.message, afterMs: Number.isNaN(afterMs) ? undefined : afterMs };
}

function refused(service: JsonService, { place }: JsonAsk, { message, answer }: Refusal): RefusedByService {
  const said = service.said(answer.body);
  const cleaned = typeof said === 'string' ? service.secrets.scrub(said).replaceAll(/\s+/g, ' ').slice(0, 400) : '';
  const told = `${service.name} did not give what was asked for: ${message}. ${cleaned}`.trim();
  return new RefusedByService([{ ...place, message: told, ...hintOfStatus(answer.status, service.kind) }], answer.body);
}
