/** Campaigns: a dealer sees what is on for it, staff all of them with their budgets and days. */
import { useUser } from "../api/session";
import { isDealer } from "../kernel/permissions";
import { OwnPromotions } from "./own_promotions";
import { StaffPromotions } from "./staff_promotions";

export function PromotionsPage(): React.ReactElement {
  return isDealer(useUser()) ? <OwnPromotions /> : <StaffPromotions />;
}
