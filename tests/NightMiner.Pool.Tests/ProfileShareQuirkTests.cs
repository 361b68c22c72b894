namespace NightMiner.Pool.Tests;

/// <summary>
/// Each quirk of jobs, difficulties and shares as it shows on the wire. The steps are explained at
/// <see cref="ProfileScript"/>.
/// </summary>
public sealed class ProfileShareQuirkTests
{
    private const string Job = """
        < {"id":null,"method":"mining.set_difficulty","params":[0.000000001]}
        < {"id":null,"method":"mining.notify","params":[*

        """;

    private const string Accepted = """
        < {"id":9,"result":true,"error":null}

        """;

    // Quirks, and a conversation that goes otherwise without them.
    public static TheoryData<string, string> Lines => new()
    {
        { "work-start=logged-in", """
            > @subscribe
            < {"id":1,"result":*
            > @authorize
            < {"id":2,"result":true,"error":null}
            """ + "\n" + Job },
        { "early-jobs", """
            ! refresh
            < {"id":null,"method":"mining.notify"*
            > @subscribe
            < {"id":1,"result":*
            """ + "\n" + Job },
        { "job-id=hex8", """
            > @login
            ! refresh
            < {"id":null,"method":"mining.notify","params":["00000002",*
            """ },
        { "job-id=hex16", """
            > @login
            ! refresh
            < {"id":null,"method":"mining.notify","params":["0000000000000002",*
            """ },
        { "job-id=time-and-counter", """
            > @login
            ! refresh
            < {"id":null,"method":"mining.notify","params":["1767323045:2",*
            > @share 0.000000001
            """ + "\n" + Accepted },
        { "job-id=number", """
            > @login
            ! refresh
            < {"id":null,"method":"mining.notify","params":[2,*
            > @share 0.000000001
            < {"id":9,"result":true,"error":null}
            > {"id":9,"method":"mining.submit","params":["me","2","00000000","695735a5","00000000"]}
            < {"id":9,"result":null,"error":[21,"job not found (unknown)",null]}
            """ },
        { "jobs-kept=1", """
            > @login
            ! refresh
            < {"id":null,"method":"mining.notify"*
            > @share 0.000000001 old
            < {"id":9,"result":null,"error":[21,"job not found (stale: too old, 1 newer job was sent)",null]}
            """ },
        { "free start-difficulty=42", """
            > @subscribe
            < {"id":1,"result":*
            < {"id":null,"method":"mining.set_difficulty","params":[42]}
            """ },
        { "free start-difficulty=42 cpu-miner-difficulty=0.1", """
            > {"id":1,"method":"mining.subscribe","params":["my-cpuminer"]}
            < {"id":1,"result":*
            < {"id":null,"method":"mining.set_difficulty","params":[42]}
            """ },
        { "free start-difficulty=42 cpu-miner-difficulty=0.1 ", """
            > {"id":1,"method":"mining.subscribe","params":["mycpuminer/2"]}
            < {"id":1,"result":*
            < {"id":null,"method":"mining.set_difficulty","params":[0.1]}
            """ },
        { "difficulty-change=same-job", """
            > @login
            ! difficulty 0.000000002
            < {"id":null,"method":"mining.set_difficulty","params":[0.000000002]}
            < {"id":null,"method":"mining.notify","params":["1",*
            """ },
        { "difficulty-change=alone", """
            > @login
            ! difficulty 0.000000002
            < {"id":null,"method":"mining.set_difficulty","params":[0.000000002]}
            > @share 0.000000001 0.000000002
            < {"id":9,"result":true,"error":null}
            ! refresh
            < {"id":null,"method":"mining.notify","params":["2",*
            """ },
        { "difficulty-change=with-next-job", """
            > @login
            ! difficulty 0.000000002
            > @authorize
            < {"id":2,"result":true,"error":null}
            ! refresh
            < {"id":null,"method":"mining.set_difficulty","params":[0.000000002]}
            < {"id":null,"method":"mining.notify","params":["2",*
            """ },
        { "free suggest=silence", """
            > {"id":3,"method":"mining.suggest_difficulty","params":[0.5]}
            > {"id":3,"method":"mining.suggest_difficulty","params":[7]}
            > @subscribe
            < {"id":1,"result":*
            < {"id":null,"method":"mining.set_difficulty","params":[7]}
            """ },
        { "free suggest=notification", """
            > {"id":3,"method":"mining.suggest_difficulty","params":[7]}
            < {"id":null,"method":"mining.set_difficulty","params":[7]}
            > {"id":3,"method":"mining.suggest_difficulty","params":[8]}
            > @subscribe
            < {"id":1,"result":*
            < {"id":null,"method":"mining.notify"*
            """ },
        { "free suggest=overlook start-difficulty=3", """
            > {"id":3,"method":"mining.suggest_difficulty","params":[7]}
            < {"id":3,"result":true,"error":null}
            > @subscribe
            < {"id":1,"result":*
            < {"id":null,"method":"mining.set_difficulty","params":[3]}
            """ },
        { "free password-difficulty", """
            > {"id":3,"method":"mining.authorize","params":["me","x;d=12"]}
            < {"id":3,"result":true,"error":null}
            > @subscribe
            < {"id":1,"result":*
            < {"id":null,"method":"mining.set_difficulty","params":[12]}
            """ },
        { "checks=job,difficulty", """
            > @subscribe
            < {"id":1,"result":*
            """ + "\n" + Job + """
            > @share 0.000000001
            < {"id":9,"result":true,"error":null}
            > @share 0.000000001
            """ + "\n" + Accepted },
        { "strangers=drop", """
            > {"id":9,"method":"mining.submit","params":[]}
            < END handed in a share before its login
            """ },
        { "strangers=ignore", """
            > @subscribe
            < {"id":1,"result":*
            """ + "\n" + Job + """
            > {"id":9,"method":"mining.submit","params":[]}
            > @authorize
            < {"id":2,"result":true,"error":null}
            """ },
        { "strangers=ignore ", """
            > {"id":9,"method":"mining.submit","params":[]}
            < END handed in a share before its login
            """ },
        { "drops-malformed", """
            > @login
            > {"id":9,"method":"mining.submit","params":["me","1","0000000x","695735a5","00000000"]}
            < END handed in a malformed share: extranonce2 is not hex
            """ },
        { "pads-extranonce2", """
            > @login
            > @share 0.000000001 short
            """ + "\n" + Accepted },
        { "ntime=job-and-after", Times("695750fd", "695750fe") }, // 7,000 s later
        { "ntime=around-now", Times("69571985", "69571984") },    // 7,200 s earlier
        { "duplicates=text", """
            > @login
            > @share 0.000000001
            < {"id":9,"result":true,"error":null}
            > @share 0.000000001 upper
            < {"id":9,"result":true,"error":null}
            > @share 0.000000001
            < {"id":9,"result":null,"error":[22,"duplicate share",null]}
            """ },
        { "duplicates=text-any-case", """
            > @login
            > @share 0.000000001
            < {"id":9,"result":true,"error":null}
            > @share 0.000000001 upper
            < {"id":9,"result":null,"error":[22,"duplicate share",null]}
            """ },
        { "duplicates=everything", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,*
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[22,"duplicate share",null]}
            """ },
        { "grace=previous", """
            > @login
            ! difficulty 0.00000001
            < {"id":null,"method":"mining.set_difficulty"*
            < {"id":null,"method":"mining.notify"*
            > @share 0.000000001 0.00000001
            < {"id":9,"result":true,"error":null}
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,*
            """ },
        { "grace=none", """
            > @login
            ! difficulty 0.00000001
            < {"id":null,"method":"mining.set_difficulty"*
            < {"id":null,"method":"mining.notify"*
            > @share 0.000000001 0.00000001 old
            < {"id":9,"result":null,"error":[23,*
            """ },
        { "tolerance=0.5", """
            > @login
            > @share 0.0000000005 0.000000001
            """ + "\n" + Accepted },
        { "slack=1", """
            > @login
            > @share 0 0.000000001
            """ + "\n" + Accepted },
        { "stale-grace=5", """
            > @login
            ! block
            < {"id":null,"method":"mining.notify"*
            > @share 0.000000001 old
            < {"id":9,"result":true,"error":null}
            ! seconds 6
            > @share 0.000000001 old
            < {"id":9,"result":null,"error":[21,"job not found (stale: cancelled by a new block)",null]}
            """ },
        { "repeats-difficulty", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,*
            < {"id":null,"method":"mining.set_difficulty","params":[0.000000001]}
            """ },
        { "reject-patience=60", """
            > @login
            > @share 0 0.000000001
            < {"id":9,*
            ! seconds 60
            > @share 0 0.000000001
            < {"id":9,*
            < {"id":null,"method":"mining.set_difficulty"*
            < {"id":null,"method":"mining.notify","params":["1",*
            ! seconds 60
            > @share 0 0.000000001
            < {"id":9,*
            < {"id":null,"method":"client.reconnect","params":[]}
            ! seconds 60
            > @share 0 0.000000001
            < {"id":9,*
            < END nothing but refused shares
            """ },
    };

    [Theory, MemberData(nameof(Lines))]
    public Task A_quirk_shows_on_the_wire(string quirks, string steps) => ProfileScript.PlayAsync(quirks, steps);

    private static string Times(string last, string beyond) => $$"""
        > @login
        > {"id":8,"method":"mining.submit","params":["me","1","00000000","{{last}}","ffffffff"]}
        < {"id":8,"result":null,"error":[23,*
        > {"id":8,"method":"mining.submit","params":["me","1","00000000","{{beyond}}","ffffffff"]}
        < {"id":8,"result":null,"error":[20,"ntime out of range*
        """;
}
