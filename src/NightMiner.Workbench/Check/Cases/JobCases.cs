using System.Text.Json;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using static NightMiner.Workbench.Check.Judging;

namespace NightMiner.Workbench.Check.Cases;

/// <summary>What a job looks like, and how jobs follow each other.</summary>
internal static class JobCases
{
    private static readonly string[] NeedsParameters = ["jobs.parameters"];
    private static readonly int[] Texts = [1, 2, 3, 5, 6, 7]; // of the nine
    private static readonly int[] Words = [5, 6, 7];

    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        new("jobs.parameters", "mining.notify has 9 parameters: texts, the list of branches, and a boolean at the end",
            "protocol in use: all pools", OfJob(Parameters))
        { Needs = NeedsJob },
        new("jobs.padding", "version, nbits and ntime have 8 hex digits each",
            "protocol in use; public-pool does not pad with zeros", OfJob(Padding))
        { Needs = NeedsParameters },
        new("jobs.notification", "a job comes with the id null: it is no request",
            "JSON-RPC; some pools count their jobs there", Notification)
        { Needs = NeedsJob },
        new("jobs.id-text", "the job's id is a text", "protocol in use; proxies send numbers", OfJob(IdText))
        { Needs = NeedsJob },
        new("jobs.previous-block", "the previous block's hash comes with each 4-byte word reversed: its zeros last",
            "protocol in use: all pools", OfJob(PreviousBlock))
        { Needs = NeedsJob },
        new("jobs.bits", "nbits is the compact form of a target", "consensus", OfJob(Bits)) { Needs = NeedsJob },
        new("jobs.time", "ntime is within two hours of now", "consensus: no node takes a block from further ahead",
            OfJob(Time))
        { Needs = NeedsJob },
        new("jobs.coinbase", "coinbase1, both extranonces and coinbase2 make a coinbase transaction",
            "consensus", OfJob(Coinbase))
        { Needs = NeedsJob },
        new("jobs.height", "the coinbase's script begins with the block's height", "BIP 34", OfJob(Height))
        { Needs = ["jobs.coinbase"] },
        new("jobs.for-everybody", "two miners work on the same block", "protocol in use: all pools", ForEverybody)
        { Needs = NeedsJob, WaitsForJobs = true },
        new("jobs.new-id", "another job has another id", "ckpool, node-stratum-pool: shares name their job by it",
            NewId)
        { Needs = NeedsJob, WaitsForJobs = true },
        new("jobs.time-goes-on", "a later job's ntime is not earlier",
            "pools refuse shares older than the block template", TimeGoesOn)
        { Needs = NeedsJob, WaitsForJobs = true },
        new("jobs.clean-on-block", "a job on another block says clean_jobs true",
            "protocol in use; bstratum always says false", CleanOnBlock)
        { Needs = NeedsParameters, WaitsForJobs = true },
        new("jobs.not-clean-on-refresh", "a job on the same block says clean_jobs false",
            "protocol in use; public-pool says true after each change of difficulty", NotCleanOnRefresh)
        { Needs = NeedsParameters, WaitsForJobs = true },
        new("jobs.earlier-counts", "a share of the job before the last one counts, on the same block",
            "clean_jobs false means just that", EarlierCounts)
        { Needs = NeedsShares, WaitsForJobs = true },
        new("jobs.stale", "a share of a job on another block is refused as stale (21)",
            "protocol in use: all pools", Stale)
        { Needs = NeedsShares, WaitsForJobs = true },
    ];

    private static Func<PoolUnderTest, Task<Finding>> OfJob(Func<ReceivedJob, Finding> look) => async pool =>
        look((await pool.MineAsync()).Job);

    private static Finding Parameters(ReceivedJob job)
    {
        JsonElement[] fields = [.. job.Raw.EnumerateArray()];
        if (fields.Length < 9) return Finding.Fail(FormattableString.Invariant($"{fields.Length} parameters"));
        if (Texts.Any(i => fields[i].ValueKind != JsonValueKind.String)) return Finding.Fail("a field is no text");
        if (fields[8].ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            return Finding.Fail("clean_jobs is no boolean");
        return fields.Length == 9
            ? Finding.Pass(FormattableString.Invariant($"9, with {job.Notify.MerkleBranch.Count} branches"))
            : Finding.Warn(FormattableString.Invariant($"{fields.Length} parameters: another coin's dialect?"));
    }

    private static Finding Padding(ReceivedJob job)
    {
        string[] others = [.. Words.Select(i => job.Raw[i].GetString()!).Where(text => text.Length != 8)];
        return others.Length == 0 ? Finding.Pass("8 digits each") : Finding.Warn(string.Join(", ", others));
    }

    private static async Task<Finding> Notification(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        foreach (JsonElement call in client.Calls)
            if (call.TryGetProperty("id", out JsonElement id) && id.ValueKind != JsonValueKind.Null)
                return Finding.Warn($"{call.GetProperty("method").GetString()} came with the id {id.GetRawText()}");
        return Finding.Pass("no id");
    }

    private static Finding IdText(ReceivedJob job) =>
        job.Notify.JobId.IsNumber ? Finding.Warn($"the number {job.Id}") : Finding.Pass($"\"{job.Id}\"");

    private static Finding PreviousBlock(ReceivedJob job)
    {
        byte[] hash = job.Notify.PreviousBlock.ToArray(); // in the order of computation: the zeros of its work last
        bool startsEmpty = !hash.AsSpan(0, 4).ContainsAnyExcept((byte)0);
        bool endsEmpty = !hash.AsSpan(28).ContainsAnyExcept((byte)0);
        return endsEmpty ? Finding.Pass($"{job.Notify.PreviousBlock}")
            : startsEmpty ? Finding.Fail("its zeros come first: the hash was sent as people read it")
            : Finding.NotApplicable("the hash has no zeros to tell by: scrypt or a test network");
    }

    private static Finding Bits(ReceivedJob job)
    {
        CompactBits bits = new(job.Notify.Bits);
        return bits.ToTarget() is { } target ? Finding.Pass($"{bits}: {target}") : Finding.Fail($"{bits} is no target");
    }

    private static Finding Time(ReceivedJob job)
    {
        long off = job.Notify.Time - DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string text = FormattableString.Invariant(
            $"{Math.Abs(off)} s {(off < 0 ? "behind" : "ahead of")} this machine");
        return Math.Abs(off) <= 7200 ? Finding.Pass(text) : Finding.Fail(text);
    }

    private static Finding Coinbase(ReceivedJob job)
    {
        try
        {
            CoinbaseFacts facts = ReadCoinbase(job);
            string text = FormattableString.Invariant($"a script of {facts.ScriptSize} bytes, {facts.Outputs} outputs");
            return facts.Left == 0
                ? Finding.Pass(text)
                : Finding.Warn(FormattableString.Invariant($"{text}, and {facts.Left} bytes after the end"));
        }
        catch (FormatException e)
        {
            return Finding.Fail(e.Message);
        }
    }

    private static Finding Height(ReceivedJob job) => ReadCoinbase(job).Height is { } height and > 0
        ? Finding.Pass(FormattableString.Invariant($"{height}"))
        : Finding.Warn("no height: an old coin?");

    private static CoinbaseFacts ReadCoinbase(ReceivedJob job) =>
        CoinbaseFacts.Read(new Coinbase(job.Notify.Coinbase1, job.Extranonce1, job.Notify.Coinbase2)
            .ToArray(new byte[job.Extranonce2Size]));

    private static async Task<Finding> ForEverybody(PoolUnderTest pool)
    {
        PoolClient one = await pool.MineAsync();
        PoolClient other = await pool.MineAsync();
        bool IsSame() => one.Job.Notify.PreviousBlock == other.Job.Notify.PreviousBlock;
        for (int i = 0; i < 10 && !IsSame(); i++) // a block in between, and one of them has yet to hear of it
        {
            await one.UntilAsync(IsSame, pool.Options.ReplyTimeout / 20);
            await other.UntilAsync(IsSame, pool.Options.ReplyTimeout / 20);
        }
        return IsSame() ? Finding.Pass("the same block") : Finding.Fail("they build on different blocks");
    }

    private static async Task<Finding> NewId(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        ReceivedJob before = client.Job;
        ReceivedJob next = await pool.NextJobAsync(client, _ => true, "another job");
        bool isSentAgain = Enumerable.Range(1, 7).All(
            i => before.Raw[i].GetRawText() == next.Raw[i].GetRawText()); // all but the id and clean_jobs
        return next.Id != before.Id ? Finding.Pass($"{before.Id}, then {next.Id}")
            : isSentAgain ? Finding.Pass($"{before.Id} was sent again")
            : Finding.Fail($"two jobs named {next.Id}");
    }

    private static async Task<Finding> TimeGoesOn(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        uint before = client.Job.Notify.Time;
        uint next = (await pool.NextJobAsync(client, _ => true, "another job")).Notify.Time;
        string text = FormattableString.Invariant($"{before}, then {next}");
        return next >= before ? Finding.Pass(text) : Finding.Warn(text);
    }

    private static async Task<Finding> CleanOnBlock(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        Hash256 before = client.Job.Notify.PreviousBlock;
        ReceivedJob next = await pool.NextJobAsync(client, job => job.Notify.PreviousBlock != before, "a new block");
        return next.Notify.CleanJobs
            ? Finding.Pass("true")
            : Finding.Warn("false: miners have to see it from the hash");
    }

    private static async Task<Finding> NotCleanOnRefresh(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        int first = client.Jobs.Count;
        ReceivedJob next = await pool.NextJobAsync(client, job => client.Jobs.IndexOf(job) is >= 1 and var i
            && client.Jobs[i - 1].Notify.PreviousBlock == job.Notify.PreviousBlock, "another job on the same block");
        return next.Notify.CleanJobs ? Finding.Warn("true: work on the job before is lost") : Finding.Pass("false");
    }

    private static async Task<Finding> EarlierCounts(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        int blocks = 0; // a new block voids the share: begin again with its job
        for (int tries = 0; tries < 8 && blocks < 4; tries++)
        {
            ReceivedJob before = client.Job;
            ShareText share = await pool.FindAsync(client, job: before);
            ReceivedJob next = await pool.NextJobAsync(client, _ => true, "another job on the same block");
            bool IsNewBlock(ReceivedJob job) => job.Notify.PreviousBlock != before.Notify.PreviousBlock;
            if (next.Notify.CleanJobs || IsNewBlock(next))
            {
                blocks++;
                continue;
            }
            Answer answer = await PoolUnderTest.SubmitAsync(client, share);
            if (!answer.IsYes && (IsNewBlock(client.Job) || client.Job.Id != next.Id)) continue; // too old by now
            return MustAccept(answer, $"job {before.Id}, after {next.Id} came");
        }
        return Finding.NotApplicable(blocks == 4
            ? "every other job made the one before it void"
            : "jobs follow each other too fast for a share of the one before the last");
    }

    private static async Task<Finding> Stale(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        ReceivedJob before = client.Job;
        ShareText share = await pool.FindAsync(client, job: before);
        await pool.NextJobAsync(
            client, job => job.Notify.PreviousBlock != before.Notify.PreviousBlock, "a new block");
        return MustRefuse(await PoolUnderTest.SubmitAsync(client, share), RejectReason.Stale,
            "a share of the block before");
    }
}
