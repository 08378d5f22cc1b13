import type { Chain, Product } from './chain.ts';

const coffee = { category: '커피', isDrink: true };
const tea = { category: '논커피', isDrink: true };
const ade = { category: '에이드·스무디', type: '아이스', isDrink: true, season: 'hot' } as const;
const baked = { category: '베이커리', type: '빵', isBaked: true };
const goods = { category: '굿즈', type: '상품' };

const menu: readonly Product[] = [
  { id: 'A01', name: '아메리카노', ...coffee, type: '에스프레소', price: 4500, weight: 30 },
  { id: 'A02', name: '아이스 아메리카노', ...coffee, type: '아이스', price: 4700, weight: 26, season: 'hot' },
  { id: 'A03', name: '카페라떼', ...coffee, type: '라떼', price: 5000, weight: 17 },
  { id: 'A04', name: '바닐라라떼', ...coffee, type: '라떼', price: 5500, weight: 9 },
  { id: 'A05', name: '콜드브루', ...coffee, type: '아이스', price: 5200, weight: 8, season: 'hot' },
  { id: 'A06', name: '카푸치노', ...coffee, type: '라떼', price: 5000, weight: 5, season: 'cold' },
  { id: 'A07', name: '시그니처 크림라떼', ...coffee, type: '시그니처', price: 6500, weight: 10, isSignature: true },
  { id: 'A08', name: '시그니처 흑당커피', ...coffee, type: '시그니처', price: 6300, weight: 4, isSignature: true },
  { id: 'A09', name: '군고구마 라떼', ...tea, type: '라떼', price: 6200, weight: 13, launchedDaysBeforeEnd: 61 },
  { id: 'A10', name: '제주 말차 크림', ...tea, type: '라떼', price: 6500, weight: 9, launchedDaysBeforeEnd: 33 },
  { id: 'A11', name: '초코라떼', ...tea, type: '라떼', price: 5500, weight: 5, season: 'cold' },
  { id: 'A12', name: '유자차', ...tea, type: '차', price: 5300, weight: 5, season: 'cold' },
  { id: 'A13', name: '캐모마일 티', ...tea, type: '차', price: 4800, weight: 3 },
  { id: 'A14', name: '자몽에이드', ...ade, price: 5800, weight: 6 },
  { id: 'A15', name: '청포도에이드', ...ade, price: 5800, weight: 4 },
  { id: 'A16', name: '망고 스무디', ...ade, price: 6200, weight: 4 },
  { id: 'A17', name: '소금빵', ...baked, price: 3800, weight: 14 },
  { id: 'A18', name: '크루아상', ...baked, price: 4200, weight: 10 },
  { id: 'A19', name: '바스크 치즈케이크', ...baked, price: 6800, weight: 6 },
  { id: 'A20', name: '원두 200g', ...goods, price: 15_000, weight: 1.1 },
  { id: 'A21', name: '텀블러 <한정판>', ...goods, price: 25_000, weight: 0.5 },
  { id: 'A22', name: '=할인(머그 🎁)', ...goods, price: 18_000, weight: 0.3 },
  { id: 'A23', name: '<script>alert(1)</script> 스티커', ...goods, price: 3000, weight: 0.4 },
];

/** Brand A: nine shops in Korea, prices in won. */
export const brandA: Chain = {
  brand: 'brand-a',
  zoneHours: 9,
  hotMonths: [5, 6, 7, 8, 9],
  monthWeights: { 1: 0.93, 2: 0.92, 4: 1.04, 5: 1.06, 7: 1.08, 8: 1.07, 9: 0.96, 12: 1.06 },
  priceStep: 100,
  priceRise: { daysBeforeEnd: 203, amount: 300 },
  options: [500, 500, 700],
  shops: [
    { ...place('A-01', '강남점', '서울', '서울', 37.498, 127.028), weight: 24, kind: 'office', kioskFrom: 150 },
    { ...place('A-02', '홍대점', '서울', '서울', 37.557, 126.925), weight: 18, kind: 'street' },
    { ...place('A-03', '판교점', '경기', '성남', 37.395, 127.111), weight: 15, kind: 'office' },
    { ...place('A-04', '수원점', '경기', '수원', 37.266, 127.0), weight: 10, kind: 'street' },
    { ...place('A-05', '송도점', '인천', '인천', 37.383, 126.656), weight: 9, kind: 'street' },
    { ...place('A-06', '해운대점', '부산', '부산', 35.163, 129.16), weight: 13, kind: 'holiday' },
    { ...place('A-07', '동성로점', '대구', '대구', 35.869, 128.595), weight: 11, kind: 'street', lost: 0.46 },
    { ...place('A-08', '전주한옥점', '전북', '전주', 35.815, 127.153), weight: 6, kind: 'holiday' },
    {
      ...place('A-09', '제주공항점', '제주', '제주', 33.507, 126.493),
      weight: 12,
      kind: 'holiday',
      openedDaysBeforeEnd: 128,
    },
  ],
  menu,
  regions: [
    ['서울', 30],
    ['경기', 22],
    ['인천', 8],
    ['부산', 10],
    ['대구', 7],
    ['전북', 5],
    ['제주', 4],
    ['대전', 3],
    ['울산', 2.4],
    ['광주', 2.2],
    ['충남', 2],
    ['경남', 2],
    ['충북', 1.6],
    ['경북', 1.6],
    ['강원', 1.4],
    ['전남', 1.2],
    ['세종', 1],
  ],
  members: 1400,
  guestsPerDay: 26,
  shareTarget: 1.01,
};

function place(id: string, name: string, region: string, city: string, latitude: number, longitude: number) {
  return { id, name, region, city, latitude, longitude };
}
