import { expect, it } from 'vitest';
import { Random } from '../common/random';
import { voteSpread } from './voteSpread';

const corners = Float64Array.from({ length: 16 }, (_, place) => 10 * place);
const draw = (voters: number, deviation: number, shift: number) => {
  const random = Random.derive(1, 'votes', deviation);
  return Float64Array.from(
    { length: 16 * voters },
    (_, at) => corners[at % 16] + shift + random.normal(0, deviation),
  );
};

it('the spread is that of the votes, the error has the offset of the cloud in it too', () => {
  const { spread, error } = voteSpread(draw(4000, 2, 3), corners)!;
  expect(spread).toBeCloseTo(2 * Math.SQRT2, 1);
  expect(error).toBeCloseTo(Math.hypot(2 * Math.SQRT2, 3 * Math.SQRT2), 1);
  const exact = voteSpread(draw(5, 0, 3), corners)!;
  expect(exact.spread).toBe(0);
  expect(exact.error).toBeCloseTo(3 * Math.SQRT2, 12);
});

it('one vote, or none, has no spread', () => {
  expect(voteSpread(draw(1, 2, 0), corners)).toBeUndefined();
  expect(voteSpread(new Float64Array(), corners)).toBeUndefined();
});
