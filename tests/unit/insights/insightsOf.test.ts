import { describe, expect, test } from 'vitest';
import { insightsOf } from '../../../src/insights/insightsOf.ts';
import { tell as say } from '../../../src/lib/tell.ts';
import type { MetricBlock } from '../../../src/types.ts';
import { wordsOf } from '../../support/words.ts';
import { block, english, korean, metric, splitBlock, week } from './blocks.ts';

const metrics = [
  metric('users', { en: 'Active users', ko: '활성 사용자' }),
  metric('retention', { en: 'Retention rate', ko: '유지율' }, { format: 'percent' }),
  metric('sales', { en: 'Sales', ko: '매출' }, { format: 'currency' }),
  metric('mau', 'MAU', { rule: { kind: 'aggregate', mart: 'm', time: 't', sql: 'count(distinct user_id)' } }),
  metric('net', { en: 'Net change', ko: '순증감' }),
];
const tell = (told: MetricBlock, brand = english): readonly string[] =>
  insightsOf({ block: told, metrics, brand, edition: { period: week } }).map((one) => say(wordsOf(brand.locale), one));

describe('A block of readings', () => {
  test.each([
    [
      [7_793, 8_120],
      'Active users rose 4.2% to 8,120, from 7,793 the week before.',
      '활성 사용자는 전주보다 4.2% 증가한 8,120입니다.',
    ],
    [
      [8_120, 7_793],
      'Active users fell 4.0% to 7,793, from 8,120 the week before.',
      '활성 사용자는 전주보다 4.0% 감소한 7,793입니다.',
    ],
    [[8_120, 8_100], 'Active users held steady at 8,100.', '활성 사용자는 전주와 비슷한 8,100입니다.'],
    [[8_120, 8_120], 'Active users held steady at 8,120.', '활성 사용자는 전주와 비슷한 8,120입니다.'],
    [
      [100, 250],
      'Active users rose 150% to 250, from 100 the week before.',
      '활성 사용자는 전주보다 150% 증가한 250입니다.',
    ],
    [[0, 120], 'Active users rose from 0 to 120.', '활성 사용자는 전주 0에서 증가한 120입니다.'],
    [[19, 13], 'Active users fell from 19 to 13.', '활성 사용자는 전주 19에서 감소한 13입니다.'],
    [[3, 60], 'Active users rose from 3 to 60.', '활성 사용자는 전주 3에서 증가한 60입니다.'],
    [[120, 0], 'Active users fell 100% to 0, from 120 the week before.', '활성 사용자는 전주보다 100% 감소한 0입니다.'],
    [[null, 120], 'Active users stood at 120.', '활성 사용자는 120입니다.'],
    [[120], 'Active users stood at 120.', '활성 사용자는 120입니다.'],
    [[0, 0], 'Active users held steady at 0.', '활성 사용자는 전주와 비슷한 0입니다.'],
  ])('%j: %s', (users, inEnglish, inKorean) => {
    expect(tell(block({ users }))).toEqual([inEnglish]);
    expect(tell(block({ users }), korean)).toEqual([inKorean]);
  });

  test('Shares move by points', () => {
    expect(tell(block({ retention: [0.641, 0.61] }))).toEqual([
      'Retention rate fell 3.1 points to 61.0%, from 64.1% the week before.',
    ]);
    expect(tell(block({ retention: [0.641, 0.61] }), korean)).toEqual(['유지율은 전주보다 3.1%p 하락한 61.0%입니다.']);
    expect(tell(block({ retention: [0.61, 0.611] }))).toEqual(['Retention rate held steady at 61.1%.']);
    expect(tell(block({ retention: [0, 0.5] }))).toEqual([
      'Retention rate rose 50.0 points to 50.0%, from 0.0% the week before.',
    ]);
  });

  test('Values below zero move by amounts, for shares of them mislead', () => {
    expect(tell(block({ net: [-100, 50] }))).toEqual(['Net change rose by 150 to 50, from −100 the week before.']);
    expect(tell(block({ net: [50, -100] }))).toEqual(['Net change fell by 150 to −100, from 50 the week before.']);
    expect(tell(block({ net: [-50, -100] }), korean)).toEqual(['순증감은 전주보다 50 감소한 −100입니다.']);
  });

  test('Money is the brand’s', () => {
    expect(tell(block({ sales: [1_000, 2_000] }))).toEqual(['Sales rose 100% to €2,000, from €1,000 the week before.']);
    expect(tell(block({ sales: [1_000, 2_000] }), korean)).toEqual(['매출은 전주보다 100% 증가한 ₩2,000입니다.']);
  });

  test('A record says since when, or of how many periods', () => {
    expect(tell(block({ users: [300, 90, 95, 94, 96, 95, 200] }))).toEqual([
      'Active users rose 111% to 200, the highest since 5–11 October 2026.',
    ]);
    expect(tell(block({ users: [300, 90, 95, 94, 96, 95, 200] }), korean)).toEqual([
      '활성 사용자는 전주보다 111% 증가한 200입니다(2026년 10월 5일~11일 이후 최고).',
    ]);
    expect(tell(block({ users: [null, 90, 95, 94, 96, 95, 50] }))).toEqual([
      'Active users fell 47.4% to 50, the lowest in 6 weeks.',
    ]);
    expect(tell(block({ users: [90, 95, 94, 96, 95, 50] }, { grain: 'month' }), korean)).toEqual([
      '2026년 11월: 활성 사용자는 전월보다 47.4% 감소한 50입니다(최근 6개월 중 최저).',
    ]);
  });

  test('Five periods, or a tie just before, make no record', () => {
    expect(tell(block({ users: [90, 95, 94, 96, 200] }))).toEqual([
      'Active users rose 108% to 200, from 96 the week before.',
    ]);
    expect(tell(block({ users: [90, 95, 94, 200, 95, 200] }))).toEqual([
      'Active users rose 111% to 200, from 95 the week before.',
    ]);
  });

  test('Three moves the same way are a run', () => {
    expect(tell(block({ users: [500, 100, 110, 120, 130] }))).toEqual([
      'Active users rose 8.3% to 130, the third rise in a row.',
    ]);
    expect(tell(block({ retention: [0.1, 0.8, 0.7, 0.6, 0.5] }))).toEqual([
      'Retention rate fell 10.0 points to 50.0%, the third fall in a row.',
    ]);
    expect(tell(block({ users: [500, 100, 110, 120, 130] }), korean)).toEqual([
      '활성 사용자는 전주보다 8.3% 증가한 130입니다(3주 연속 증가).',
    ]);
    expect(tell(block({ users: [100, 110, null, 120, 130] }))).toEqual([
      'Active users rose 8.3% to 130, from 120 the week before.',
    ]);
  });

  test('A long run that is a record is both', () => {
    const users = Array.from({ length: 13 }, (_, index) => 100 + 10 * index);
    expect(tell(block({ users }))).toEqual([
      'Active users rose 4.8% to 220, the highest in 13 weeks and the 12th rise in a row.',
    ]);
  });

  test('A missed target outweighs all else; a met one is told where there is room', () => {
    const targets = { users: { atLeast: 300, met: false }, retention: { atMost: 0.5, met: true } };
    expect(tell(block({ users: [100, 110, 120, 130, 140, 150], retention: [0.5, 0.4] }, { targets }))).toEqual([
      'Active users rose 7.1% to 150, short of the target of 300 and the highest in 6 weeks.',
      'Retention rate fell 10.0 points to 40.0%, within the limit of 50.0%.',
    ]);
    expect(tell(block({ users: [140, 150] }, { targets }), korean)).toEqual([
      '활성 사용자는 전주보다 7.1% 증가한 150입니다(목표 300 이상 미달).',
    ]);
    expect(tell(block({ retention: [0.5, 0.6] }, { targets: { retention: { atMost: 0.5, met: false } } }))).toEqual([
      'Retention rate rose 10.0 points to 60.0%, over the limit of 50.0%.',
    ]);
    expect(tell(block({ users: [300, 310] }, { targets: { users: { atLeast: 300, met: true } } }))).toEqual([
      'Active users rose 3.3% to 310, meeting the target of 300.',
    ]);
  });

  test('A year ago is told beside the period before, or in its place', () => {
    expect(tell(block({ users: [100, 110] }, { yearAgo: { users: 100 } }))).toEqual([
      'Active users rose 10.0% to 110, 10.0% higher than a year before.',
    ]);
    expect(tell(block({ users: [100, 110] }, { yearAgo: { users: 0 } }))).toEqual([
      'Active users rose 10.0% to 110, from 100 the week before.',
    ]);
    expect(tell(block({ users: [null, 110] }, { yearAgo: { users: 100 } }))).toEqual([
      'Active users rose 10.0% on a year before to 110.',
    ]);
    expect(tell(block({ users: [null, 110] }, { yearAgo: { users: 100 } }), korean)).toEqual([
      '활성 사용자는 1년 전보다 10.0% 증가한 110입니다.',
    ]);
  });

  test('The three that moved most are told, the most first, and ties keep the block’s order', () => {
    expect(
      tell(block({ net: [100, 110], users: [100, 110], sales: [100, 130], mau: [100, 104], retention: [0.5, 0.501] })),
    ).toEqual([
      'Sales rose 30.0% to €130, from €100 the week before.',
      'Net change rose 10.0% to 110, from 100 the week before.',
      'Active users rose 10.0% to 110, from 100 the week before.',
    ]);
  });

  test('What held steady is silent where something moved', () => {
    expect(tell(block({ users: [100, 100], mau: [100, 104] }))).toEqual([
      'MAU rose 4.0% to 104, from 100 the week before.',
    ]);
    expect(tell(block({ users: [100, 100], mau: [100, 104] }), korean)).toEqual([
      'MAU는 전주보다 4.0% 증가한 104입니다.',
    ]);
  });

  test('No data is said, and a metric without a value is passed over', () => {
    expect(tell(block({ users: [100, null] }))).toEqual(['There is no data for 16–22 November 2026.']);
    expect(tell(block({}))).toEqual(['There is no data for 16–22 November 2026.']);
    expect(tell(block({ users: [null] }), korean)).toEqual(['2026년 11월 16일~22일 데이터가 없습니다.']);
    expect(tell(block({ users: [100, null], mau: [1, 2] }))).toEqual(['MAU rose from 1 to 2.']);
  });

  test('A language without phrases of its own is told in English, with its own numbers', () => {
    expect(tell(block({ users: [100, 12_345] }), { locale: 'de-DE', currency: 'EUR' })).toEqual([
      'Active users rose from 100 to 12.345.',
    ]);
  });
});

