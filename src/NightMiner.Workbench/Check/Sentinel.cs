using System.Globalization;
using NightMiner.Protocol.Blocks;
using NightMiner.Protocol.Stratum;
using NightMiner.Workbench.Explain;

namespace NightMiner.Workbench.Check;

/// <summary>
/// The share that all cases about shares lean on. One alone may be lucky: at a pool whose target is off by a factor
/// of 2, every other share counts. So a second one is mined that only just meets the difficulty. Where one is refused
/// for its hash, the mistake that explains it is looked for.
/// </summary>
internal static class Sentinel
{
    private const double Closeness = 1.1; // times the difficulty, at most
    private const double Rarity = 11;     // of that many shares one is so close
    private const int Tries = 3;          // a new job may come while it is mined
    private const int Others = 3;         // by chance, where the close one takes too long, and to tell mistakes apart

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Hands in shares, all of which must count.</summary>
    public static async Task<Finding> RunAsync(PoolUnderTest pool)
    {
        PoolClient client = await pool.MineAsync();
        List<Trial> trials = [await SubmitAsync(pool, client)];
        bool hasClose = trials[0].Answer.IsYes && await TryCloseAsync(pool, client, trials);
        if (!hasClose || !trials[^1].Answer.IsYes) await TryOthersAsync(pool, client, trials);
        // That a job has gone is for other cases, but of the first share.
        Trial? refused = trials.Find(trial => !trial.Answer.IsYes && trial.Answer.Reason != RejectReason.Stale)
            ?? (trials[0].Answer.IsYes ? null : trials[0]);
        if (refused is not null) return Explain(pool, client, trials, refused);
        return Finding.Pass($"a share of difficulty {trials[0].Difficulty}: accepted"
            + (hasClose ? ", and one that only just meets it" : ""));
    }

    // False: none was found in time.
    private static async Task<bool> TryCloseAsync(PoolUnderTest pool, PoolClient client, List<Trial> trials)
    {
        for (int i = 0; i < Tries; i++)
        {
            ReceivedJob harder = client.Job with
            {
                Difficulty = Difficulty.From(Closeness * (client.Job.Difficulty ?? Difficulty.One).ToDouble()),
            };
            ShareWish wish = new() { Suits = share => !pool.Meets(harder, share), Rarity = Rarity, Limit = Limit };
            if (!await TrySubmitAsync(pool, client, trials, wish)) return false;
            if (trials[^1].Answer.Reason != RejectReason.Stale) return true;
        }
        return false;
    }

    private static async Task TryOthersAsync(PoolUnderTest pool, PoolClient client, List<Trial> trials)
    {
        ShareWish wish = new() { Limit = Limit };
        for (int i = 0; i < Others && trials[^1].Answer.Reply is not null; i++)
            if (!await TrySubmitAsync(pool, client, trials, wish))
                return;
    }

    private static async Task<bool> TrySubmitAsync(
        PoolUnderTest pool, PoolClient client, List<Trial> trials, ShareWish wish)
    {
        try
        {
            trials.Add(await SubmitAsync(pool, client, wish));
            return true;
        }
        catch (CaseEndedException) // it takes too long
        {
            return false;
        }
    }

    private static async Task<Trial> SubmitAsync(PoolUnderTest pool, PoolClient client, ShareWish? wish = null)
    {
        ReceivedJob job = client.Job;
        ShareText share = await pool.FindAsync(client, wish, job);
        return new Trial(job, share, await PoolUnderTest.SubmitAsync(client, share));
    }

    private static Finding Explain(PoolUnderTest pool, PoolClient client, List<Trial> trials, Trial refused)
    {
        if (!refused.Answer.IsRefusal)
            return Judging.MustAccept(refused.Answer, $"a share of difficulty {refused.Difficulty}");
        ShareCase share = CaseOf(pool, client, refused);
        IEnumerable<Trial> others = trials.Where(trial => trial != refused && trial.Answer.Reply is not null);
        Autopsy autopsy = Autopsy.Of(share, [.. others.Select(trial => CaseOf(pool, client, trial))]);
        Difficulty worth = Difficulty.Parse(autopsy.Right.Difficulty.ToString("G6", CultureInfo.InvariantCulture));
        Finding finding = Judging.MustAccept(
            refused.Answer, $"a share worth {worth}, for the difficulty {refused.Difficulty}");
        if (autopsy.Blame != Blame.Pool) return finding;
        bool mayBeOurs = autopsy.Suspects.Any(suspect => suspect.Mistake.Name == "other-algorithm");
        return finding with
        {
            Text = $"{finding.Text}; {autopsy.Summary}"
                + (mayBeOurs ? $" (or -a {pool.Options.Algorithm.Name} is not what this pool is for)" : ""),
        };
    }

    private static ShareCase CaseOf(PoolUnderTest pool, PoolClient client, Trial trial)
    {
        int index = client.Jobs.IndexOf(trial.Job);
        JobTerms? At(int i) => i >= 0 && i < client.Jobs.Count ? TermsOf(pool, client.Jobs[i]) : null;
        Reply reply = trial.Answer.Reply!;
        return new ShareCase
        {
            Terms = TermsOf(pool, trial.Job),
            Share = SubmitReader.Parse(trial.Share.Parameters),
            JobBefore = index < 0 ? null : At(index - 1),
            JobAfter = index < 0 ? null : At(index + 1),
            Ruling = reply.IsYes ? Ruling.Accepted : Ruling.Rejected(reply.Error),
        };
    }

    private static JobTerms TermsOf(PoolUnderTest pool, ReceivedJob job) => new()
    {
        Notify = job.Notify,
        Algorithm = pool.Options.Algorithm,
        Extranonce1 = job.Extranonce1,
        Extranonce2Size = job.Extranonce2Size,
        Difficulty = job.Difficulty ?? Difficulty.One,
    };

    // A share that was handed in.
    private sealed record Trial(ReceivedJob Job, ShareText Share, Answer Answer)
    {
        public Difficulty Difficulty => Job.Difficulty ?? Difficulty.One;
    }
}
