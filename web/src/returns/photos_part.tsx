/** Photos of what comes back: taken with a phone's camera or chosen, uploaded at once with their progress. */
import { Button, Progress } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUploads, type Uploads } from "../onboarding/use_uploads";
import { Message, useRefusalWords } from "../ui/states";
import { LARGEST_PHOTO, MOST_PHOTOS, PHOTO_TYPES, unfitness, uploadPhoto, type Photo } from "./photos";
import styles from "./returns.module.css";

const MEGABYTE = 1024 * 1024;

export interface Photos {
  readonly taken: readonly Photo[];
  readonly uploads: Uploads;
  readonly remove: (photo: Photo) => void;
}

/** The photos that have arrived, and those under way. */
export function usePhotos(): Photos {
  const [taken, setTaken] = useState<readonly Photo[]>([]);
  const uploads = useUploads((photo: Photo) => {
    setTaken((before) => [...before, photo]);
  }, uploadPhoto);
  return {
    taken,
    uploads,
    remove: (photo) => {
      URL.revokeObjectURL(photo.shown);
      setTaken((before) => before.filter(({ upload_id }) => upload_id !== photo.upload_id));
    },
  };
}

export function PhotosPart({ photos: { taken, uploads, remove } }: { readonly photos: Photos }): React.ReactElement {
  const { t } = useTranslation("returns");
  const words = useRefusalWords();
  const [refused, setRefused] = useState<readonly string[]>([]);
  const limits = { most: String(MOST_PHOTOS), size: String(LARGEST_PHOTO / MEGABYTE) };
  const left = MOST_PHOTOS - taken.length - uploads.pending.length;
  const add = (files: readonly File[]): void => {
    const fit = files.filter((file) => unfitness(file) === null);
    const unfit = files
      .filter((file) => !fit.includes(file))
      .map((file) => t("photo_unfit", { name: file.name, ...limits }));
    setRefused(fit.length > left ? [...unfit, t("photos_too_many", limits)] : unfit);
    uploads.start(fit.slice(0, left));
  };
  return (
    <>
      <p className="quiet">{t("photos_hint", limits)}</p>
      {taken.length + uploads.pending.length > 0 && (
        <ul className={styles.photos} aria-label={t("photos")}>
          {taken.map((photo) => (
            <li key={photo.upload_id} className={styles.photo}>
              <img src={photo.shown} alt={photo.file_name} />
              {photo.file_name}
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={t("photo_remove_named", { name: photo.file_name })}
                onClick={() => {
                  remove(photo);
                }}
              >
                {t("photo_remove")}
              </Button>
            </li>
          ))}
          {uploads.pending.map((one) => (
            <li key={one.id} className={styles.photo}>
              {one.file.name}
              {one.error === null ? (
                <Progress.Root size="sm">
                  <Progress.Section value={Math.round(one.part * 100)} aria-label={one.file.name} />
                </Progress.Root>
              ) : (
                <>
                  <span>{words(one.error)}</span>
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    onClick={() => {
                      uploads.again(one);
                    }}
                  >
                    {t("photo_again")}
                  </Button>
                </>
              )}
              <Button
                size="compact-sm"
                variant="subtle"
                onClick={() => {
                  uploads.drop(one);
                }}
              >
                {t("photo_remove")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {refused.length > 0 && (
        <Message tone="bad">
          {refused.map((why) => (
            <p key={why}>{why}</p>
          ))}
        </Message>
      )}
      {left > 0 && (
        <div>
          <label className={styles.choose}>
            <input
              type="file"
              multiple
              accept={PHOTO_TYPES.join(",")}
              className="visually-hidden"
              onChange={({ currentTarget }) => {
                add(Array.from(currentTarget.files ?? []));
                currentTarget.value = "";
              }}
            />
            {t("photos_add")}
          </label>
        </div>
      )}
    </>
  );
}
