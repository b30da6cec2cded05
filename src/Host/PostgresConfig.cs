namespace Huoqi.Host;

/// <summary>
/// The settings of the private server, in a file of ours that <c>postgresql.conf</c> includes. A server of an earlier
/// run is kept only when this text is unchanged.
/// </summary>
internal static class PostgresConfig
{
    public const string FileName = "huoqi.conf";

    public static string Text(PostgresBinaries binaries, int sharedBuffersMb) => $"""
        # Written by huoqi at each start; changes belong into postgresql.conf, below the line that includes this file.
        # {binaries.Folder}, PostgreSQL {binaries.Version}

        # What makes an acknowledged payment durable. huoqi refuses to work with any of these otherwise.
        fsync = on
        full_page_writes = on
        synchronous_commit = on
        data_sync_retry = off

        # Two cores and a laptop's memory; several processes of up to 64 connections each. Where the machine has huge
        # pages reserved, shared memory is taken from them (huge_pages = try): worth it from a million people on.
        max_connections = 300
        shared_buffers = {sharedBuffersMb}MB
        effective_cache_size = {2 * sharedBuffersMb}MB
        work_mem = 16MB
        maintenance_work_mem = 256MB
        max_wal_size = 8GB
        min_wal_size = 512MB
        wal_compression = {(binaries.HasLz4 ? "lz4" : "pglz")}
        # What a backup that is not running may make the server keep for it; beyond, it needs a new base backup.
        max_slot_wal_keep_size = 32GB
        checkpoint_timeout = 15min
        random_page_cost = 1.1
        jit = off
        autovacuum = on

        # A client that vanished holds its row locks no longer than this.
        client_connection_check_interval = 1s
        idle_in_transaction_session_timeout = 60s

        unix_socket_permissions = 0700
        logging_collector = off
        log_destination = 'stderr'
        log_line_prefix = '%m [%p] %q%u@%d '
        log_checkpoints = off
        log_autovacuum_min_duration = -1
        log_timezone = 'UTC'
        timezone = 'UTC'
        lc_messages = 'C'

        """;

    /// <summary>
    /// A quarter of the memory (a container's limit counts), at most 4 GB: a million people's tables lie in it whole.
    /// With 1 GB their home page cost the server three times as much, for every page of a table came from outside.
    /// What is never touched is never taken, so that a small installation does not pay for it.
    /// </summary>
    public static int SharedBuffersMb(long memoryBytes) =>
        (int)Math.Clamp(memoryBytes / 4 / (1024 * 1024), 64, 4096);
}
