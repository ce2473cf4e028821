/** Who somebody is whom the API names by an id: oneself, and to those who may read them the maker's staff. */
import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client";
import { useSession } from "../api/session";
import { useMay } from "../kernel/permissions";

/** Names people by their user ids; null where the name is not known to whoever asks. */
export function useStaffNames(): (userId: string) => string | null {
  const { user } = useSession();
  const may = useMay();
  const { data } = useQuery({
    queryKey: ["staff", "names"],
    queryFn: () => answered(api.GET("/staff")),
    enabled: may("read_staff"),
    staleTime: 300_000,
  });
  const names = new Map(data?.items.map(({ user_id, name }) => [user_id, name]));
  return (userId) => (userId === user?.user_id ? user.name : (names.get(userId) ?? null));
}
