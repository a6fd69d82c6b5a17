/** Colors of Okabe and Ito (2008), told apart by readers with any common color vision deficiency. */
const okabeIto = {
  black: '#000000',
  orange: '#E69F00',
  skyBlue: '#56B4E9',
  bluishGreen: '#009E73',
  blue: '#0072B2',
  vermilion: '#D55E00',
  reddishPurple: '#CC79A7',
} as const;

/** plotly's names of marker shapes; `-open` after one makes it hollow. */
export type MarkerSymbol =
  'circle' | 'square' | 'diamond' | 'triangle-up' | 'triangle-down' | 'cross' | 'x' | 'star';

/** plotly's names of line patterns. */
export type LineDash = 'solid' | 'dash' | 'dot' | 'dashdot';

/** How one method or module looks in every figure. Shape and pattern repeat what the color says. */
export interface SeriesStyle {
  readonly label: string;
  readonly color: string;
  readonly symbol: MarkerSymbol;
  readonly dash: LineDash;
}

export type MethodName = 'fullPrecision' | 'control' | 'lsq' | 'inq' | 'hawqV3' | 'mqat';
export type ModuleName = 'backbone' | 'fpn' | 'head';
export type SplitName = 'train' | 'validation' | 'test';

/** One style a method, everywhere. */
export const methodStyles: Readonly<Record<MethodName, SeriesStyle>> = {
  fullPrecision: { label: 'Full precision', color: okabeIto.black, symbol: 'square', dash: 'dash' },
  control: { label: 'Control', color: '#555555', symbol: 'triangle-down', dash: 'dot' },
  lsq: { label: 'LSQ', color: okabeIto.blue, symbol: 'circle', dash: 'solid' },
  inq: { label: 'INQ', color: okabeIto.orange, symbol: 'triangle-up', dash: 'dashdot' },
  hawqV3: { label: 'HAWQ-V3', color: okabeIto.bluishGreen, symbol: 'cross', dash: 'dot' },
  mqat: { label: 'MQAT', color: okabeIto.vermilion, symbol: 'diamond', dash: 'solid' },
};

/** One style a module of a network, everywhere. */
export const moduleStyles: Readonly<Record<ModuleName, SeriesStyle>> = {
  backbone: { label: 'Backbone', color: okabeIto.skyBlue, symbol: 'square', dash: 'solid' },
  fpn: { label: 'Feature pyramid', color: okabeIto.reddishPurple, symbol: 'diamond', dash: 'dash' },
  head: { label: 'Head', color: '#332288', symbol: 'circle', dash: 'dashdot' },
};

/** One style a part of a data set, everywhere. */
export const splitStyles: Readonly<Record<SplitName, SeriesStyle>> = {
  train: { label: 'Training', color: okabeIto.skyBlue, symbol: 'circle', dash: 'solid' },
  validation: { label: 'Validation', color: okabeIto.orange, symbol: 'triangle-up', dash: 'dash' },
  test: { label: 'Test', color: okabeIto.black, symbol: 'x', dash: 'dashdot' },
};

/** One style a data set, in the order in which sets are shown. */
export const datasetStyles: readonly Omit<SeriesStyle, 'label'>[] = [
  { color: okabeIto.blue, symbol: 'circle', dash: 'solid' },
  { color: okabeIto.orange, symbol: 'triangle-up', dash: 'dash' },
  { color: okabeIto.bluishGreen, symbol: 'square', dash: 'dashdot' },
  { color: okabeIto.black, symbol: 'x', dash: 'dot' },
];

/** Drawn over images: what is true, what a network predicts, and what its cells vote for. */
export const overlayColors = {
  truth: '#00E5A0',
  prediction: '#FF8C1A',
  wrong: '#FF4D6D',
  vote: '#FFE14D',
} as const;

/**
 * @param color - `#RRGGBB`
 * @param opacity - 0 to 1
 * @returns the color as CSS, that much transparent
 */
export function translucent(color: string, opacity: number): string {
  const [red, green, blue] = [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));
  return `rgba(${red},${green},${blue},${opacity})`;
}
