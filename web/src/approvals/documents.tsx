/** Documents that one may open; the addresses work for a quarter of an hour. */
import styles from "./approvals.module.css";

export function Documents({
  documents,
}: {
  readonly documents: readonly { readonly name: string; readonly url: string | null }[];
}): React.ReactElement {
  return (
    <ul className={styles.documents}>
      {documents.map(({ name, url }, place) => (
        <li key={place}>
          {isWebAddress(url) ? (
            <a href={url} target="_blank" rel="noopener noreferrer">
              {name}
            </a>
          ) : (
            name
          )}
        </li>
      ))}
    </ul>
  );
}

/** Only what leads into the web becomes a link. */
function isWebAddress(url: string | null): url is string {
  return url !== null && /^https?:\/\//i.test(url);
}
