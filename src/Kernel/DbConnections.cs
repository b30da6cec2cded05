using Npgsql;

namespace Huoqi.Kernel;

/// <summary>
/// Builds the two data sources of an installation. Every option that decides whether money can be lost is set here and
/// not left to a default or to the connection string a person wrote.
/// </summary>
public static class DbConnections
{
    /// <summary>The role the program works as; migrations grant it what it may do.</summary>
    public const string AppRole = "huoqi_app";

    /// <summary>The oldest server that is supported.</summary>
    public const int MinServerVersion = 15;

    /// <summary>
    /// How many connections the program holds at most. More than its cores keep busy only wait for each other, and each
    /// has plans, caches and a map of the server's shared memory to make before it is quick.
    /// </summary>
    public static readonly int PoolSize = Math.Clamp(8 * Environment.ProcessorCount, 16, 64);

    private const string Facts = """
        SELECT current_setting('server_version_num')::int, current_setting('fsync'),
               current_setting('full_page_writes'), current_setting('synchronous_commit'), current_user::text
        """;

    /// <summary>For migrations: as the role that owns the tables, with few connections and no time limit.</summary>
    public static NpgsqlDataSource Owner(string connectionString)
    {
        NpgsqlConnectionStringBuilder builder = Common(connectionString, "huoqi owner");
        builder.MaxPoolSize = 8;
        return Build(builder, mustBeAppRole: false);
    }

    /// <summary>For the program: works as <see cref="AppRole"/>, whichever role logs in.</summary>
    public static NpgsqlDataSource App(string connectionString) => App(connectionString, []);

    /// <summary>
    /// The same for filling books of which nobody has been told anything yet: no commit is waited for. What a crash
    /// takes away is the end of the filling and never a part from the middle, and the filling does it again; one
    /// ordinary commit makes all before it durable.
    /// </summary>
    internal static NpgsqlDataSource Filling(string connectionString) =>
        App(connectionString, ["synchronous_commit=off"]);

    private static NpgsqlDataSource App(string connectionString, string[] more)
    {
        NpgsqlConnectionStringBuilder builder = Common(connectionString, "huoqi");
        builder.MaxPoolSize = PoolSize;
        builder.MaxAutoPrepare = 256;
        builder.AutoPrepareMinUsages = 2;
        // The ledger asks which statement of a batch failed: a refusal of an act's own rows, or a bug of its own.
        builder.IncludeFailedBatchedCommand = true;
        // Npgsql cleans a returned connection with SET SESSION AUTHORIZATION DEFAULT, which would also take the role
        // away; so it does not clean, and the program leaves no session state behind.
        builder.NoResetOnClose = true;
        // Limits of a cut connection (reliability 3.1): the whole set is needed. TCP ones do nothing on a local socket.
        string[] settings =
        [
            $"role={AppRole}", "lock_timeout=3s", "idle_in_transaction_session_timeout=30s",
            "client_connection_check_interval=1s", "tcp_user_timeout=5s",
            "tcp_keepalives_idle=3", "tcp_keepalives_interval=1", "tcp_keepalives_count=3", "TimeZone=UTC",
            // Every statement of the program finds rows by key. A plan made while a table was nearly empty would scan
            // and hash, and be kept while the table grows by millions of rows. For the same reason none is made anew
            // for each set of values: planning was half of what the first page cost the server.
            "enable_seqscan=off", "enable_hashjoin=off", "enable_mergejoin=off", "jit=off",
            "plan_cache_mode=force_generic_plan", .. more,
        ];
        string options = string.Join(' ', settings.Select(setting => $"-c {setting}"));
        builder.Options = string.IsNullOrEmpty(builder.Options) ? options : $"{builder.Options} {options}";
        return Build(builder, mustBeAppRole: true, mayLoseTheEnd: more.Length > 0);
    }

    /// <summary>A connection string in words for people, without its password.</summary>
    public static string Describe(string connectionString)
    {
        NpgsqlConnectionStringBuilder builder = Parse(connectionString);
        return $"PostgreSQL at {builder.Host}:{builder.Port}, database {builder.Database ?? builder.Username}";
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException)
        {
            // The text itself is not repeated: it may hold a password.
            throw new UserErrorException(
                "--database is not a connection string; write it as \"Host=…;Port=5432;Database=…;Username=…\".",
                failure);
        }
        if (string.IsNullOrEmpty(builder.Host))
        {
            throw new UserErrorException("--database names no server; add \"Host=…\" to it.");
        }
        return builder;
    }

    private static NpgsqlConnectionStringBuilder Common(string connectionString, string applicationName)
    {
        NpgsqlConnectionStringBuilder builder = Parse(connectionString);
        // A timeout cancels on the server, and a cancelled COMMIT is told as done while no standby has it. Stuck
        // statements are ended by the server's own limits, dead connections by TCP.
        builder.CommandTimeout = 0;
        builder.CancellationTimeout = -1;
        builder.Timeout = 10;
        bool isSocketFolder = Path.IsPathRooted(builder.Host);
        if (!isSocketFolder)
        {
            builder.TcpKeepAlive = true;
            builder.TcpKeepAliveTime = 3;
            builder.TcpKeepAliveInterval = 1;
        }
        builder.Enlist = false;
        builder.ApplicationName = applicationName;
        return builder;
    }

    private static NpgsqlDataSource Build(
        NpgsqlConnectionStringBuilder builder, bool mustBeAppRole, bool mayLoseTheEnd = false)
    {
        NpgsqlDataSourceBuilder source = new(builder.ConnectionString);
        // On each physical connection, not once at start: a setting of the role, of the database or of a restarted
        // server reaches every new session.
        source.UsePhysicalConnectionInitializer(
            connection => Check(connection, mustBeAppRole, mayLoseTheEnd),
            connection => CheckAsync(connection, mustBeAppRole, mayLoseTheEnd));
        return source.Build();
    }

    private static void Check(NpgsqlConnection connection, bool mustBeAppRole, bool mayLoseTheEnd)
    {
        using NpgsqlCommand command = new(Facts, connection);
        using NpgsqlDataReader reader = command.ExecuteReader();
        Invariant.Holds(reader.Read());
        Judge(reader, mustBeAppRole, mayLoseTheEnd);
    }

    private static async Task CheckAsync(NpgsqlConnection connection, bool mustBeAppRole, bool mayLoseTheEnd)
    {
        await using NpgsqlCommand command = new(Facts, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        Invariant.Holds(await reader.ReadAsync());
        Judge(reader, mustBeAppRole, mayLoseTheEnd);
    }

    private static void Judge(NpgsqlDataReader facts, bool mustBeAppRole, bool mayLoseTheEnd)
    {
        int version = facts.GetInt32(0) / 10_000;
        if (version < MinServerVersion)
        {
            throw new UserErrorException(
                $"The database server is PostgreSQL {version}, which is too old; Huoqi needs {MinServerVersion} or "
                + "newer.");
        }
        string[] settings = mayLoseTheEnd
            ? ["fsync", "full_page_writes"]
            : ["fsync", "full_page_writes", "synchronous_commit"];
        for (int index = 0; index < settings.Length; index++)
        {
            if (facts.GetString(index + 1) == "off")
            {
                throw new UserErrorException(
                    $"PostgreSQL has {settings[index]} off, so that an acknowledged payment could be lost; set it on "
                    + "(look in postgresql.conf, in ALTER SYSTEM, in the settings of the role and of the database).");
            }
        }
        Invariant.Holds(!mustBeAppRole || facts.GetString(4) == AppRole, $"sessions of the program are {AppRole}'s");
    }
}
