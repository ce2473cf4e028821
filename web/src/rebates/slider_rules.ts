/** How far the slider of "one more order" goes, and where it begins. Figures are text; only whole units are computed. */
import type { Schemas } from "../api/schemas";

type Accrued = Pick<Schemas["AccruedLineOut"], "result" | "next_tier">;

export interface SliderRange {
  readonly most: string;
  readonly step: string;
  readonly start: string;
}

/** The slider covers twice what is missing to the next tier, or half of what was measured, rounded up to a round figure. */
export function sliderOf({ result, next_tier: next }: Accrued): SliderRange {
  const measured = whole(result.measured);
  const missing = next ? whole(next.missing) + (/\.0*[1-9]/.test(next.missing) ? 1n : 0n) : 0n;
  const most = roundUp([missing * 2n, measured / 2n, 100n].reduce((one, other) => (other > one ? other : one)));
  const start = missing > 0n ? (next?.missing ?? "0") : String(most / 4n);
  return { most: String(most), step: String(most / 100n || 1n), start };
}

function whole(figure: string): bigint {
  const value = BigInt(figure.split(".")[0] ?? "0");
  return value > 0n ? value : 0n;
}

/** Up to two leading digits, so that the end of the slider is a figure one can say. */
function roundUp(figure: bigint): bigint {
  const unit = 10n ** BigInt(Math.max(String(figure).length - 2, 0));
  return ((figure + unit - 1n) / unit) * unit;
}
