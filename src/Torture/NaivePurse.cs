using Npgsql;

namespace Huoqi.Torture;

/// <summary>
/// The control "check, then act": a purse whose spender reads the balance, decides, and writes. The rounds must find
/// that one balance is spent more than once.
/// </summary>
internal static class NaivePurse
{
    private const int Hands = 16;
    private const long Fen = 100;

    private const string Make = """
        CREATE TABLE IF NOT EXISTS naive_purse (purse int PRIMARY KEY, balance bigint NOT NULL);
        INSERT INTO naive_purse VALUES (1, 100) ON CONFLICT (purse) DO UPDATE SET balance = 100;
        """;

    /// <summary>One round of as many attempts as a real one has; how many won.</summary>
    public static async Task<int> SpendAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        await using (NpgsqlCommand make = owner.CreateCommand(Make))
        {
            await make.ExecuteNonQueryAsync(cancel);
        }

        int[] won = await Task.WhenAll(Enumerable.Range(0, Hands).Select(async _ =>
        {
            int wins = 0;
            for (int i = 0; i < SpendRounds.AttemptsOfRound / Hands; i++)
            {
                wins += await TryAsync(owner, cancel) ? 1 : 0;
            }

            return wins;
        }));
        return won.Sum();
    }

    private static async Task<bool> TryAsync(NpgsqlDataSource owner, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await owner.OpenConnectionAsync(cancel);
        await using NpgsqlCommand check = new("SELECT balance FROM naive_purse WHERE purse = 1", connection);
        if ((long)(await check.ExecuteScalarAsync(cancel))! < Fen)
        {
            return false;
        }

        await using NpgsqlCommand act = new(
            "UPDATE naive_purse SET balance = balance - 100 WHERE purse = 1", connection);
        await act.ExecuteNonQueryAsync(cancel);
        return true;
    }
}
