/**
 * Matches estimates to true poses as the BOP toolkit does: in the order given, each estimate takes the free true pose with
 * the least error, if that is below the threshold.
 * @param errors - [estimates][truths], estimates by falling score
 * @returns [truths] whether one was matched
 */
export function matchedTruths(errors: readonly (readonly number[])[], threshold: number): boolean[] {
  const matched = new Array<boolean>(errors[0]?.length ?? 0).fill(false);
  for (const row of errors) {
    let best = -1;
    let least = threshold;
    row.forEach((error, truth) => {
      if (matched[truth] || !(error < least)) return;
      best = truth;
      least = error;
    });
    if (best >= 0) matched[best] = true;
  }
  return matched;
}

/**
 * The share of the thresholds at which each true pose is matched.
 * @param errors - [estimates][truths]
 * @param truths - how many there are, also where there is no estimate
 * @returns [truths] 0 to 1
 */
export function matchedShares(
  errors: readonly (readonly number[])[],
  truths: number,
  thresholds: readonly number[],
): number[] {
  const counts = new Array<number>(truths).fill(0);
  for (const threshold of thresholds) {
    matchedTruths(errors, threshold).forEach((isMatched, truth) => {
      if (isMatched) counts[truth]++;
    });
  }
  return counts.map((count) => count / thresholds.length);
}
