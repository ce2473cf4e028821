/** The way from a dealer's name to its account. */
import { Link } from "@tanstack/react-router";
import { useDealerNames } from "../dealers/directory";

export function AccountLink({ dealerId }: { readonly dealerId: string }): React.ReactElement {
  const nameOf = useDealerNames();
  return (
    <Link to="/accounts/$dealerId" params={{ dealerId }}>
      {nameOf(dealerId)}
    </Link>
  );
}
