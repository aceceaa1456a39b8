/**
 * A page from the browser's back/forward cache is shown as it was, even to the next person after a
 * log-out. Responses say `no-store`, but not every browser respects that here, so check who is logged in.
 *
 *     reloadForSomebodyElse();
 */
import { pagePerson, whoIsIn } from "./page-person.js";

export function reloadForSomebodyElse() {
  addEventListener("pageshow", async ({ persisted }) => {
    if (!persisted || !pagePerson()) return;
    const now = await whoIsIn();
    if (now && now.person !== pagePerson()) location.reload();
  });
}
