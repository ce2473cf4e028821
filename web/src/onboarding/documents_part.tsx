/** The qualification documents: chosen, looked at, uploaded at once with their progress, removed again. */
import { Button, Progress } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Message, useRefusalWords } from "../ui/states";
import type { HeldDocument, Offer } from "./application";
import { unfitness, type Unfit } from "./upload";
import type { Pending, Uploads } from "./use_uploads";
import styles from "./onboarding.module.css";

const MEGABYTE = 1024 * 1024;

interface PartProps {
  readonly offer: Offer;
  readonly documents: readonly HeldDocument[];
  readonly uploads: Uploads;
  readonly remove: (document: HeldDocument) => void;
  /** What is wrong with them as they are. */
  readonly problem: string | null;
}

export function DocumentsPart({ offer, documents, uploads, remove, problem }: PartProps): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const [refused, setRefused] = useState<readonly string[]>([]);
  const most = String(offer.most_documents);
  const size = String(Math.floor(offer.largest_document / MEGABYTE));
  const left = offer.most_documents - documents.length - uploads.pending.length;
  const add = (files: readonly File[]): void => {
    const words = (file: File, why: Unfit): string => t(`unfit.${why}`, { name: file.name, size });
    const fit = files.filter((file) => unfitness(file, offer) === null);
    const unfit = files.flatMap((file) => {
      const why = unfitness(file, offer);
      return why === null ? [] : [words(file, why)];
    });
    setRefused(fit.length > left ? [...unfit, t("too_many_documents", { most })] : unfit);
    uploads.start(fit.slice(0, left));
  };
  return (
    <div className={styles.documents}>
      <p className="quiet">{t("documents_hint", { most, size })}</p>
      {documents.length + uploads.pending.length > 0 && (
        <ul className={styles.files} aria-label={t("documents")}>
          {documents.map((document) => (
            <li key={document.upload_id}>
              <span>{document.file_name}</span>
              <span className="quiet">{t(document.at === null ? "document_kept" : "document_there")}</span>
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={t("document_remove_named", { name: document.file_name })}
                onClick={() => {
                  setRefused([]);
                  remove(document);
                }}
              >
                {t("document_remove")}
              </Button>
            </li>
          ))}
          {uploads.pending.map((one) => (
            <UnderWay key={one.id} one={one} uploads={uploads} />
          ))}
        </ul>
      )}
      {refused.length > 0 && (
        <Message tone="bad">
          {refused.map((words) => (
            <p key={words}>{words}</p>
          ))}
        </Message>
      )}
      {problem !== null && refused.length === 0 && <Message tone="bad">{problem}</Message>}
      {left > 0 && (
        <label className={styles.choose} data-wrong={problem === null ? undefined : ""}>
          <input
            type="file"
            multiple
            accept={offer.document_types.join(",")}
            className="visually-hidden"
            onChange={({ currentTarget }) => {
              add(Array.from(currentTarget.files ?? []));
              currentTarget.value = "";
            }}
          />
          {t("documents_add")}
        </label>
      )}
    </div>
  );
}

function UnderWay({ one, uploads }: { readonly one: Pending; readonly uploads: Uploads }): React.ReactElement {
  const { t } = useTranslation("onboarding");
  const words = useRefusalWords();
  const percent = Math.round(one.part * 100);
  return (
    <li>
      <span>{one.file.name}</span>
      {one.error === null ? (
        <span className="quiet">{t("document_under_way", { percent: String(percent) })}</span>
      ) : (
        <span className={styles.failed}>{words(one.error)}</span>
      )}
      <span className={styles.doing}>
        {one.error !== null && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              uploads.again(one);
            }}
          >
            {t("document_again")}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            uploads.drop(one);
          }}
        >
          {t(one.error === null ? "document_stop" : "document_remove")}
        </Button>
      </span>
      {one.error === null && (
        <Progress.Root className={styles.progress} size="sm">
          <Progress.Section value={percent} aria-label={one.file.name} />
        </Progress.Root>
      )}
    </li>
  );
}
