/** The name of the database and of the role that owns it. */
export const DATABASE = 'cardwright';

/** Only names the socket file; no TCP port is opened. */
export const SOCKET_PORT = 5432;

const settings = {
  // Only the Unix socket in the folder above the data folder, which nobody else may enter, so no password is needed.
  listen_addresses: "''",
  port: SOCKET_PORT,
  unix_socket_directories: "'..'",
  unix_socket_permissions: '0700',
  cluster_name: `'${DATABASE}'`,
  max_connections: 100,

  // The hot rows of a day fit; a page not here is still in the file cache, so more would only be held twice.
  shared_buffers: "'256MB'",
  effective_cache_size: "'1GB'",
  maintenance_work_mem: "'64MB'",
  // A batch commits up to a few hundred kB of log at once, and two batches are under way.
  wal_buffers: "'16MB'",

  // Money: a commit that was answered has reached the disk.
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // Space for about two minutes at the highest rate (12 MB/s), so checkpoints come by time, with few full pages in the
  // log between them, and yet replay after a crash stays in seconds. Keeping 512 MB of files saves making new ones.
  max_wal_size: "'2GB'",
  min_wal_size: "'512MB'",
  checkpoint_timeout: "'10min'",
  // This build knows no lz4, and pglz costs more of two cores than the log it saves.
  wal_compression: 'off',

  // Queue and balance rows are updated all the time; small frequent rounds keep them in the cache, where the default
  // (a fifth of the table, looked at once a minute) lets them grow out of it.
  autovacuum_naptime: "'10s'",
  autovacuum_max_workers: 2,
  autovacuum_vacuum_scale_factor: 0.02,
  autovacuum_vacuum_insert_scale_factor: 0.1,
  autovacuum_analyze_scale_factor: 0.05,
  autovacuum_vacuum_cost_limit: 1000,
  // A unit of work that was forgotten open would stop every vacuum from removing rows.
  idle_in_transaction_session_timeout: "'60s'",

  // Statements here touch few rows: compiling them, or spreading them over workers, costs more than they take, and
  // workers need /dev/shm, of which a container has 64 MB.
  jit: 'off',
  max_parallel_workers_per_gather: 0,
  max_parallel_maintenance_workers: 0,
  // Reads are single pages out of the cache; three reading processes would stand idle.
  io_method: "'sync'",
  // Solid state disks: a page anywhere costs nearly what the next page costs.
  random_page_cost: 1.1,

  timezone: "'UTC'",
  log_timezone: "'UTC'",
  // Statements that fail are reported by whoever sent them. The server's own log must not repeat them, nor the
  // values in them: they may hold what is kept secret.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: 0,
  log_line_prefix: "''",
} satisfies Record<string, string | number>;

/**
 * Where the processes share memory that they ask for as they run. `posix` is `/dev/shm`, which in some containers is tiny, can only be
 * read or is missing; `sysv` needs no folder.
 */
export type SharedMemory = 'posix' | 'sysv';

/**
 * The text of postgresql.conf, written anew at each start. `local.conf` beside it is read last, so that an operator can
 * override a line of it and keep that.
 *
 * @param durable `false` is for throwaway databases in tests: commits do not wait for the disk.
 */
export function postgresConfiguration(durable: boolean, sharedMemory: SharedMemory): string {
  const lines = Object.entries({
    ...settings,
    dynamic_shared_memory_type: sharedMemory,
    fsync: durable ? 'on' : 'off',
    // On a Mac plain fsync leaves the data in the disk's own cache.
    ...(durable && process.platform === 'darwin' ? { wal_sync_method: 'fsync_writethrough' } : {}),
  }).map(([name, value]) => `${name} = ${value}`);
  return [
    '# Written at each start. Put your own lines into local.conf.',
    ...lines,
    "include_if_exists = 'local.conf'",
    '',
  ].join('\n');
}
