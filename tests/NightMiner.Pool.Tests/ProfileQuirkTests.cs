namespace NightMiner.Pool.Tests;

/// <summary>
/// Each quirk of lines, time and login as it shows on the wire. The steps are explained at <see cref="ProfileScript"/>.
/// </summary>
public sealed class ProfileQuirkTests
{
    private const string Subscriptions = """
        [["mining.set_difficulty","0000000000000001"],["mining.notify","0000000000000001"]]
        """;

    private const string Job = """
        < {"id":null,"method":"mining.set_difficulty","params":[0.000000001]}
        < {"id":null,"method":"mining.notify","params":[*

        """;

    private const string LoggedIn = """
        < {"id":2,"result":true,"error":null}

        """;

    private const string Accepted = """
        < {"id":9,"result":true,"error":null}

        """;

    // Quirks, and a conversation that goes otherwise without them.
    public static TheoryData<string, string> Lines => new()
    {
        { "json-rpc", """
            > @authorize
            < {"jsonrpc":"2.0","id":2,"result":true,"error":null}
            > @subscribe
            < {"jsonrpc":"2.0","id":1,"result":*
            < {"jsonrpc":"2.0","id":null,"method":"mining.set_difficulty",*
            < {"jsonrpc":"2.0","id":null,"method":"mining.notify",*
            """ },
        { "omits-null", """
            > @authorize
            < {"id":2,"result":true}
            > {"id":3,"method":"nonsense"}
            < {"id":3,"result":null,"error":[20,"Unsupported request nonsense",null]}
            """ },
        { "errors=pair", """
            > {"id":9,"method":"mining.submit"}
            < {"id":9,"result":null,"error":[24,"unauthorized worker",null]}
            > @login
            > {"id":3,"method":"mining.submit","params":["me","none","00000000","00000000","00000000"]}
            < {"id":3,"result":null,"error":[21,"job not found (unknown)"]}
            """ },
        { "errors=empty-text", """
            > {"id":3,"method":"nonsense"}
            < {"id":3,"result":null,"error":[20,"Unsupported request nonsense",""]}
            """ },
        { "errors=false", """
            > {"id":3,"method":"nonsense"}
            < {"id":3,"result":null,"error":[20,"Unsupported request nonsense",false]}
            """ },
        { "errors=code-and-message", """
            > {"id":3,"method":"nonsense"}
            < {"id":3,"result":false,"error":{"code":20,"message":"Unsupported request nonsense"}}
            """ },
        { "errors=text", """
            > {"id":3,"method":"nonsense"}
            < {"id":3,"result":false,"error":"Unsupported request nonsense"}
            > @login
            > @share 0.000000001
            < {"id":9,"result":true,"error":null}
            > @share 0.000000001
            < {"id":9,"result":false,"error":null,"reject-reason":"duplicate share"}
            """ },
        { "wording=node-stratum-pool", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,"low difficulty share of *
            > {"id":3,"method":"mining.submit","params":["me","none","0","00000000","00000000"]}
            < {"id":3,"result":null,"error":[20,"incorrect size of extranonce2",null]}
            """ },
        { "wording=ckpool", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,"Above target",null]}
            """ },
        { "wording=public-pool", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,"Difficulty too low",null]}
            """ },
        { "wording=miningcore", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,"low difficulty share (*
            """ },
        { "wording=bstratum", """
            > @login
            > @share 0 0.000000001
            < {"id":9,"result":null,"error":[23,"high-hash",null]}
            > {"id":3,"method":"mining.submit","params":[]}
            < {"id":3,"result":null,"error":[0,"invalid params",null]}
            """ },
        { "line-limit=300", $$"""
            > {"id":3,"method":"{{new string('x', 300)}}"}
            < END the other side sent a line longer than 300 bytes
            """ },
        { "counts-unread", """
            > @flood
            < END sent
            """ },
        { "junk=drop", """
            > no json
            < END sent a line that is not JSON
            """ },
        { "junk=text-and-drop", """
            > no json
            < Invalid JSON, disconnecting
            < END sent a line that is not JSON
            """ },
        { "junk=skip", """
            > no json
            > @authorize
            < {"id":2,"result":true,"error":null}
            """ },
        { "http=ok", """
            > GET / HTTP/1.1
            < HTTP/1.1 200 OK
            < X-Stratum: stratum
            < Connection: close
            """ },
        { "http=junk", """
            > GET / HTTP/1.1
            < {"id":null,"result":null,"error":[20,"this is an HTTP request",null]}
            """ },
        { "unknown-method=silence", """
            > {"id":3,"method":"nonsense"}
            > @authorize
            < {"id":2,"result":true,"error":null}
            """ },
        { "unknown-method=true", """
            > {"id":3,"method":"nonsense"}
            < {"id":3,"result":null,"error":true}
            """ },
        { "missing-method=silence", """
            > {"id":3}
            > @authorize
            < {"id":2,"result":true,"error":null}
            """ },
        { "missing-method=text wording=ckpool", """
            > {"id":3}
            < {"id":3,"error":"-3:method not found"}
            """ },
        { "drops-strangers unknown-method=silence", """
            > @login
            > {"id":3,"method":"nonsense"}
            > @authorize
            < {"id":2,"result":true,"error":null}
            """ },
        { "drops-strangers", """
            > {"id":3,"method":"nonsense"}
            < END asked for nonsense before mining.subscribe
            """ },
        { "lacks=mining.configure", """
            > {"id":3,"method":"mining.configure","params":[["version-rolling"],{}]}
            < {"id":3,"result":null,"error":[20,"Unsupported request mining.configure",null]}
            """ },
        { "needs-id wording=miningcore", """
            > {"id":null,"method":"mining.subscribe","params":[]}
            < {"id":null,"result":null,"error":[-1,"missing request id",null]}
            """ },
        { "login-timeout=3", """
            > @subscribe
            < {"id":1,"result":*
            """ + "\n" + Job + """
            ! seconds 4
            < END not logged in within 3 s
            """ },
        { "first-line-limit=10", """
            ! seconds 11
            < END said nothing within 10 s
            """ },
        { "silence-limit=5", """
            > @login
            ! seconds 6
            < END silent for 5 s
            """ },
        { "share-limit=600 silence-limit=never", """
            > @login
            ! seconds 500
            ! refresh
            < {"id":null,"method":"mining.notify"*
            ! seconds 101
            ! refresh
            < {"id":null,"method":"mining.notify"*
            < END no share for 600 s
            """ },
        { "refresh-time=30", """
            > @login
            ! seconds 31
            < {"id":null,"method":"mining.notify"*
            """ },
        { "subscription=difficulty-first session-prefix=feed", Answer(
            """[["mining.set_difficulty","feed0000000000000001"],["mining.notify","feed0000000000000001"]]""") },
        { "subscription=notify-first", Answer(
            """[["mining.notify","0000000000000001"],["mining.set_difficulty","0000000000000001"]]""") },
        { "subscription=notify-only", Answer("""[["mining.notify","0000000000000001"]]""") },
        { "subscription=flat", Answer("""["mining.notify","0000000000000001"]""") },
        { "subscription=nested", Answer($"[{Subscriptions.Trim()}]") },
        { "subscription=null", Answer("null") },
        { "extranonce1-size=7 extranonce2-size=3", """
            > @subscribe
            """ + $"\n< {{\"id\":1,\"result\":[{Subscriptions},\"00000000000001\",3],\"error\":null}}\n" + Job + """
            > @authorize
            < {"id":2,"result":true,"error":null}
            > @share 0.000000001
            """ + "\n" + Accepted },
        { "extranonce-change=everybody", """
            > @login
            ! block
            < {"id":null,"method":"mining.set_extranonce","params":["01000001",4]}
            < {"id":null,"method":"mining.notify"*
            > @share 0.000000001
            """ + "\n" + Accepted },
        { "extranonce-change=subscribers", """
            > @login
            ! block
            < {"id":null,"method":"mining.notify"*
            > {"id":3,"method":"mining.extranonce.subscribe","params":[]}
            < {"id":3,"result":true,"error":null}
            ! block
            < {"id":null,"method":"mining.set_extranonce","params":["01000001",4]}
            < {"id":null,"method":"mining.notify"*
            > @share 0.000000001
            """ + "\n" + Accepted },
        { "login=name-parts errors=text", """
            > {"id":3,"method":"mining.authorize","params":{}}
            < {"id":3,"result":false,"error":"params not an array"}
            > {"id":3,"method":"mining.authorize","params":[]}
            < {"id":3,"result":false,"error":"params missing array entries"}
            > {"id":3,"method":"mining.authorize","params":[".rig"]}
            < {"id":3,"result":false,"error":"Empty username parameter"}
            > {"id":3,"method":"mining.authorize","params":["a/b"]}
            < {"id":3,"result":false,"error":"Invalid character in username"}
            > {"id":3,"method":"mining.authorize","params":["a.b"]}
            < {"id":3,"result":true,"error":null}
            """ },
        { "login=two-texts wording=public-pool", """
            > {"id":3,"method":"mining.authorize","params":["a"]}
            < {"id":3,"result":false,"error":[20,"Authorization validation error",null]}
            > @authorize
            """ + "\n" + LoggedIn },
        { "subscribes-first wording=ckpool errors=text", """
            > @authorize
            < {"id":2,"result":false,"error":"Failed subscription"}
            > @login
            """ },
        { "ignores-repeats", """
            > @login
            > @authorize
            > @subscribe
            > {"id":3,"method":"nonsense"}
            < {"id":3,*
            """ },
        { "one-worker", """
            > @login
            > {"id":3,"method":"mining.authorize","params":["you"]}
            < {"id":3,"result":true,"error":null}
            > @share 0.000000001
            < {"id":9,"result":null,"error":[24,"unauthorized worker",null]}
            """ },
        { "drops-refused", """
            > {"id":3,"method":"mining.authorize","params":[""]}
            < {"id":3,"result":false,"error":[24,*
            < END its login was refused
            """ },
        { "always-rolls", """
            > {"id":3,"method":"mining.configure","params":[["info"],{}]}
            < {"id":3,"result":{"version-rolling":true,"version-rolling.mask":"1fffe000"},"error":null}
            > @login
            > @share 0.000000001
            """ + "\n< {\"id\":9,\"result\":null,\"error\":[20,\"version bits is not text\",null]}" },
    };

    [Theory, MemberData(nameof(Lines))]
    public Task A_quirk_shows_on_the_wire(string quirks, string steps) => ProfileScript.PlayAsync(quirks, steps);

    private static string Answer(string subscriptions) => $$"""
        > @subscribe
        < {"id":1,"result":[{{subscriptions}},"00000001",4],"error":null}
        """;
}
