import type { Pose } from '../../geometry/pose';
import type { FigureDraft, FigureText, ScatterTrace } from './figure';
import { formatCount } from '../numberFormat';
import { splitStyles, type SplitName } from './palette';

export interface PoseCoverageOptions extends FigureText {
  readonly poses: Readonly<Partial<Record<SplitName, readonly Pose[]>>>;
}

const degree = Math.PI / 180;
const azimuthTicks = [-180, -120, -60, 0, 60, 120, 180];
const elevationTicks = [-90, -60, -30, 0, 30, 60, 90];

/**
 * From which sides the camera sees the object: azimuth and elevation of the camera in the object's frame. Elevation
 * is drawn by its sine, so that equal areas are equal parts of the sphere and even coverage looks even.
 */
export function poseCoverage(options: PoseCoverageOptions): FigureDraft {
  const splits = (['train', 'validation', 'test'] as const).filter(
    (name) => options.poses[name] !== undefined,
  );
  return {
    title: options.title,
    caption: options.caption,
    alternativeText: `${options.title}. ${splits
      .map(
        (name) =>
          `${splitStyles[name].label}: ${formatCount(options.poses[name]!.length)} viewing directions`,
      )
      .join('; ')}.`,
    width: 760,
    height: 440,
    traces: splits.map((name) => traceOf(name, options.poses[name]!)),
    layout: {
      xaxis: {
        title: { text: 'Azimuth of the camera (°)', standoff: 12 },
        range: [-180, 180],
        tickvals: azimuthTicks,
      },
      yaxis: {
        title: { text: 'Elevation of the camera (°)', standoff: 12 },
        range: [-1, 1],
        tickvals: elevationTicks.map((elevation) => Math.sin(elevation * degree)),
        ticktext: elevationTicks.map((elevation) => String(elevation).replace('-', '−')),
      },
      showlegend: true,
    },
  };
}

/**
 * The camera's center in the object's frame is -R^T t; this is its direction.
 * @returns azimuth in the object's xy plane from x, (-180, 180], and elevation towards z, [-90, 90], both in degrees
 */
export function viewingDirection({ rotation, translation }: Pose): { azimuth: number; elevation: number } {
  const [x, y, z] = [0, 1, 2].map(
    (axis) =>
      0 -
      (rotation[axis] * translation[0] +
        rotation[3 + axis] * translation[1] +
        rotation[6 + axis] * translation[2]),
  );
  return { azimuth: Math.atan2(y, x) / degree, elevation: Math.atan2(z, Math.hypot(x, y)) / degree };
}

function traceOf(name: SplitName, poses: readonly Pose[]): ScatterTrace {
  const { color, symbol, label } = splitStyles[name];
  const directions = poses.map(viewingDirection);
  const many = poses.length > 300;
  return {
    type: 'scatter',
    mode: 'markers',
    x: directions.map(({ azimuth }) => azimuth),
    y: directions.map(({ elevation }) => Math.sin(elevation * degree)),
    name: `${label} (${formatCount(poses.length)})`,
    marker: { color, symbol, size: many ? 4 : 6, opacity: many ? 0.5 : 0.8 },
    hoverinfo: 'skip',
    cliponaxis: false,
  };
}
