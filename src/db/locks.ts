/** Numbers of our advisory locks, in a space of their own beside those of pg-boss. */
export const locks = {
  space: 20_110_823,
  /** Held while migrations run. */
  migration: 1,
  /** Held by the one process that a data folder and its embedded server belong to. */
  owner: 2,
  /** Shared by commands that borrow that server. */
  borrower: 3,
  /** Held by an import until its transaction ends. */
  import: 4,
  /** Held while a report is published, until its transaction ends. */
  publishing: 5,
}
