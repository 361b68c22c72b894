using NightMiner.Cli.CommandLine;
using NightMiner.Protocol.Stratum;
using NightMiner.Protocol.Text;
using NightMiner.Workbench.Explain;

namespace NightMiner.Cli.Explain;

/// <summary>What is to be explained: one job of the input, perhaps with one share.</summary>
/// <param name="Explanation">Its bytes.</param>
/// <param name="Autopsy">What is behind the pool's verdict; null where none is known.</param>
/// <param name="Title">Where the job comes from.</param>
/// <param name="Notes">What was assumed, or could not be read.</param>
internal sealed record Question(
    JobExplanation Explanation, Autopsy? Autopsy, string Title, IReadOnlyList<string> Notes)
{
    /// <summary>Chooses job and share: what the user named, or the last rejected share, or the last share or
    /// job.</summary>
    /// <exception cref="UsageException">The input has no such job, or does not say enough of it.</exception>
    public static Question Of(SessionLog said, ExplainSettings settings, string title)
    {
        SentShare? share = ShareOf(said, settings);
        GivenJob job = JobOf(said, share, settings);
        Check(said, job, settings);
        if (share is null)
            return new Question(
                JobExplanation.Of(said.TermsOf(job, settings.Stated)), null, title, NotesOf(said, job, settings));
        ShareCase examined = said.CaseOf(share, job, settings.Stated);
        if (settings.Ruling is { } ruling) examined = examined with { Ruling = ruling };
        return new Question(JobExplanation.Of(examined.Terms, share.Submit),
            examined.Ruling.IsAccepted is null ? null : Autopsy.Of(examined, Others(said, share, settings)),
            title, NotesOf(said, job, settings));
    }

    private static SentShare? ShareOf(SessionLog said, ExplainSettings settings)
    {
        if (settings.Share is { } given) return new SentShare(given);
        IEnumerable<SentShare> shares = said.Shares.Where(
            share => settings.JobId is null || share.Submit.JobId.Text == settings.JobId);
        return shares.LastOrDefault(share => share.Ruling.IsAccepted == false) ?? shares.LastOrDefault();
    }

    private static GivenJob JobOf(SessionLog said, SentShare? share, ExplainSettings settings)
    {
        if (said.Jobs.Count == 0) throw Problem("there is no mining.notify in the input"
            + (said.Problems is [var first, ..] ? $" ({first})" : "")
            + ": expected lines as on the wire, such as -P shows them, or a recording");
        if (settings.JobId is null && share is null) return said.Jobs[^1];
        JobId id = settings.JobId is { } named ? new JobId(named) : share!.Submit.JobId;
        GivenJob? job = share?.Submit.JobId.Text == id.Text ? said.JobOf(share) : said.JobOf(id);
        return job ?? throw Problem(
            $"job '{PrintableText.From(id.Text, 40)}' is not in the input, which has "
            + string.Join(", ", said.Jobs.Select(job => PrintableText.From(job.Notify.JobId.Text, 40)).Distinct())
            + ": --job says which one is meant");
    }

    private static void Check(SessionLog said, GivenJob job, ExplainSettings settings)
    {
        if (said.KnowsExtranonce(job)) return;
        if (settings.Stated.Extranonce1 is null)
            throw Problem("the input does not say extranonce1: it is in the pool's answer to mining.subscribe; "
                + "add that line, or give --extranonce1 HEX");
        if (settings.Stated.Extranonce2Size is null)
            throw Problem("the input does not say how long extranonce2 is: add the pool's answer to "
                + "mining.subscribe, or give --extranonce2-size N");
    }

    private static List<ShareCase> Others(SessionLog said, SentShare share, ExplainSettings settings)
    {
        const int limit = 32; // each costs a hash for each mistake
        List<ShareCase> others = [];
        foreach (SentShare other in said.Shares.Where(other => other.Ruling.IsAccepted is not null))
            if (!ReferenceEquals(other, share) && said.JobOf(other) is { } job)
                others.Add(said.CaseOf(other, job, settings.Stated));
        return [.. others.TakeLast(limit)];
    }

    private static List<string> NotesOf(SessionLog said, GivenJob job, ExplainSettings settings)
    {
        const int limit = 3;
        List<string> notes = [.. said.Problems.Take(limit)];
        if (!said.KnowsDifficulty(job) && settings.Stated.Difficulty is null)
            notes.Add("the input sets no difficulty: 1 is in force until a pool says otherwise; --difficulty sets one");
        return notes;
    }

    private static UsageException Problem(string message) => new(message) { IsAboutSyntax = false };
}
