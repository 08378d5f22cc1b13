import type { Random } from '../random.ts';
import type { OptionLine, OrderLine, Trade } from './makeTrade.ts';

/**
 * What the exports of tills get wrong: orders of a test application among the real ones, a line that lost its id,
 * options that came twice, options of lines that are not there.
 */
export function withFaults({ lines, options }: Trade, random: Random): Trade {
  const broken = Math.floor(lines.length / 3);
  return {
    lines: lines.flatMap((line, index): readonly OrderLine[] => {
      const kept = index === broken ? { ...line, lineId: undefined } : line;
      return random.chance(0.004) ? [kept, testLine(line, index)] : [kept];
    }),
    options: options.flatMap((option): readonly OptionLine[] => {
      if (random.chance(0.0004)) return [{ ...option, lineId: `${option.lineId}-x` }];
      return random.chance(0.012) ? [option, option] : [option];
    }),
  };
}

function testLine(line: OrderLine, index: number): OrderLine {
  const orderId = `T${String(index).padStart(8, '0')}`;
  return {
    ...line,
    ...{ orderId, lineId: `${orderId}-1`, app: 'TRATTORIA_DEVELOPMENT', guest: 'U999999', cents: 99_900 },
  };
}
