/* What the library shows of footprints: sizes, latencies, Pareto front. */
export { networkSizes, type NetworkSizes } from './networkSizes';
export { sizeFigure, sizeTable } from './sizeReport';
export { readLatencyResults, type LatencyResult, type LatencyRow } from './latencyResult';
export { latencySource, latencyTable } from './latencyTable';
export { paretoFront, type FootprintPoint } from './paretoFront';
export { footprintFigure, footprintRows, footprintTable, type FootprintRow } from './footprintReport';
export { footprintVerdict } from './footprintVerdict';
