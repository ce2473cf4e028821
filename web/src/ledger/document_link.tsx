/** The way from a document's number to the document. */
import { Link } from "@tanstack/react-router";

/** The order of a shipment `ORDER-S1` or a receipt `ORDER-R1`; null for what is neither. */
export function orderOf(documentId: string): string | null {
  return /^(.+)-[SR][0-9]+$/.exec(documentId)?.[1] ?? null;
}

/** A shipment or a receipt leads to its order; any other number stands as it is. */
export function DocumentLink({ documentId }: { readonly documentId: string }): React.ReactElement {
  const orderId = orderOf(documentId);
  if (orderId === null) return <span>{documentId}</span>;
  return (
    <Link to="/orders/$orderId" params={{ orderId }}>
      {documentId}
    </Link>
  );
}
