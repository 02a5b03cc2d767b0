/** One server of a list. */
export interface Server {
  /** Name and port, as they stand in the list. */
  host: string
  connectionString: string
}

/**
 * Gives one connection string for each server of a list: `postgres://user:password@one:5432,two:5433/name?sslmode=require` names two. Everything
 * beside host and port holds for all of them.
 *
 * `pg` itself takes one host; libpq's form of the list is read here.
 *
 * @see PostgreSQL documentation, "Connection URIs"
 */
export function splitHosts (connectionString: string): Server[] {
  const [, before, hosts, after] = /^(postgres(?:ql)?:\/\/(?:[^@/?]*@)?)([^/?]*)(.*)$/.exec(connectionString) ?? []
  if (before === undefined || hosts === undefined || after === undefined) return [{ host: '', connectionString }]
  return hosts.split(',').map(host => ({ host, connectionString: `${before}${host}${after}` }))
}
