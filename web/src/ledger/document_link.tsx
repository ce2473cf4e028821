/** The way from a document's number to the document. */
import { Link } from "@tanstack/react-router";

/** The order of a shipment `ORDER-S1` or a receipt `ORDER-R1`; null for what is neither. */
export function orderOf(documentId: string): string | null {
  return /^(.+)-[SR][0-9]+$/.exec(documentId)?.[1] ?? null;
}

/** What a document's number names: `DEALER-P…` is a payment, `DEALER-A…` an adjustment, `DEALER-T…` a return, `DEALER-W…`
 * a payout. */
export function kindOf(documentId: string): "order" | "payment" | "change" | "return" | "payout" | null {
  if (orderOf(documentId) !== null) return "order";
  if (/^D[0-9A-Z]{8}-P[0-9A-Z]+$/.test(documentId)) return "payment";
  if (/^D[0-9A-Z]{8}-T[0-9A-Z]+$/.test(documentId)) return "return";
  if (/^D[0-9A-Z]{8}-W[0-9A-Z]+$/.test(documentId)) return "payout";
  return /^D[0-9A-Z]{8}-A[0-9A-Z]+$/.test(documentId) ? "change" : null;
}

/** A shipment or a receipt leads to its order, a payment and an adjustment to itself; another number stands as it is. */
export function DocumentLink({ documentId }: { readonly documentId: string }): React.ReactElement {
  switch (kindOf(documentId)) {
    case "order":
      return (
        <Link to="/orders/$orderId" params={{ orderId: orderOf(documentId) ?? "" }}>
          {documentId}
        </Link>
      );
    case "payment":
      return (
        <Link to="/payments/$paymentId" params={{ paymentId: documentId }}>
          {documentId}
        </Link>
      );
    case "return":
      return (
        <Link to="/returns/$returnId" params={{ returnId: documentId }}>
          {documentId}
        </Link>
      );
    case "payout":
      return (
        <Link to="/payouts/$payoutId" params={{ payoutId: documentId }}>
          {documentId}
        </Link>
      );
    case "change":
      return (
        <Link to="/account-changes/$changeId" params={{ changeId: documentId }}>
          {documentId}
        </Link>
      );
    case null:
      return <span>{documentId}</span>;
  }
}
