/** What the rim knows about the installation. */
export type ServerSettings = {
  /** How others reach us, without a trailing slash. */
  publicUrl: string;
  /** For owners: where the encryption key lies and that it is to be kept; null where the environment gives it. */
  encryptionKeyNote: string | null;
  /** For how many days runs and their data are kept. */
  retentionDays: number;
};
