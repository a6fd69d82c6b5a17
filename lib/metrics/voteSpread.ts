/** How close together votes for the corners of a box lie, and how close to the truth. */
export interface VoteSpread {
  /** Root of the mean squared distance of the votes for a corner from their own mean, over the corners; px */
  readonly spread: number;
  /** Root of the mean squared distance of the votes from the true corners; px */
  readonly error: number;
}

/**
 * Measures the clouds of votes that figure 7 of the paper shows. With the mean of a corner's votes m and the truth t,
 * E|v - t|^2 = E|v - m|^2 + |m - t|^2: the error has the spread in it, and how far the clouds as a whole are off.
 * @param votes - [V, 8, 2] px
 * @param corners - [8, 2] px: the true ones
 * @returns undefined where fewer than two votes say nothing of a spread
 */
export function voteSpread(votes: Float64Array, corners: ArrayLike<number>): VoteSpread | undefined {
  const voters = votes.length / corners.length;
  if (voters < 2) return undefined;
  let [scatter, offset] = [0, 0];
  for (let place = 0; place < corners.length; place++) {
    let [sum, squares] = [0, 0];
    for (let vote = place; vote < votes.length; vote += corners.length) {
      const difference = votes[vote] - corners[place];
      sum += difference;
      squares += difference ** 2;
    }
    const mean = sum / voters;
    offset += mean ** 2;
    scatter += Math.max(0, squares / voters - mean ** 2);
  }
  const count = corners.length / 2;
  return { spread: Math.sqrt(scatter / count), error: Math.sqrt((scatter + offset) / count) };
}
