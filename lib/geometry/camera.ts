import type { Matrix3 } from './pose';

/** A pinhole camera. The matrix's last row is 0 0 1; the others are free, so that a warped image has one too. */
export interface Camera {
  /** Intrinsic matrix K, row-major, px. Pixel centers lie at whole coordinates (as in BOP). */
  readonly matrix: Matrix3;
  /** px */
  readonly width: number;
  /** px */
  readonly height: number;
}
