/* Claims of 8-2-8 on every data set: table 2 and the abstract. */
import { probeMethods } from '../../experiments/studies/firstQuantizedModule';
import { headlineKey, headlineSteps } from '../../experiments/studies/headline';
import { testedDatasets } from '../notebook/studies/testedDatasets';
import { readingOf, referencesOf, type ClaimRule } from './claimRule';

/** "more than 7 %" (abstract) */
const headlineGain = 0.07;

/** @returns the rules, a data set each: a study is of one */
export function datasetRules(): ClaimRule[] {
  return testedDatasets.flatMap(({ name, study, counted }) => [
    {
      claim: 'inq-beats-lsq',
      reading: `8-2-8, ${name}`,
      study,
      comparisons: [{ run: headlineKey('inq'), reference: headlineKey('lsq'), expected: 'above', counted }],
    },
    ...probeMethods.flatMap((method) =>
      referencesOf(method).flatMap((reference): ClaimRule[] => {
        const place = { reading: `${readingOf(method, reference)}, ${name}`, study };
        const gain = {
          ...{ run: headlineKey(method), reference: reference.key(headlineSteps.length) },
          ...{ expected: 'above' as const, counted },
        };
        return [
          { ...place, claim: 'gain-on-every-dataset', comparisons: [gain] },
          { ...place, claim: 'headline', comparisons: [{ ...gain, margin: headlineGain }] },
        ];
      }),
    ),
  ]);
}
