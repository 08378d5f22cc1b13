import type { Grain } from '../types.ts';
import { withParticle } from './koreanParticle.ts';
import type { Amount, BrandsClause, Clause, Fact, Phrases, SplitFact } from './phraseTypes.ts';

const BEFORE: Readonly<Record<Grain, string>> = {
  day: '전일',
  week: '전주',
  month: '전월',
  quarter: '전분기',
  year: '전년',
  all_time: '',
};
const COUNTED: Readonly<Record<Grain, string>> = {
  day: '일',
  week: '주',
  month: '개월',
  quarter: '분기',
  year: '년',
  all_time: '',
};

/** Phrases that need no particle after a number, because it would change with the number's reading. */
export const KOREAN: Phrases = {
  notStated: '미기재',
  headline: (clauses) => clauses.map((clause) => `${clause.label} ${predicate(clause, false)}`).join(', '),
  sentence: (clause, facts) => {
    const aside = facts.length === 0 ? '' : `(${facts.map((fact) => factText(fact, clause)).join(', ')})`;
    return `${withParticle(clause.label, 'topic')} ${predicate(clause, true)}입니다${aside}.`;
  },
  splitSentence: (label, fact) => splitSentence(label, fact),
  brandsHeadline: (clause) => brandsText(clause, false),
  brandsSentence: (clause) => `${brandsText(clause, true)}.`,
  brandsMissed: ({ label, missed, judged }) => `${label} 목표 미달: ${judged}개 브랜드 중 ${missed.join(', ')}.`,
  noData: (period) => `${period} 데이터가 없습니다.`,
  noDataHeadline: (period) => `${period} 데이터 없음`,
  about: (scope, sentence) => `${scope}: ${sentence}`,
  allOf: (brand) => `${brand} 전체`,
  partOf: ({ days, of, isBefore }, period, metrics) =>
    isBefore
      ? `${metrics.length === 0 ? '' : `${metrics.join(', ')}: `}${period}의 비교 기준인 이전 기간은 ${of}일 중 ${days}일의 데이터만 있어 다른 기간과 비교하지 않습니다.`
      : `${metrics.length === 0 ? '' : `${metrics.join(', ')}: `}${period} ${days === 0 ? '데이터가 없습니다.' : `${of}일 중 ${days}일의 데이터만 있어 다른 기간과 비교하지 않습니다.`}`,
  figures: (period) => `${period} 지표`,
};

function brandsText(clause: BrandsClause, saysThan: boolean): string {
  const { label, than, grain, brands, up, down, isShare, rose, fell } = clause;
  const parts = [
    rose === undefined ? [] : [`${up}곳 ${grew(true, isShare)}(최대 ${rose.brand} ${rose.change})`],
    fell === undefined ? [] : [`${down}곳 ${grew(false, isShare)}(최대 ${fell.brand} ${fell.change})`],
  ].flat();
  const against = saysThan ? `${than === 'year_ago' ? '1년 전' : BEFORE[grain]} 대비 ` : '';
  return `${label}, ${against}${brands}개 브랜드 중 ${parts.length === 0 ? '변동 없음' : parts.join(', ')}`;
}

/** A headline leaves out what is compared with, as newspapers do. */
function predicate({ value, movement, grain, isShare, part }: Clause, saysThan: boolean): string {
  if (part !== undefined)
    return `${value}(${
      part.days === 0 && !part.isBefore
        ? '데이터 없음'
        : `${part.isBefore ? '이전 기간 ' : ''}${part.of}일 중 ${part.days}일 데이터`
    })`;
  if (movement.kind === 'unknown') return value;
  const than = movement.than === 'year_ago' ? '1년 전' : BEFORE[grain];
  const isSaid = saysThan || movement.than === 'year_ago';
  switch (movement.kind) {
    case 'steady':
      return `${withParticle(than, 'with')} 비슷한 ${value}`;
    case 'by':
      return `${isSaid ? `${than}보다 ` : ''}${amountText(movement.amount)} ${grew(movement.up, isShare)}한 ${value}`;
    case 'from':
      return `${isSaid ? `${than} ` : ''}${movement.before}에서 ${grew(movement.up, isShare)}한 ${value}`;
  }
}

function factText(fact: Fact, { grain, isShare }: Clause): string {
  switch (fact.kind) {
    case 'target':
      return fact.bound === 'at_least'
        ? `목표 ${fact.limit} 이상 ${fact.met ? '달성' : '미달'}`
        : `한도 ${fact.limit} ${fact.met ? '이내' : '초과'}`;
    case 'record': {
      const extreme = fact.highest ? '최고' : '최저';
      return fact.since === null
        ? `최근 ${fact.count}${COUNTED[grain]} 중 ${extreme}`
        : `${fact.since} 이후 ${extreme}`;
    }
    case 'run':
      return `${fact.length}${COUNTED[grain]} 연속 ${grew(fact.up, isShare)}`;
    case 'year_ago':
      return `1년 전보다 ${amountText(fact.amount)} ${fact.up ? '높음' : '낮음'}`;
  }
}

function splitSentence(label: string, fact: SplitFact): string {
  switch (fact.kind) {
    case 'part':
      return `${label} ${grew(fact.up, false)}분 ${fact.total} 가운데 ${fact.group} 몫이 가장 큽니다(${fact.part}).`;
    case 'against':
      return `${label} 합계는 ${fact.total} ${grew(fact.up, false)}했습니다(${fact.group} ${fact.part} ${grew(fact.up, false)}, 나머지 ${fact.others} ${grew(!fact.up, false)}).`;
    case 'share':
      return `${label}에서 ${fact.group} 비중이 ${fact.share}로 가장 큽니다.`;
    case 'extremes':
      return `${withParticle(label, 'subject')} 가장 높은 곳은 ${fact.highest}(${fact.most}), 가장 낮은 곳은 ${fact.lowest}(${fact.least})입니다.`;
    case 'mover':
      return `${label} 변화가 가장 큰 곳은 ${fact.group}입니다(${fact.amount} ${grew(fact.up, false)}한 ${fact.value}).`;
  }
}

function amountText({ unit, text }: Amount): string {
  return unit === 'points' ? `${text}%p` : text;
}

function grew(up: boolean, isShare: boolean): string {
  if (isShare) return up ? '상승' : '하락';
  return up ? '증가' : '감소';
}
