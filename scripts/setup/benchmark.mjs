import { benchmarkEnvironment } from './benchmarkEnvironment.mjs';
import { setUp } from './setUp.mjs';
import { steps } from './steps.mjs';

await setUp([...steps, benchmarkEnvironment]);
