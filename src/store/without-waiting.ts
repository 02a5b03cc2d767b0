// Commits that need not wait for the disk.

/**
 * A condition, always true, by which the transaction around it commits without waiting until the disk has it (PostgreSQL, "Asynchronous Commit").
 * For writes that nobody is told of before a later commit which does wait, and which fails where they are gone: the log is written in order, so
 * that commit takes them along, and a crash before it loses both.
 */
export const withoutWaiting = 'set_config(\'synchronous_commit\', \'off\', true) = \'off\''