const [before, now] = ['2026-11-09', '2026-11-16'];

describe('A split block', () => {
  test('tells whose a change of the whole is, and who has most of it', () => {
    const split = splitBlock(
      ['users'],
      [
        ...[
          ['2026-11-02', 'iOS', 9_000],
          [before, 'Android', 2_000],
          [before, 'iOS', 3_000],
          [before, null, 100],
        ],
        ...[
          [now, 'Android', 2_326],
          [now, 'iOS', 4_204],
          [now, null, 100],
        ],
      ],
    );
    expect(tell(split)).toEqual([
      'Of the rise of 1,530 in active users, 1,204 came from iOS.',
      'The largest share of active users is iOS: 63.4%.',
    ]);
    expect(tell(split, korean)).toEqual([
      '활성 사용자 증가분 1,530 가운데 iOS 몫이 가장 큽니다(1,204).',
      '활성 사용자에서 iOS 비중이 63.4%로 가장 큽니다.',
    ]);
  });

  test('tells of a group that moved against the others', () => {
    const split = splitBlock(
      ['users'],
      [
        [before, 'Android', 2_000],
        [before, 'iOS', 3_000],
        [now, 'Android', 1_530],
        [now, 'iOS', 5_000],
      ],
    );
    expect(tell(split)[0]).toBe(
      'In active users, iOS rose by 2,000 and all others together fell by 470: a rise of 1,530.',
    );
    expect(tell(split, korean)[0]).toBe('활성 사용자 합계는 1,530 증가했습니다(iOS 2,000 증가, 나머지 470 감소).');
  });

  test('tells of a fall, and names what is not stated', () => {
    const split = splitBlock(
      ['users'],
      [
        [before, 'Android', 200],
        [before, null, 300],
        [now, 'Android', 190],
        [now, null, 100],
      ],
    );
    expect(tell(split)[0]).toBe('Of the fall of 210 in active users, 200 came from not stated.');
  });

  test('never adds up what does not add up', () => {
    const split = splitBlock(
      ['mau', 'retention'],
      [
        ...[
          [before, 'Android', 200, 0.4],
          [before, 'iOS', 300, 0.5],
        ],
        ...[
          [now, 'Android', 190, 0.9],
          [now, 'iOS', 310.4, 0.7],
        ],
      ],
    );
    expect(tell(split)).toEqual([
      'The biggest change in MAU was in iOS: a rise of 10 to 310.',
      'By MAU, iOS stands highest at 310 and Android lowest at 190.',
      'By retention rate, Android stands highest at 90.0% and iOS lowest at 70.0%.',
    ]);
    expect(tell(split, korean)).toEqual([
      'MAU 변화가 가장 큰 곳은 iOS입니다(10 증가한 310).',
      'MAU가 가장 높은 곳은 iOS(310), 가장 낮은 곳은 Android(190)입니다.',
      '유지율이 가장 높은 곳은 Android(90.0%), 가장 낮은 곳은 iOS(70.0%)입니다.',
    ]);
  });

  test('of one period tells the largest share alone, and of one group nothing', () => {
    expect(
      tell(
        splitBlock(
          ['users'],
          [
            [now, 'Android', 1],
            [now, 'iOS', 3],
          ],
        ),
      ),
    ).toEqual(['The largest share of active users is iOS: 75.0%.']);
    expect(tell(splitBlock(['users'], [[now, 'iOS', 3]]))).toEqual([]);
    expect(tell(splitBlock(['users'], []))).toEqual(['There is no data for 16–22 November 2026.']);
  });

  test('settles ties by the table’s order', () => {
    const split = splitBlock(
      ['users'],
      [
        [before, 'b', 1],
        [before, 'a', 1],
        [now, 'b', 2],
        [now, 'a', 2],
      ],
    );
    expect(tell(split)).toEqual([
      'Of the rise of 2 in active users, 1 came from b.',
      'The largest share of active users is b: 50.0%.',
    ]);
  });

  test('keeps odd names on one line, short, and unable to turn the words around them', () => {
    const odd = `<b>\n${'x'.repeat(60)}\u202e`;
    const [sentence = ''] = tell(
      splitBlock(
        ['users'],
        [
          [now, odd, 9],
          [now, 'שלום', 1],
        ],
      ),
    );
    expect(sentence).toBe(`The largest share of active users is <b> ${'x'.repeat(35)}…: 90.0%.`);
    expect(
      tell(
        splitBlock(
          ['users'],
          [
            [now, odd, 1],
            [now, 'שלום', 9],
          ],
        ),
      )[0],
    ).toBe('The largest share of active users is \u2068שלום\u2069: 90.0%.');
    expect(
      tell(
        splitBlock(
          ['users'],
          [
            [now, 'Seoul', 'iOS', 9],
            [now, 'Busan', '', 1],
          ],
          ['city', 'platform'],
        ),
      )[0],
    ).toBe('The largest share of active users is Seoul · iOS: 90.0%.');
  });
});
